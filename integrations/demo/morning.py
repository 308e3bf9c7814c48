"""The demo's morning: the office's codes are in, half of the registers are taken, 8HW is still to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random

from accounts.models import User
from accounts.roles import Role
from attendance.codes import TEACHER_LETTERS
from attendance.models import Register
from attendance.queries.registers.frame import RegisterFrame, register_frame
from attendance.queries.registers.rows import RegisterRow, register_rows
from attendance.services.marks import MarkChange, save_marks
from attendance.services.registers import submit_register
from integrations.demo.marks import DemoMark, marks_on
from integrations.demo.schools import SchoolPlan, World
from integrations.demo.staff import form_name
from integrations.demo.tutor_group import LETTER, YEAR_GROUP
from schools.calendar import Session
from schools.models import Group, GroupKind, GroupStaff, Membership, Pupil, School

LEFT_TO_DO = form_name(YEAR_GROUP, LETTER)
SHARE_TAKEN = 0.55
SHARE_PART_MARKED = 0.12
# How many families of pupils who are ill ring before the register; the others are rung.
RANG_BEFORE = 0.3

Planned = Mapping[int, DemoMark]


def take_half_the_registers(world: World, plan: SchoolPlan, school: School, *, on: date, at: datetime) -> int:
    """Take about half of a school's morning registers through the services; 0 where the day has begun."""
    if Register.objects.filter(school=school, date=on).exists():
        return 0
    rng = Random(f"{world.seed}:{school.slug}:{on}")
    planned = _planned(world, plan, school, on)
    officer = Membership.objects.filter(school=school, role=Role.OFFICER).select_related("user").first()
    groups = Group.objects.filter(
        school=school,
        kind=GroupKind.REGISTRATION,
        academic_year__starts_on__lte=on,
        academic_year__ends_on__gte=on,
    ).select_related("school")
    taken = 0
    for group in groups if planned and officer else ():
        frame = register_frame(group, on, Session.AM, today=on)
        rows = register_rows(frame, with_flags=False, with_strip=False)
        coded = _code_ahead(frame, rows, planned, officer.user, at=at) if officer else set()
        share = rng.random()
        tutor = _tutor(group, on)
        if tutor is None or group.name == LEFT_TO_DO or share > SHARE_TAKEN + SHARE_PART_MARKED:
            continue
        left = [row for row in rows if row.pupil_id in planned and row.pupil_id not in coded]
        whole = share <= SHARE_TAKEN and all(row.pupil_id in planned for row in rows)
        started_at = at - timedelta(minutes=rng.randrange(1, 7))
        _take(frame, left if whole else left[: len(left) * 2 // 3], planned, tutor, at=started_at)
        if whole:
            submit_register(frame, [], by=tutor, at=started_at + timedelta(minutes=1))
            taken += 1
    return taken


def _planned(world: World, plan: SchoolPlan, school: School, on: date) -> dict[int, DemoMark]:
    """The morning's marks of the plan, by pupil."""
    pupils = dict(Pupil.objects.filter(school=school).exclude(upn="").values_list("upn", "pk"))
    marks = marks_on(world, plan, on, Session.AM)
    return {pupils[mark.upn]: mark for mark in marks if mark.upn in pupils}


def _tutor(group: Group, on: date) -> User | None:
    part = (
        GroupStaff.objects.filter(group=group, from_on__lte=on, staff__user__isnull=False)
        .select_related("staff__user")
        .first()
    )
    return part.staff.user if part else None


def _code_ahead(
    frame: RegisterFrame, rows: list[RegisterRow], planned: Planned, officer: User, *, at: datetime
) -> set[int]:
    """What the office knew before the register: visits, appointments, parents who rang."""
    known = [
        MarkChange(row.pupil_id, planned[row.pupil_id].code, 0)
        for row in rows
        if row.pupil_id in planned and _knew(row.pupil_id, planned[row.pupil_id], frame.date)
    ]
    outcome = save_marks(frame, known, by=officer, office=True, at=at - timedelta(minutes=20))
    return {mark.pupil_id for mark in outcome.saved}


def _knew(pupil_id: int, mark: DemoMark, on: date) -> bool:
    """Whether the office knew before the register: what was agreed, and an illness where somebody rang."""
    if mark.code == "I":
        return Random(f"rang:{pupil_id}:{on}").random() < RANG_BEFORE
    return mark.code not in TEACHER_LETTERS and mark.code != "O"


def _take(
    frame: RegisterFrame, rows: list[RegisterRow], planned: Planned, tutor: User, *, at: datetime
) -> None:
    changes = [_as_seen(row.pupil_id, planned[row.pupil_id]) for row in rows]
    save_marks(frame, changes, by=tutor, office=False, at=at)


def _as_seen(pupil_id: int, mark: DemoMark) -> MarkChange:
    """The mark as a tutor sets it: who comes after the close (U) is not here yet, and nobody knows why."""
    if mark.code not in TEACHER_LETTERS:
        return MarkChange(pupil_id, "N", 0)
    return MarkChange(pupil_id, mark.code, 0, mark.minutes)
