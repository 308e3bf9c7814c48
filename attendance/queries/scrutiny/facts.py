"""What the statements of a scrutiny have in common: their rows, their parameters, and their families."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from attendance.codes import (
    CODES,
    DUAL_REGISTRATION,
    EDUCATIONAL_VISIT,
    ELSEWHERE_LETTERS,
    EXCLUDED,
    LATE,
    LATE_AFTER_CLOSE,
    LEAST_YEARS,
    MEDICAL,
    NO_REASON,
    NO_SCHOOL,
    NOT_ON_ROLL,
    OTHER_AGE,
    PART_TIME,
    PERFORMANCE,
    REGULATIONS_2024_ON,
    STUDY_LEAVE,
    WORK_EXPERIENCE,
    code_of,
    numbers_of,
)
from attendance.queries.permits.in_force import covers
from attendance.scrutiny import (
    CONFIRMED_LETTERS,
    FULL_SESSIONS,
    HASTY_SECONDS,
    LATE_AMENDMENT_DAYS,
    LATE_REGISTERS,
    LEAST_IN_PATTERN,
    LEAVE_LETTERS,
    LONG_AFTER_MINUTES,
    MANY_AMENDMENTS,
    MANY_BY_ONE,
    PLAIN_LETTERS,
    TIMES_THE_SCHOOL,
    Period,
)
from schools.models import School
from schools.models.roll import AT_TWO_SCHOOLS
from schools.queries.dated_values import value_of

FAR_FUTURE = date(9999, 12, 31)
COLUMNS = {
    "pupil_id": "bigint",
    "group_id": "bigint",
    "date": "date",
    "session": "smallint",
    "code": "int",
    "other": "int",
    "figure": "bigint",
    "out_of": "bigint",
    "who": "text",
    "permit_id": "bigint",
}
OF_MARK = {"pupil_id": "m.pupil_id", "date": "m.date", "session": "m.session", "code": "m.code"}
# The permit that covers the mark `m` with its code. A permit that was ended covered the days up to then.
_OF_PUPIL = "p.school_id = %(school)s AND p.pupil_id = m.pupil_id"
COVERS = f"{_OF_PUPIL} AND {covers('m.date', 'm.session', end_day=True)}"
# The same without the day of its end, on which the code may stand and may not.
COVERS_FOR_SURE = f"{_OF_PUPIL} AND {covers('m.date', 'm.session')}"
# When the registers of each day of the period close. A table: JOIN {CLOSES} c USING (date, session).
CLOSES = """(
  SELECT d.date, x.session, h.register_minutes,
         (d.date + CASE x.session WHEN 1 THEN h.am_starts ELSE h.pm_starts END) AT TIME ZONE 'Europe/London'
           AS starts_at,
         (d.date + CASE x.session WHEN 1 THEN h.am_starts ELSE h.pm_starts END
           + h.register_minutes * interval '1 minute') AT TIME ZONE 'Europe/London' AS closes_at
  FROM schools_schoolday d CROSS JOIN (VALUES (1::smallint), (2::smallint)) AS x (session)
  JOIN schools_sessionhours h ON h.school_id = d.school_id AND h.valid_from <= d.date
       AND (h.valid_to IS NULL OR d.date < h.valid_to)
  WHERE d.school_id = %(school)s AND d.date BETWEEN %(starts)s AND %(ends)s
)"""
# Marks of the period. The marks of a duplicate that was merged are nobody's, and stand for the record alone.
MARKS = """attendance_mark m JOIN schools_pupil o ON o.id = m.pupil_id AND o.merged_into_id IS NULL"""
IN_PERIOD = "m.school_id = %(school)s AND m.date BETWEEN %(starts)s AND %(ends)s"


@dataclass(frozen=True)
class Family:
    """Findings that are asked in one statement: what they share (`WITH ...`), and each one's rows."""

    title: str
    base: str
    questions: Mapping[str, str]


def rows(tables: str, **columns: str) -> str:
    """The SELECT of a finding's rows: the columns that it has, and nothing for the others.

    Raises KeyError for a column that a row does not have.
    """
    given = {name: f"{columns.pop(name, 'NULL')}::{kind} AS {name}" for name, kind in COLUMNS.items()}
    if columns:
        raise KeyError(*columns)
    return f"SELECT {', '.join(given.values())} FROM {tables}"


def parameters(school: School, period: Period, *, today: date) -> dict[str, Any]:
    """What the statements of all families take: one statement, for the school's limit of N."""
    return {
        "school": school.pk,
        "starts": period.starts_on,
        "ends": period.ends_on,
        "today": today,
        "first_day": school.first_day_on,
        "n_days": value_of(school, "n_code.school_days", on=today),
        "law_from": REGULATIONS_2024_ON,
        "numbers": [code.number for code in CODES],
        "valid_from": [code.valid_from for code in CODES],
        "valid_to": [code.valid_to or FAR_FUTURE for code in CODES],
        "plain": numbers_of(PLAIN_LETTERS),
        "leave": numbers_of(LEAVE_LETTERS),
        "elsewhere": numbers_of(ELSEWHERE_LETTERS),
        "confirmed": numbers_of(CONFIRMED_LETTERS),
        "two_schools": list(AT_TWO_SCHOOLS),
        "w_year": LEAST_YEARS[code_of(WORK_EXPERIENCE).letter],
        "s_year": LEAST_YEARS[code_of(STUDY_LEAVE).letter],
    } | (NUMBERS | PATTERNS)


# Single codes, as the statements name them.
NUMBERS = {
    "late": LATE,
    "visit": EDUCATIONAL_VISIT,
    "work": WORK_EXPERIENCE,
    "performance": PERFORMANCE,
    "part_time": PART_TIME,
    "excluded": EXCLUDED,
    "medical": MEDICAL,
    "study": STUDY_LEAVE,
    "after_close": LATE_AFTER_CLOSE,
    "no_reason": NO_REASON,
    "dual": DUAL_REGISTRATION,
    "other_age": OTHER_AGE,
    "not_on_roll": NOT_ON_ROLL,
    "no_school": NO_SCHOOL,
}


PATTERNS = {
    "times": TIMES_THE_SCHOOL,
    "least": LEAST_IN_PATTERN,
    "late_registers": LATE_REGISTERS,
    "full_sessions": FULL_SESSIONS,
    "long_after": LONG_AFTER_MINUTES,
    "hasty": HASTY_SECONDS,
    "many": MANY_AMENDMENTS,
    "late_days": LATE_AMENDMENT_DAYS,
    "many_by_one": MANY_BY_ONE,
}
