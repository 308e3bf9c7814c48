"""A school's registers as records, day by day: marks, amendments and registers, for packs and exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from attendance.codes import Code, code_of
from attendance.queries.registers.on_register import MARK_COUNTS
from attendance.register_state import MarkCounts, RegisterState, register_state
from schools.calendar import Session
from schools.models import School
from schools.queries.rows import rows_of

# Days on which the school met, and days for which a mark stands all the same.
DAYS = """
SELECT d.date, true FROM schools_schoolday d
WHERE d.school_id = %(school)s AND d.date BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT DISTINCT m.date, false FROM attendance_mark m
WHERE m.school_id = %(school)s AND m.date BETWEEN %(first)s AND %(last)s AND NOT EXISTS (
  SELECT FROM schools_schoolday d WHERE d.school_id = m.school_id AND d.date = m.date)
ORDER BY 1
"""
# A pupil's registration group on the day; whole school where no groups are asked for.
PEOPLE = """
WITH people AS MATERIALIZED (
  SELECT e.pupil_id FROM schools_rollentry e WHERE e.school_id = %(school)s
    AND e.admitted_on <= %(on)s AND (e.left_on IS NULL OR e.left_on >= %(on)s)
  UNION SELECT m.pupil_id FROM attendance_mark m WHERE m.school_id = %(school)s AND m.date = %(on)s
  UNION SELECT a.pupil_id FROM attendance_markamendment a WHERE a.school_id = %(school)s AND a.date = %(on)s
), placed AS MATERIALIZED (
  SELECT DISTINCT ON (q.id) q.id AS pupil_id, p.legal_surname, p.legal_forename, p.upn, g.year_group,
         coalesce(g.name, '') AS group_name
  FROM people JOIN schools_pupil q ON q.id = people.pupil_id
  JOIN schools_pupil p ON p.id = coalesce(q.merged_into_id, q.id)
  LEFT JOIN (schools_groupmember gm JOIN schools_group g ON g.id = gm.group_id AND g.kind = 'registration'
             AND g.school_id = %(school)s)
    ON gm.pupil_id = p.id AND gm.from_on <= %(on)s AND (gm.until_on IS NULL OR gm.until_on >= %(on)s)
  WHERE %(groups)s::bigint[] IS NULL OR g.id = ANY (%(groups)s)
  ORDER BY q.id, g.id
)
"""
MARKS = (
    PEOPLE
    + """
, firsts AS MATERIALIZED (
  SELECT DISTINCT ON (pupil_id, session) pupil_id, session, original, original_minutes,
         count(*) OVER (PARTITION BY pupil_id, session) AS times
  FROM attendance_markamendment WHERE school_id = %(school)s AND date = %(on)s ORDER BY pupil_id, session, id
)
SELECT x.session, p.group_name, p.legal_surname, p.legal_forename, p.upn, m.code, m.minutes_late,
       f.original, f.original_minutes, coalesce(f.times, 0), coalesce(m.source, ''),
       coalesce(u.full_name, ''), m.set_at
FROM placed p CROSS JOIN (VALUES (1::smallint), (2::smallint)) AS x (session)
LEFT JOIN attendance_mark m ON m.pupil_id = p.pupil_id AND m.date = %(on)s AND m.session = x.session
LEFT JOIN firsts f ON f.pupil_id = p.pupil_id AND f.session = x.session
LEFT JOIN accounts_user u ON u.id = m.set_by_id
WHERE m.code IS NOT NULL OR f.times IS NOT NULL OR %(meets)s
ORDER BY x.session, p.year_group, p.group_name, p.legal_surname, p.legal_forename, p.pupil_id
"""
)
AMENDMENTS = (
    PEOPLE
    + """
SELECT a.session, p.group_name, p.legal_surname, p.legal_forename, p.upn, a.original, a.original_minutes,
       a.amended, a.amended_minutes, a.was_closed, a.reason, a.by_name, a.by_title, a.at
FROM attendance_markamendment a JOIN placed p ON p.pupil_id = a.pupil_id
WHERE a.school_id = %(school)s AND a.date = %(on)s
ORDER BY a.session, p.year_group, p.group_name, a.id
"""
)
REGISTERS = f"""
SELECT g.name, x.session, {MARK_COUNTS},
       min(r.submitted_at), min(u.full_name), min(u.job_title),
       min(r.submitted_at) > attendance_closes_at(%(school)s, %(on)s, x.session)
FROM schools_schoolday d
JOIN schools_group g ON g.academic_year_id = d.academic_year_id AND g.kind = 'registration'
     AND g.school_id = d.school_id AND (%(groups)s::bigint[] IS NULL OR g.id = ANY (%(groups)s))
CROSS JOIN (VALUES (1::smallint), (2::smallint)) AS x (session)
JOIN schools_groupmember gm ON gm.group_id = g.id AND gm.from_on <= %(on)s
     AND (gm.until_on IS NULL OR gm.until_on >= %(on)s)
JOIN schools_rollentry e ON e.pupil_id = gm.pupil_id AND e.admitted_on <= %(on)s
     AND (e.left_on IS NULL OR e.left_on >= %(on)s)
