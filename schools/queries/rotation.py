"""Which week of the timetable a school is in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from schools.calendar import monday_of
from schools.dated_values import is_in_force
from schools.models import DatedValue, School, SchoolDay
from schools.timetable import ROTATION_KEY, Rotation, rotation_of, week_of


def rotation_on(school: School, on: date) -> Rotation:
    """The rotation in force on a day: every week alike where none is set."""
    return _rotation_on(_rotations(school), on)


def has_rotation(school: School) -> bool:
    """Whether anybody has said how many weeks the timetable has."""
    return DatedValue.objects.filter(school=school, key=ROTATION_KEY).exists()


def weeks_on(school: School, days: Collection[date]) -> dict[date, int]:
    """The week of the rotation on each of these days: two statements at most."""
    rotations = _rotations(school)
    found = {on: _rotation_on(rotations, on) for on in days}
    if all(rotation.weeks == 1 for rotation in found.values()):
        return dict.fromkeys(days, 1)
    first = min(rotation.starts_on for rotation in found.values())
    met = SchoolDay.objects.filter(school=school, date__gte=first, date__lte=max(days))
    mondays = list(met.order_by("monday").values_list("monday", flat=True).distinct())
    return {on: week_of(on, rotation, mondays) for on, rotation in found.items()}


def week_on(school: School, on: date) -> int:
    """The week of the rotation on one day: 1 or 2."""
    return weeks_on(school, [on])[on]


def _rotations(school: School) -> list[DatedValue]:
    return list(DatedValue.objects.filter(school=school, key=ROTATION_KEY))


def _rotation_on(rows: list[DatedValue], on: date) -> Rotation:
    for row in rows:
        if is_in_force(row.valid_from, row.valid_to, on):
            return rotation_of(row.value, row.valid_from)
    return Rotation(monday_of(on))
