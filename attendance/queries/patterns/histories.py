"""Histories of many pupils, with their siblings, as of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.roles import Permission
from attendance.line_rules import Mark
from attendance.patterns.history import History, Sibling, history_of, sibling_of
from attendance.patterns.values import PATTERN_KEYS, PatternValues
from attendance.queries.lines.marks import marks_of
from schools.access import Rights
from schools.calendar import academic_year_of, academic_year_start, year_dates
from schools.models import School, SchoolDay, SiblingPair
from schools.queries.dated_values import values_of
from schools.queries.reach import reaches
from schools.queries.rows import rows_of

ON_ROLL = """
SELECT DISTINCT r.pupil_id FROM schools_rollentry r
WHERE r.school_id = %(school)s AND r.pupil_id > %(after)s AND r.admitted_on <= %(on)s
  AND (r.left_on IS NULL OR r.left_on >= %(on)s)
ORDER BY r.pupil_id LIMIT %(most)s
"""
MARKS_OF_SIBLINGS = """
SELECT m.pupil_id, m.date, m.session, m.code
FROM schools_siblingpair s
JOIN attendance_mark m ON m.pupil_id = CASE s.one_id WHEN %(pupil)s THEN s.other_id ELSE s.one_id END
     AND m.school_id = %(school)s AND m.date BETWEEN %(since)s AND %(until)s
JOIN schools_schoolday d ON d.school_id = m.school_id AND d.date = m.date
JOIN schools_rollentry r ON r.pupil_id = m.pupil_id AND m.date >= r.admitted_on
     AND (r.left_on IS NULL OR m.date <= r.left_on)
WHERE %(pupil)s IN (s.one_id, s.other_id) AND s.are_siblings
  AND m.pupil_id IN (SELECT id FROM seen INTERSECT SELECT id FROM read)
ORDER BY m.pupil_id, m.date, m.session
"""


@dataclass(frozen=True)
class PatternFrame:
    """A school's days of a school year, those to come included, and its values of patterns, as of a day."""

    school: School
    on: date
    school_days: Sequence[date]
    values: PatternValues


def pattern_frame(school: School, *, on: date) -> PatternFrame:
    """What the detectors need of a school beside its shape: two statements."""
    return PatternFrame(
        school, on, year_days(school, on=on), PatternValues.of(values_of(school, PATTERN_KEYS, on=on))
    )


def year_days(school: School, *, on: date) -> list[date]:
    """Every school day of the school year of a day, in order: one statement."""
    days = SchoolDay.objects.filter(school=school, date__range=year_dates(academic_year_of(on)))
    return list(days.order_by("date").values_list("date", flat=True))


def pupils_to_look_at(school: School, *, on: date, after: int = 0, most: int | None = None) -> list[int]:
    """Who is on roll on a day, in the order of their numbers: one statement.

    Those whose number is higher than `after`, and `most` of them at the most.
    """
    values = {"school": school.pk, "on": on, "after": after, "most": most}
    return [pupil for (pupil,) in rows_of(ON_ROLL, values)]


def histories_of(frame: PatternFrame, pupils: Sequence[int]) -> Iterator[tuple[int, History]]:
    """The history of each pupil's school year so far, with siblings at the school: two statements."""
    beside = _siblings(pupils)
    everybody = {*pupils, *(other for others in beside.values() for other in others)}
    marks = marks_of(frame.school, dict.fromkeys(everybody, academic_year_start(frame.on)), until=frame.on)
    for pupil in pupils:
        siblings = [sibling_of(other, marks[other]) for other in sorted(beside[pupil]) if other in marks]
        yield pupil, history_of(marks.get(pupil, ()), frame.school_days, siblings)


def shape_histories(frame: PatternFrame, *, at_once: int) -> Iterator[History]:
    """The history of everybody on roll, without siblings: two statements for each `at_once` pupils."""
    after = 0
    while pupils := pupils_to_look_at(frame.school, on=frame.on, after=after, most=at_once):
        since = dict.fromkeys(pupils, academic_year_start(frame.on))
        for marks in marks_of(frame.school, since, until=frame.on).values():
            yield history_of(marks, frame.school_days)
        after = pupils[-1]


def siblings_in_sight(rights: Rights, pupil_id: int, *, on: date) -> list[Sibling]:
    """Siblings whose figures and marks the person may see, by this year's marks: one statement."""
    tables, values = reaches(rights, seen=Permission.FIGURES_VIEW, read=Permission.ATTENDANCE_HISTORY)
    asked = {
        "school": rights.school.pk,
        "pupil": pupil_id,
        "since": academic_year_start(on),
        "until": on,
    }
    marks: defaultdict[int, list[Mark]] = defaultdict(list)
    for sibling, day, session, code in rows_of(tables + MARKS_OF_SIBLINGS, values | asked):
        marks[sibling].append((day, session, code))
    return [sibling_of(sibling, theirs) for sibling, theirs in marks.items()]


def _siblings(pupils: Sequence[int]) -> defaultdict[int, set[int]]:
    """The confirmed siblings of each pupil: one statement."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    pairs = SiblingPair.objects.filter(Q(one__in=pupils) | Q(other__in=pupils), are_siblings=True)
    for one, other in pairs.values_list("one_id", "other_id"):
        found[one].add(other)
        found[other].add(one)
    return found