LEFT JOIN attendance_mark m ON m.pupil_id = gm.pupil_id AND m.date = %(on)s AND m.session = x.session
LEFT JOIN attendance_register r ON r.group_id = g.id AND r.date = %(on)s AND r.session = x.session
LEFT JOIN accounts_user u ON u.id = r.submitted_by_id
WHERE d.school_id = %(school)s AND d.date = %(on)s
GROUP BY g.id, x.session ORDER BY x.session, g.year_group, g.name
"""
# In the order in which a pack counts them.
STATE_WORDS = {
    RegisterState.SUBMITTED: "Taken",
    RegisterState.LATE: "Taken late",
    RegisterState.MARKED: "Marked, not submitted",
    RegisterState.IMPORTED: "Imported",
    RegisterState.SCHOOL_CLOSED: "School closed",
    RegisterState.PART: "Missing",
    RegisterState.NOT_STARTED: "Missing",
}


@dataclass(frozen=True)
class Cover:
    """What records are asked for: a school's days from first to last, of these groups or of all."""

    school: School
    first: date
    last: date
    groups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkRecord:
    """One pupil's session: the mark that stands (None without one) and the first one where it was amended."""

    session: Session
    group: str
    surname: str
    forename: str
    upn: str
    code: Code | None
    minutes: int | None
    original: Code | None
    original_minutes: int | None
    times: int
    source: str
    by: str
    set_at: datetime | None


@dataclass(frozen=True, slots=True)
class AmendmentRecord:
    """One change to a mark, as reg 6 asks for it. Without `amended` the mark was cleared."""

    on: date
    session: Session
    group: str
    surname: str
    forename: str
    upn: str
    original: Code
    original_minutes: int | None
    amended: Code | None
    amended_minutes: int | None
    was_closed: bool
    reason: str
    by: str
    by_title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RegisterRecord:
    """One register: how many pupils and marks, and who stated when that it was taken."""

    on: date
    session: Session
    group: str
    counts: MarkCounts
    submitted_at: datetime | None
    by: str
    by_title: str
    was_late: bool

    @property
    def state(self) -> str:
        """How far it was taken, in the words of a record."""
        is_submitted = self.submitted_at is not None
        return STATE_WORDS[register_state(self.counts, is_submitted=is_submitted, is_late=self.was_late)]


def days_covered(cover: Cover) -> list[tuple[date, bool]]:
    """The days of the records in order, each with whether the school met: one statement."""
    return [(on, meets) for on, meets in rows_of(DAYS, _values(cover) | {"last": cover.last})]


def marks_on(cover: Cover, on: date, *, meets: bool) -> list[MarkRecord]:
    """Both sessions of every pupil on roll on a day, marked or not: one statement."""
    rows = rows_of(MARKS, _values(cover) | {"on": on, "meets": meets})
    return [_mark(*row) for row in rows]


def amendments_on(cover: Cover, on: date) -> list[AmendmentRecord]:
    """Every change to the marks of a day, in the order in which they were made: one statement."""
    return [_amendment(on, *row) for row in rows_of(AMENDMENTS, _values(cover) | {"on": on})]


def registers_on(cover: Cover, on: date) -> list[RegisterRecord]:
    """The registers that were due on a day: one statement; none on a day without school."""
    if on < cover.school.first_day_on:
        return []
    return [_register(on, *row) for row in rows_of(REGISTERS, _values(cover) | {"on": on})]


def _values(cover: Cover) -> dict[str, Any]:
    return {
        "school": cover.school.pk,
        "first": cover.first,
        "groups": list(cover.groups) or None,
    }


def _code(number: int | None) -> Code | None:
    return None if number is None else code_of(number)


def _local(at: datetime | None) -> datetime | None:
    return None if at is None else timezone.localtime(at)


def _mark(session: int, *rest: Any) -> MarkRecord:
    group, surname, forename, upn, code, minutes, original, original_minutes, times, source, by, at = rest
    return MarkRecord(
        session=Session(session),
        group=group,
        surname=surname,
        forename=forename,
        upn=upn,
        code=_code(code),
        minutes=minutes,
        original=_code(original),
        original_minutes=original_minutes,
        times=times,
        source=source,
        by=by,
        set_at=_local(at),
    )


def _amendment(on: date, session: int, *rest: Any) -> AmendmentRecord:
    group, surname, forename, upn, original, minutes, amended, amended_minutes, closed, *who = rest
    reason, by, title, at = who
    return AmendmentRecord(
        on=on,
        session=Session(session),
        group=group,
        surname=surname,
        forename=forename,
        upn=upn,
        original=code_of(original),
        original_minutes=minutes,
        amended=_code(amended),
        amended_minutes=amended_minutes,
        was_closed=closed,
        reason=reason,
        by=by or "An import",
        by_title=title,
        at=timezone.localtime(at),
    )


def _register(on: date, *row: Any) -> RegisterRecord:
    group, session, *counts, at, by, title, was_late = row
    return RegisterRecord(
        on=on,
        session=Session(session),
        group=group,
        counts=MarkCounts(*counts),
        submitted_at=_local(at),
        by=by or "",
        by_title=title or "",
        was_late=bool(was_late),
    )


ROLL = """
SELECT p.legal_surname, p.legal_forename, p.middle_names, p.former_names, p.sex, p.born_on, p.upn,
       p.admission_number, e.admitted_on, e.left_on, e.enrolment, e.ground, p.last_school_name
FROM schools_rollentry e JOIN schools_pupil p ON p.id = e.pupil_id
WHERE e.school_id = %(school)s AND e.admitted_on <= %(last)s AND (e.left_on IS NULL OR e.left_on >= %(first)s)
ORDER BY p.legal_surname, p.legal_forename, p.id, e.admitted_on
"""


def admission_rows(cover: Cover) -> Sequence[tuple[Any, ...]]:
    """The essentials of the admission register (reg 8) of everybody on roll in the days: one statement."""
    return rows_of(ROLL, _values(cover) | {"last": cover.last})
