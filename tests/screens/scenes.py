"""What stands in front of the camera: the demo's schools if they were made, else the named world."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db.models import Count

from accounts.models import User
from accounts.roles import Role
from attendance.codes import LATE
from attendance.models import Mark
from attendance.queries.register_links import register_url
from config.local.demo_day import STARTS_AT
from config.local.postgres import DATABASE, place_of
from schools.calendar import LONDON, Session
from schools.models import Group, GroupKind, GroupStaff, Membership, Pupil, School, SchoolDay
from tests.databases import ROOT, Addresses
from tests.screens.tuesday import a_tuesday_in_march
from tests.second_server import copied_server
from tests.world import NOW

DATA = Path(os.environ.get("DAYMARK_DATA_DIR", ROOT / "var")).resolve()
COPY = ROOT / "var" / "screens-postgres"
CLASS = "8HW"


@dataclass(frozen=True)
class Scene:
    """A school on a day, and the register that is being taken."""

    school: School
    now: datetime
    group: Group

    @property
    def teacher(self) -> User:
        """Who takes the register."""
        part = (
            GroupStaff.objects.filter(group=self.group)
            .exclude(staff__user=None)
            .select_related("staff__user")
        )
        person = part[0].staff.user
        assert person is not None
        return person

    def person(self, role: Role) -> User:
        """Somebody who holds this role."""
        return Membership.objects.filter(school=self.school, role=role.value).select_related("user")[0].user

    def register(self, part: str = "register", on: date | None = None) -> str:
        """The address of this morning's register, or of another day's, or of one of its parts."""
        return register_url(self.school.slug, on or self.now.date(), self.group.pk, Session.AM, part)

    @property
    def yesterday(self) -> date:
        """The school day before."""
        days = SchoolDay.objects.filter(school=self.school, date__lt=self.now.date()).order_by("-date")
        return days.values_list("date", flat=True)[0]

    def often_away(self) -> Pupil:
        """The pupil of the class with the most marks that are neither present nor late."""
        away = Mark.objects.filter(pupil__group_memberships__group=self.group, code__gt=LATE)
        by_pupil = away.values_list("pupil").annotate(times=Count("date")).order_by("-times", "pupil")
        return Pupil.objects.get(pk=by_pupil[0][0])


@contextmanager
def demo_or_world(own: Addresses) -> Iterator[tuple[Scene, Addresses]]:
    """A scene and the database that it stands in. The demo's own data is copied, never touched."""
    day = _demo_day()
    if day is None:
        world = a_tuesday_in_march(own)
        yield Scene(world.marlowe, NOW, world.class_8hw), own
        return
    with copied_server(DATA / "postgres", COPY, database=DATABASE, durable=False) as addresses:
        group = (
            Group.objects.filter(kind=GroupKind.REGISTRATION, name=CLASS, academic_year__starts_on__lte=day)
            .select_related("school")
            .latest("academic_year__starts_on")
        )
        yield Scene(group.school, datetime.combine(day, STARTS_AT, tzinfo=LONDON), group), addresses


def _demo_day() -> date | None:
    """The day of the demo's data; None where there is none, or while a demo is running on it."""
    marker = DATA / "demo.json"
    if not marker.exists() or not place_of(DATA / "postgres").cluster.exists():
        return None
    with (DATA / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
    return date.fromisoformat(json.loads(marker.read_text())["day"])
