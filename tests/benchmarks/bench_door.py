"""The door: what opening a child's file, reading its chronology and opening the inbox cost the database."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import time_machine
from django.db import connection

from safeguarding.door import Purpose, opened_file, opened_list
from safeguarding.models import Action, Concern, ConcernPupil, ConcernWords, Entry, EntryWords, StepWords
from safeguarding.tickets import Seat
from schools.models import Pupil
from tests import sealed_school
from tests.databases import Addresses
from tests.seats import seat
from tests.world import NOW, World, add_pupils, build_world

PUPILS, RUNS = 1_500, 15
GOAL_MS = {"open a file": 5, "open a file and read its chronology": 40, "open the inbox": 500}


@dataclass
class Spent:
    """Milliseconds that the database was asked for, and in how many statements."""

    ms: float = 0.0
    statements: int = field(default=0)

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Measure one statement."""
        began = time.perf_counter()
        try:
            return execute(sql, *rest)
        finally:
            self.ms += (time.perf_counter() - began) * 1000
            self.statements += 1


@contextmanager
def full_school(addresses: Addresses) -> Iterator[tuple[World, Pupil]]:
    """1,500 pupils, 10,000 concerns, and one child with 500 entries."""
    with time_machine.travel(NOW, tick=False):
        world = build_world()
        add_pupils(world.class_8hw, PUPILS, [(f"Surname{number}", "Robin") for number in range(PUPILS)])
        child = world.pupils[0]
        sealed_school.fill(
            addresses,
            school=world.marlowe.pk,
            child=child.pk,
            writer=world.lane.pk,
            lead=world.reid.pk,
            reader=world.rahman.pk,
        )
        yield world, child


def open_file(reader: Seat, child: Pupil) -> None:
    with opened_file(reader, school_id=child.school_id, pupil_id=child.pk, purpose=Purpose.WORK):
        pass


def read_file(reader: Seat, child: Pupil) -> None:
    with opened_file(reader, school_id=child.school_id, pupil_id=child.pk, purpose=Purpose.WORK):
        for model in (Concern, ConcernPupil, ConcernWords, StepWords, Entry, EntryWords, Action):
            list(model._default_manager.values_list())
        assert Entry.objects.filter(pupil=child).count() >= sealed_school.ENTRIES


def open_inbox(reader: Seat, child: Pupil) -> None:
    with opened_list(reader, school_id=child.school_id, purpose=Purpose.INBOX):
        list(Concern.objects.order_by("-recorded_at")[:50])
        list(Action.objects.order_by("due_on")[:50])


def spent(call: Callable[[Seat, Pupil], None], reader: Seat, child: Pupil) -> tuple[float, int]:
    """The median milliseconds of the database in one call, and its statements."""
    call(reader, child)
    found = []
    for _ in range(RUNS):
        measured = Spent()
        with connection.execute_wrapper(measured):
            call(reader, child)
        found.append(measured)
    return statistics.median(each.ms for each in found), found[0].statements


def test_the_door(own_database: Addresses) -> None:
    with full_school(own_database) as (world, child):
        print(
            f"\n\nThe door; {PUPILS} pupils, {sealed_school.CONCERNS} concerns,"
            f" {sealed_school.ENTRIES} entries of a child"
        )
        missed = []
        readers = {"a lead": seat(world.reid), "one of the team": seat(world.rahman)}
        for task, call in zip(GOAL_MS, (open_file, read_file, open_inbox), strict=True):
            for who, reader in readers.items():
                took, statements = spent(call, reader, child)
                print(
                    f"{task + ', ' + who:<58}{took:>7.1f} ms{statements:>4} statements;"
                    f" goal {GOAL_MS[task]} ms"
                )
                missed += [task] if took > GOAL_MS[task] else []
    assert missed == []
