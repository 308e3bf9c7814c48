"""Bringing a school's calendar in, and keeping its numbered school days in step with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime

from django.db import connection, transaction

from accounts.audit import acting
from accounts.models import User
from schools.bank_holidays import bank_holidays
from schools.calendar import DaySpec, HalfTermSpec, YearSpec, build_school_days
from schools.models import AcademicYear, Closure, ClosureKind, School
from schools.queries.rows import rows_of
from schools.services.staging import Changes, changes_of, stage_rows


@dataclass(frozen=True, slots=True)
class ClosureFacts:
    """Days on which the school does not meet, both included; `kind` is that of ClosureKind."""

    kind: str
    starts_on: date
    ends_on: date
    note: str


@dataclass(frozen=True, slots=True)
class CalendarFiled:
    """What was filed; closures that went, and that stayed although the file does not have them."""

    years: Changes
    closures: Changes
    days: Changes
    removed: tuple[ClosureFacts, ...]
    kept: tuple[ClosureFacts, ...]


SPAN_COLUMNS = {"kind": "text", "starts_on": "date", "ends_on": "date", "note": "text"}
TERM_COLUMNS = {"year_starts": "date", "number": "smallint", "starts_on": "date", "ends_on": "date"}
DAY_COLUMNS = {
    "date": "date", "number": "integer", "week_number": "integer", "monday": "date",
    "year_starts": "date", "half_term": "smallint",
}  # fmt: skip

FILE_YEARS = """
WITH filed AS (
  INSERT INTO schools_academicyear AS y (school_id, starts_on, ends_on)
  SELECT %(school)s, s.starts_on, s.ends_on FROM staged_span s
  ON CONFLICT (school_id, starts_on) DO UPDATE SET ends_on = excluded.ends_on
  WHERE y.ends_on <> excluded.ends_on
  RETURNING old.id IS NULL AS is_new
) SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM filed
"""
FILE_HALF_TERMS = """
WITH filed AS (
  INSERT INTO schools_halfterm AS h (academic_year_id, number, starts_on, ends_on)
  SELECT y.id, s.number, s.starts_on, s.ends_on
  FROM staged_half_term s
  JOIN schools_academicyear y ON y.school_id = %(school)s AND y.starts_on = s.year_starts
  ON CONFLICT (academic_year_id, number) DO UPDATE
    SET starts_on = excluded.starts_on, ends_on = excluded.ends_on
  WHERE (h.starts_on, h.ends_on) IS DISTINCT FROM (excluded.starts_on, excluded.ends_on)
  RETURNING old.id IS NULL AS is_new
) SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM filed
"""
DROP_HALF_TERMS = """
DELETE FROM schools_halfterm h USING schools_academicyear y
WHERE y.id = h.academic_year_id AND y.school_id = %(school)s
  AND y.starts_on IN (SELECT year_starts FROM staged_half_term)
  AND NOT EXISTS (SELECT FROM staged_half_term s WHERE s.year_starts = y.starts_on AND s.number = h.number)
"""
DROP_CLOSURES = """
DELETE FROM schools_closure c
WHERE c.school_id = %(school)s AND c.kind <> %(by_hand)s
  AND EXISTS (SELECT FROM staged_span y WHERE c.starts_on BETWEEN y.starts_on AND y.ends_on)
  AND NOT EXISTS (SELECT FROM staged_closure s WHERE s.kind = c.kind AND s.starts_on = c.starts_on)
RETURNING c.kind, c.starts_on, c.ends_on, c.note
"""
FILE_CLOSURES = """
WITH filed AS (
  INSERT INTO schools_closure AS c (school_id, kind, starts_on, ends_on, note)
  SELECT DISTINCT ON (s.kind, s.starts_on) %(school)s, s.kind, s.starts_on, s.ends_on, s.note
  FROM staged_closure s ORDER BY s.kind, s.starts_on, s.ends_on DESC, s.note
  ON CONFLICT (school_id, starts_on, kind) DO UPDATE SET ends_on = excluded.ends_on, note = excluded.note
  WHERE (c.ends_on, c.note) IS DISTINCT FROM (excluded.ends_on, excluded.note)
  RETURNING old.id IS NULL AS is_new
) SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM filed
"""
KEPT_CLOSURES = """
SELECT c.kind, c.starts_on, c.ends_on, c.note FROM schools_closure c
WHERE c.school_id = %(school)s AND c.kind = %(by_hand)s
  AND EXISTS (SELECT FROM staged_span y WHERE c.starts_on BETWEEN y.starts_on AND y.ends_on)
  AND NOT EXISTS (SELECT FROM staged_closure s WHERE s.kind = c.kind AND s.starts_on = c.starts_on)
