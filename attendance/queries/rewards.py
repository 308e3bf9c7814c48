"""The school weeks of each pupil in a person's reach, and the rewards that they suggest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from accounts.roles import Permission
from attendance.queries.figures.limits import SMALL
from attendance.queries.figures.pupil_years import TO_SUNDAY, Weeks, weeks_up_to
from attendance.queries.figures.sums import Days
from attendance.rewards import REWARD_KEYS, Reward, RewardValues, Sessions, rewards_of
from schools.access import Rights
from schools.calendar import monday_of
from schools.models import School
from schools.names import sort_key
from schools.queries.dated_values import values_of
from schools.queries.pupil_joins import ON_ROLL, REGISTRATION, YEAR_GROUP
from schools.queries.reach import reaches
from schools.queries.rows import rows_of

# More than a school year has.
MOST_WEEKS = 52
NEXT_WEEK = """
SELECT min(d.monday) FROM schools_schoolday d
WHERE d.school_id = %(school)s AND d.date > %(sunday)s AND d.date <= %(over)s
"""
# Of each pupil the weeks with a mark, by their place in `mondays`: 1 is the newest.
OF_PUPILS = f"""
, weeks AS (
  SELECT r.pupil_id, array_position(%(mondays)s::date[], w.monday) AS place, sum(w.possible)::int AS possible,
         sum(w.authorised + w.unauthorised)::int AS absent, sum(w.unauthorised)::int AS unauthorised,
         sum(w.late)::int AS late, sum(w.no_reason)::int AS no_reason
  FROM attendance_weektally w JOIN schools_rollentry r ON r.id = w.roll_entry_id
  WHERE w.school_id = %(school)s AND w.monday = ANY(%(mondays)s) AND r.pupil_id IN (SELECT id FROM seen)
  GROUP BY r.pupil_id, w.monday
), years AS (
  SELECT pupil_id, array_agg(place) AS places, array_agg(possible) AS possible, array_agg(absent) AS absent,
         array_agg(unauthorised) AS unauthorised, array_agg(late) AS late, array_agg(no_reason) AS no_reason
  FROM weeks GROUP BY pupil_id
)
SELECT p.id, p.known_forename, p.known_surname, coalesce(g.name, ''), y.year_group,
       k.places, k.possible, k.absent, k.unauthorised, k.late, k.no_reason
FROM years k JOIN schools_pupil p ON p.id = k.pupil_id {ON_ROLL} {REGISTRATION} {YEAR_GROUP}
"""


@dataclass(frozen=True, slots=True)
class RewardedPupil:
    """A pupil, their school weeks of the year, newest first, and what these suggest."""

    pupil_id: int
    forename: str
    surname: str
    group: str
    year: int | None
    weeks: list[Sessions]
    rewards: list[Reward]

    @property
    def name(self) -> str:
        """The name as known."""
        return f"{self.forename} {self.surname}"


@dataclass(frozen=True, slots=True)
class RewardWeeks:
    """The pupils of a reach by name, over the whole school weeks of a year up to one.

    `small_number`: a group of fewer pupils shows no figure of its own. `later`: the Monday of the next week
    that is over.
    """

    values: RewardValues
    small_number: int
    weeks: Weeks
    pupils: list[RewardedPupil]
    later: date | None

    @property
    def days(self) -> Days:
        """The weeks looked at: their first Monday and their last school day."""
        return Days(self.weeks.mondays[: self.values.weeks][-1], self.weeks.last_on)


def reward_weeks(rights: Rights, *, week: date | None, on: date) -> RewardWeeks | None:
    """What pupils are rewarded for, up to the week of a day or the last that is over: four statements.

    Only weeks of one school year count, and none that goes on still on `on`; the values are those of the last
    week's end. None where no school week is over yet.
    """
    over = monday_of(on) - timedelta(days=1)
    asked = min(monday_of(week) + TO_SUNDAY, over) if week else over
    weeks = weeks_up_to(rights.school, asked, on=on, back=MOST_WEEKS)
    if weeks is None:
        return None
    begins = monday_of(weeks.year.from_on)
    weeks = replace(weeks, mondays=tuple(monday for monday in weeks.mondays if monday >= begins))
    found = values_of(rights.school, [*REWARD_KEYS, SMALL], on=weeks.last_on)
    values = RewardValues.of(found)
    later = _later(rights.school, weeks.monday + TO_SUNDAY, over)
    return RewardWeeks(values, found[SMALL], weeks, _pupils(rights, weeks, values), later)


def _later(school: School, sunday: date, over: date) -> date | None:
    found: date | None = rows_of(NEXT_WEEK, {"school": school.pk, "sunday": sunday, "over": over})[0][0]
    return found


def _pupils(rights: Rights, weeks: Weeks, values: RewardValues) -> list[RewardedPupil]:
    tables, reach = reaches(rights, seen=Permission.REPORT_WEEKLY)
    asked = {"school": rights.school.pk, "on": weeks.on, "mondays": list(weeks.mondays)}
    rows = sorted(
        rows_of(tables + OF_PUPILS, reach | asked),
        key=lambda row: (sort_key(row[2]), sort_key(row[1]), row[0]),
    )
    return [_pupil(row, values, len(weeks.mondays)) for row in rows]


def _pupil(row: Sequence[Any], values: RewardValues, length: int) -> RewardedPupil:
    pupil_id, forename, surname, group, year, places, *columns = row
    weeks = [Sessions()] * length
    for place, *counts in zip(places, *columns, strict=True):
        weeks[place - 1] = Sessions(*counts)
    return RewardedPupil(pupil_id, forename, surname, group, year, weeks, rewards_of(weeks, values))
