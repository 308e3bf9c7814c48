"""Registers of past days that nobody took: by group, without a pupil's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from accounts.roles import Permission
from attendance.queries.register_links import register_url
from schools.access import Rights, groups_visible_to
from schools.calendar import Session
from schools.models import School
from schools.queries.rows import rows_of
from schools.wording import short_day_words

PAST_DAYS = 10
MOST_PAST = 60

# A register is in when it was submitted, or when every pupil of it has a mark all the same.
REGISTERS_MISSING = """
WITH days AS (
  SELECT d.date, d.academic_year_id FROM schools_schoolday d
  WHERE d.school_id = %(school)s AND d.date < %(on)s AND d.date >= %(first_day)s
  ORDER BY d.date DESC LIMIT %(days)s
), untaken AS (
  SELECT g.id, g.name, g.year_group, d.date, x.session
  FROM days d JOIN schools_group g ON g.academic_year_id = d.academic_year_id AND g.kind = 'registration'
  CROSS JOIN (VALUES (1::smallint), (2::smallint)) AS x (session)
  WHERE NOT EXISTS (SELECT FROM attendance_register r WHERE r.group_id = g.id AND r.date = d.date
                    AND r.session = x.session AND r.submitted_at IS NOT NULL)
), missing AS (
  SELECT r.* FROM untaken r
  WHERE EXISTS (
    SELECT FROM schools_groupmember m
    JOIN schools_rollentry e ON e.pupil_id = m.pupil_id AND e.admitted_on <= r.date
         AND (e.left_on IS NULL OR e.left_on >= r.date)
    WHERE m.group_id = r.id AND m.from_on <= r.date AND (m.until_on IS NULL OR m.until_on >= r.date)
      AND NOT EXISTS (SELECT FROM attendance_mark k WHERE k.pupil_id = m.pupil_id AND k.date = r.date
                      AND k.session = r.session))
)
"""
MISSING = f"""{REGISTERS_MISSING}
SELECT r.name, count(*), min(r.date) FROM missing r
GROUP BY r.id, r.name, r.year_group ORDER BY r.year_group, r.name
"""
EACH_MISSING = f"""{REGISTERS_MISSING}
SELECT r.id, r.name, r.date, r.session, count(*) OVER () FROM missing r WHERE r.id = ANY (%(groups)s)
ORDER BY r.year_group, r.name, r.id, r.date, r.session LIMIT %(most)s
"""


@dataclass(frozen=True)
class MissingRegisters:
    """How many registers of a group are missing, and from which day on."""

    group: str
    count: int
    oldest: date


def registers_missing(school: School, *, before: date, days: int = PAST_DAYS) -> list[MissingRegisters]:
    """The groups whose registers of the last school days are not in: one statement.

    Days from before the school's first day on Daymark were another system's to keep.
    """
    values = {"school": school.pk, "on": before, "first_day": school.first_day_on, "days": days}
    return [MissingRegisters(*row) for row in rows_of(MISSING, values)]


@dataclass(frozen=True)
class PastRegister:
    """A register of a past day that is not in, and where to open it."""

    words: str
    url: str


@dataclass(frozen=True)
class GroupMissing:
    """The registers of one group that are not in, oldest first."""

    group: str
    registers: list[PastRegister]


def past_missing(rights: Rights, *, before: date, days: int = PAST_DAYS) -> tuple[list[GroupMissing], int]:
    """The registers of the last school days that are not in, by group, and how many more than are told.

    Of the groups whose registers the person may see; two statements, whatever their number.
    """
    groups = groups_visible_to(rights, Permission.REGISTER_VIEW).values_list("pk", flat=True)
    school = rights.school
    values = {
        "school": school.pk,
        "on": before,
        "first_day": school.first_day_on,
        "days": days,
        "groups": list(groups),
        "most": MOST_PAST,
    }
    found = rows_of(EACH_MISSING, values)
    by_group = [
        GroupMissing(name, [_past(school, *row) for row in rows])
        for (_, name), rows in groupby(found, key=lambda row: (row[0], row[1]))
    ]
    return by_group, found[0][4] - len(found) if found else 0


def _past(school: School, group_id: int, name: str, on: date, half: int, count: int) -> PastRegister:
    session = Session(half)
    words = f"{short_day_words(on)}, {session.words}"
    return PastRegister(words, register_url(school.slug, on, group_id, session))