ORDER BY c.starts_on
"""
FILE_DAYS = """
WITH wanted AS (
  SELECT s.date, s.number, s.week_number, s.monday, y.id AS year_id, h.id AS half_term_id
  FROM staged_day s JOIN schools_academicyear y ON y.school_id = %(school)s AND y.starts_on = s.year_starts
  JOIN schools_halfterm h ON h.academic_year_id = y.id AND h.number = s.half_term
), done AS (
  MERGE INTO schools_schoolday d USING wanted w ON d.school_id = %(school)s AND d.date = w.date
  WHEN MATCHED AND (d.number, d.week_number, d.academic_year_id, d.half_term_id)
      IS DISTINCT FROM (w.number, w.week_number, w.year_id, w.half_term_id)
    THEN UPDATE SET number = w.number, week_number = w.week_number, academic_year_id = w.year_id,
                    half_term_id = w.half_term_id
  WHEN NOT MATCHED THEN
    INSERT (school_id, date, number, week_number, monday, academic_year_id, half_term_id)
    VALUES (%(school)s, w.date, w.number, w.week_number, w.monday, w.year_id, w.half_term_id)
  WHEN NOT MATCHED BY SOURCE AND d.school_id = %(school)s THEN DELETE
  RETURNING merge_action() AS act
) SELECT count(*) FILTER (WHERE act = 'INSERT'), count(*) FILTER (WHERE act = 'UPDATE'),
         count(*) FILTER (WHERE act = 'DELETE') FROM done
"""


@transaction.atomic
def set_calendar(
    *,
    school: School,
    years: Sequence[YearSpec],
    closures: Sequence[ClosureFacts],
    by: User | None,
    at: datetime,
) -> CalendarFiled:
    """Set whole academic years with their half terms and closures, and renumber the school days.

    INSET days and bank holidays of these years become those given, with the bank holidays of England that
    fall on a school day; a closure that a person entered stays. Only days that differ are touched.
    """
    acting(by, at=at)
    _stage_years(years)
    values = {"school": school.pk}
    filed_years = changes_of(FILE_YEARS, values) + changes_of(FILE_HALF_TERMS, values)
    with connection.cursor() as cursor:
        cursor.execute(DROP_HALF_TERMS, values)
        filed_years += Changes(removed=cursor.rowcount)
    closed, removed, kept = _file_closures(school, years, closures)
    days = rebuild_school_days(school=school)
    return CalendarFiled(filed_years, closed, days, removed, kept)


def _stage_years(years: Sequence[YearSpec]) -> None:
    stage_rows("staged_span", SPAN_COLUMNS, (("year", year.starts_on, year.ends_on, "") for year in years))
    terms = ((year.starts_on, *astuple(term)) for year in years for term in year.half_terms)
    stage_rows("staged_half_term", TERM_COLUMNS, terms)


def _file_closures(
    school: School, years: Sequence[YearSpec], closures: Sequence[ClosureFacts]
) -> tuple[Changes, tuple[ClosureFacts, ...], tuple[ClosureFacts, ...]]:
    wanted = [*closures, *missing_bank_holidays(years, closures)]
    stage_rows("staged_closure", SPAN_COLUMNS, map(astuple, wanted))
    values = {"school": school.pk, "by_hand": ClosureKind.CLOSURE.value}
    dropped = (ClosureFacts(*row) for row in rows_of(DROP_CLOSURES, values))
    removed = tuple(sorted(dropped, key=lambda closure: closure.starts_on))
    kept = tuple(ClosureFacts(*row) for row in rows_of(KEPT_CLOSURES, values))
    return changes_of(FILE_CLOSURES, values) + Changes(removed=len(removed)), removed, kept


def missing_bank_holidays(years: Sequence[YearSpec], closures: Sequence[ClosureFacts]) -> list[ClosureFacts]:
    """The bank holidays of England inside half terms that no given closure covers."""
    return [
        ClosureFacts(ClosureKind.BANK_HOLIDAY.value, day, day, name)
        for year in years
        for term in year.half_terms
        for day, name in bank_holidays(term.starts_on, term.ends_on)
        if not any(closure.starts_on <= day <= closure.ends_on for closure in closures)
    ]


def lock_calendar(school: School) -> None:
    """Let two changes of one school's calendar follow each other: each works out the days of the whole.

    Rows that only name the school are not held up.
    """
    School.objects.select_for_update(no_key=True).only("pk").get(pk=school.pk)


@transaction.atomic
def rebuild_school_days(*, school: School) -> Changes:
    """Work out the school's days anew from its years and closures and touch those that differ.

    Numbers run on through all years, so a day that goes moves the numbers of all later days.
    """
    lock_calendar(school)
    rows = [
        (day.date, day.number, day.week_number, day.monday, starts_on, day.half_term)
        for starts_on, days in _school_days(school)
        for day in days
    ]
    stage_rows("staged_day", DAY_COLUMNS, rows)
    return changes_of(FILE_DAYS, {"school": school.pk})


def _school_days(school: School) -> list[tuple[date, list[DaySpec]]]:
    closures = list(Closure.objects.filter(school=school))
    last: DaySpec | None = None
    found: list[tuple[date, list[DaySpec]]] = []
    for year in AcademicYear.objects.filter(school=school).prefetch_related("half_terms"):
        terms = tuple(HalfTermSpec(row.number, row.starts_on, row.ends_on) for row in year.half_terms.all())
        days = build_school_days(YearSpec(year.starts_on, year.ends_on, terms), closures, after=last)
        last = days[-1] if days else last
        found.append((year.starts_on, days))
    return found
