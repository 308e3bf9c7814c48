"""Two thousand saves while web workers are killed and the database crashes ("Done when" 3).

Every save that was answered is there once, with its amendments and its line in the audit; one that was not
answered is there for the whole class or for nobody.
"""

import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from accounts.models import AuditEvent
from accounts.roles import Role
from attendance.codes import code_of
from attendance.models import Mark, MarkAmendment
from attendance.queries.register_links import register_url
from attendance.queries.tallies import tally_drift
from config.local.postgres import place_of
from schools.calendar import Session
from schools.models import GroupKind, GroupMember
from tests.benchmarks.visitor import Visitor
from tests.factories import MembershipFactory, UserFactory
from tests.second_server import pointed_at
from tests.site_kills import CrashingServer, Killer, Pace, Teacher
from tests.sites import Site, served
from tests.world import TODAY, World, add_group, add_pupils, build_world

TEACHERS, SAVES_EACH, PUPILS_EACH = 8, 250, 5
SAVES = TEACHERS * SAVES_EACH
WORKERS, KILLS, AHEAD = 3, 20, 60
CRASHES = ("SIGKILL", "SIGQUIT")
STARTS_AT = "2027-03-09T08:46"
ENDS_WITHIN_SECONDS = 600


@pytest.fixture
def server(django_db_blocker: DjangoDbBlocker) -> Iterator[CrashingServer]:
    """A durable database server of the test's own; the connections of this process lead to it."""
    with tempfile.TemporaryDirectory(prefix="dm-kills-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        folder = Path(name) / "postgres"
        server = CrashingServer(folder)
        try:
            server.make_tables()
            with django_db_blocker.unblock(), pointed_at(server.addresses):
                yield server
        finally:
            server.server.stop()
            shutil.rmtree(place_of(folder).base, ignore_errors=True)


def classes_with_teachers(world: World, site: Site, lines: ExitStack, pace: Pace, seed: int) -> list[Teacher]:
    """As many classes, each with a teacher at a connection of their own."""
    teachers = []
    for number in range(TEACHERS):
        person = UserFactory.create(full_name=f"Teacher {number}")
        MembershipFactory.create(user=person, school=world.marlowe, role=Role.TEACHER.value)
        group = add_group(world.marlowe, f"9K{number}", 9, teacher=person)
        pupils = [pupil.pk for pupil in add_pupils(group, PUPILS_EACH)]
        path = register_url(world.marlowe.slug, TODAY, group.pk, Session.AM, "register_save")
        visitor = lines.enter_context(Visitor(site, person))
        teachers.append(Teacher(visitor, path, pupils, pace, Random(seed + number), SAVES_EACH))
    return teachers


def each_save_is_there_once(teacher: Teacher) -> None:
    """The class stands as its last save left it, and each save left one amendment a pupil and one line."""
    letters = teacher.landed
    member = GroupMember.objects.get(pupil_id=teacher.pupils[0], group__kind=GroupKind.REGISTRATION.value)
    assert len(letters) == SAVES_EACH
    marks = Mark.objects.filter(pupil_id__in=teacher.pupils, date=TODAY)
    assert {(code_of(mark.code).letter, mark.version) for mark in marks} == {(letters[-1], SAVES_EACH)}
    assert len(marks) == PUPILS_EACH
    for pupil in teacher.pupils:
        changes = MarkAmendment.objects.filter(pupil_id=pupil).order_by("pk")
        assert [code_of(change.original).letter for change in changes] == letters[:-1]
        assert [code_of(change.amended or 0).letter for change in changes] == letters[1:]
    lines = AuditEvent.objects.filter(verb="save", obj=f"{member.group_id}/{TODAY}/AM").values_list(
        "after", flat=True
    )
    assert list(lines) == [{"marks": PUPILS_EACH}] * SAVES_EACH


def test_every_answered_save_survives_twenty_kills_and_two_crashes(
    server: CrashingServer, tmp_path: Path
) -> None:
    seed = int(os.environ.get("DAYMARK_SEED", secrets.randbelow(10**9)))
    moments, pace, world = Random(seed), Pace(), build_world(pupils=0)
    ways = ["worker"] * KILLS + list(CRASHES)
    moments.shuffle(ways)
    respawn = {"GRANIAN_RESPAWN_FAILED_WORKERS": "true", "DAYMARK_NOW": STARTS_AT}
    with ExitStack() as lines:
        site = lines.enter_context(served(server.addresses, tmp_path / "site.log", WORKERS, **respawn))
        teachers = classes_with_teachers(world, site, lines, pace, seed)
        for teacher in teachers:
            teacher.start()
        killer = Killer(site, server, moments)
        killer.go(pace, ways, saves=SAVES, ahead=AHEAD)
        for teacher in teachers:
            teacher.join(ENDS_WITHIN_SECONDS)
    told = {
        name: sum(getattr(teacher, name) for teacher in teachers)
        for name in ("answered", "unanswered", "given_up", "found_standing")
    }
    sys.stdout.write(f"Seed {seed}: {told}\n  " + "\n  ".join(killer.killed) + "\n")
    assert [teacher.fault for teacher in teachers if teacher.fault] == []
    connections.close_all()  # theirs ended with the server
    for teacher in teachers:
        each_save_is_there_once(teacher)
    assert tally_drift(world.marlowe.pk) == []
    assert len(killer.killed) == KILLS + len(CRASHES)
    assert told["unanswered"] > 0
