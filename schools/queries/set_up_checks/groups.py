"""Checks of groups, tutors and lessons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from schools.access import Rights, in_force
from schools.calendar import academic_year_start
from schools.models import GroupKind, Lesson
from schools.queries.rows import rows_of
from schools.queries.set_up_checks.facts import Check, Family, Findings, Item, Severity
from schools.wording import count_words
from schools.year_groups import year_label

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")

CHECKS = (
    Check(
        "year-groups",
        "Are there year groups this year?",
        "Caseloads, figures by year and the year end go by them.",
        Severity.STOPS,
        "year",
        "groups",
        "Groups",
    ),
    Check(
        "registration-groups",
        "Are there registration groups this year?",
        "A register is taken of a registration group (reg 10, SI 2024/208).",
        Severity.STOPS,
        "year",
        "groups",
        "Groups",
    ),
    Check(
        "groups-without-tutor",
        "Does each registration group have a tutor?",
        "Nobody finds the register of a group without a tutor on their own page.",
        Severity.MEND,
        "registration group",
        "groups",
        "Groups",
        "group",
    ),
    Check(
        "groups-without-pupils",
        "Does each registration group have pupils?",
        "An empty group stands on the list of registers and can never be taken.",
        Severity.NOTE,
        "registration group",
        "groups",
        "Groups",
        "group",
    ),
    Check(
        "years-outside-school",
        "Do all groups lie in the school’s years?",
        "A group of a year that the school does not have is a wrong file or a wrong range of years.",
        Severity.MEND,
        "group",
        "setup_school",
        "School and session times",
        "group",
    ),
    Check(
        "lessons-without-teacher",
        "Does each lesson have a teacher?",
        "A lesson without a teacher stands on nobody’s day.",
        Severity.MEND,
        "lesson",
        "timetable",
        "Timetable",
    ),
)

GROUPS = """
SELECT g.id, g.kind, g.name, g.year_group,
       (SELECT count(*) FROM schools_groupmember m JOIN schools_rollentry e ON e.pupil_id = m.pupil_id
        WHERE m.group_id = g.id AND m.from_on <= %(on)s AND (m.until_on IS NULL OR m.until_on >= %(on)s)
          AND e.admitted_on <= %(on)s AND (e.left_on IS NULL OR e.left_on >= %(on)s)),
       EXISTS (SELECT FROM schools_groupstaff t WHERE t.group_id = g.id AND t.part = 'tutor'
               AND t.from_on <= %(on)s AND (t.until_on IS NULL OR t.until_on >= %(on)s))
FROM schools_group g JOIN schools_academicyear y ON y.id = g.academic_year_id
WHERE g.school_id = %(school)s AND g.kind IN ('year', 'registration')
  AND %(on)s BETWEEN y.starts_on AND y.ends_on
ORDER BY g.year_group, g.name
"""


@dataclass(frozen=True)
class GroupRow:
    """A group of this year: how many pupils it has today, and whether a tutor."""

    pk: int
    kind: str
    name: str
    year_group: int | None
    pupils: int
    has_tutor: bool


def find(rights: Rights, on: date) -> Findings:
    """What is wrong with the groups of this year and the lessons of today's timetable: two statements."""
    school = rights.school
    groups = [GroupRow(*row) for row in rows_of(GROUPS, {"school": school.pk, "on": on})]
    registration = [group for group in groups if group.kind == GroupKind.REGISTRATION]
    this_year = Item(f"{academic_year_start(on).year}/{(academic_year_start(on).year + 1) % 100:02d}")
    return {
        "year-groups": [] if len(groups) > len(registration) else [this_year],
        "registration-groups": [] if registration else [this_year],
        "groups-without-tutor": [
            Item(group.name, count_words(group.pupils, "pupil"), group.pk)
            for group in registration
            if group.pupils and not group.has_tutor
        ],
        "groups-without-pupils": [
            Item(group.name, row=group.pk) for group in registration if not group.pupils
        ],
        "years-outside-school": list(_outside(groups, school.youngest_year, school.oldest_year)),
        "lessons-without-teacher": _lessons(rights, on),
    }


def _outside(groups: Iterable[GroupRow], youngest: int, oldest: int) -> Iterable[Item]:
    return (
        Item(group.name, year_label(group.year_group), group.pk)
        for group in groups
        if group.year_group is not None and not youngest <= group.year_group <= oldest
    )


def _lessons(rights: Rights, on: date) -> list[Item]:
    rows = Lesson.objects.filter(in_force(on), school=rights.school, staff=None).select_related("group")
    return [Item(f"{row.group.name}, {WEEKDAYS[row.weekday]} {row.period}", row.subject) for row in rows]


GROUP_FAMILY = Family("Groups and timetable", CHECKS, find)
