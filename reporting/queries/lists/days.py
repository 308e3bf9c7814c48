"""The school days on which a list rests: the newest weeks and those of the notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from attendance.bands import MOVEMENT_KEYS, MovementValues
from attendance.line_rules import LINE_KEYS, LineValues, notice_from
from schools.calendar import academic_year_start, last_school_weeks
from schools.models import School, SchoolDay
from schools.queries.dated_values import values_of
from schools.year_groups import is_compulsory_school_age


@dataclass(frozen=True, slots=True)
class ListValues:
    """The dated values in force on a day: of bands and movement, and of the lines."""

    on: date
    movement: MovementValues
    lines: LineValues

    def is_of_age(self, born_on: date) -> bool:
        """Whether a child is of compulsory school age on the day (Education Act 1996 s8)."""
        return is_compulsory_school_age(born_on, self.on)


@dataclass(frozen=True, slots=True)
class ListDays:
    """The days of a list as of `on`. `mondays` are of the newest school week and of those before it.

    `notice_from` is the first day of the rolling weeks of the penalty notice.
    """

    on: date
    mondays: tuple[date, ...]
    notice_from: date


def list_values(school: School, *, on: date) -> ListValues:
    """The values of a school on a day: one statement."""
    found = values_of(school, {*MOVEMENT_KEYS, *LINE_KEYS}, on=on)
    return ListValues(on, MovementValues.of(found), LineValues.of(found))


def list_days(school: School, values: ListValues, *, on: date) -> ListDays:
    """The days of a school as of a day: one statement."""
    starts_on = academic_year_start(on)
    ends_before = starts_on.replace(year=starts_on.year + 1)
    since = academic_year_start(starts_on - timedelta(days=1))
    found = SchoolDay.objects.filter(school=school, date__gte=since, date__lt=ends_before)
    days = list(found.order_by("date").values_list("date", flat=True))
    return ListDays(
        on=on,
        mondays=_newest_weeks(days, on, values.movement.falling_weeks + 1),
        notice_from=notice_from(values.lines, days, on),
    )


def _newest_weeks(days: Sequence[date], on: date, count: int) -> tuple[date, ...]:
    """The Mondays of the newest school week that has begun and of those before it, newest first."""
    begun = [day for day in days if day <= on]
    if not begun:
        return ()
    return tuple(reversed(last_school_weeks(begun[-1], days, count)))
