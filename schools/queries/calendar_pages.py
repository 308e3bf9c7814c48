"""A school's years as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from schools.bank_holidays import bank_holidays
from schools.calendar import (
    DaySpec,
    HalfTermSpec,
    YearSpec,
    academic_year_of,
    days_of,
    why_idle,
    year_dates,
    year_name,
)
from schools.models import AcademicYear, Closure, ClosureKind, HalfTerm, School, SchoolDay
from schools.months import ClosedDay, Month, months_of
from schools.wording import count_words, list_words, short_day_words

LETTERS = {ClosureKind.INSET: "I", ClosureKind.BANK_HOLIDAY: "B", ClosureKind.CLOSURE: "C"}
A_YEAR = 190  # school days of a maintained school


@dataclass(frozen=True)
class YearLine:
    """A year in the list of years."""

    year: int
    name: str
    days: int
    words: str
    is_now: bool


@dataclass(frozen=True)
class HalfTermLine:
    """A half term with its first and last day and how many school days it has."""

    name: str
    starts_on: date
    ends_on: date
    days: int


@dataclass(frozen=True)
class ClosureLine:
    """A closure: what it is, its days in words, and why."""

    pk: int
    kind: str
    letter: str
    look: str
    days: str
    note: str


@dataclass(frozen=True)
class YearPage:
    """A year to look at."""

    year: int
    name: str
    days: int
    words: str
    months: list[Month]
    half_terms: list[HalfTermLine]
    closures: list[ClosureLine]


def year_lines(school: School, today: date) -> list[YearLine]:
    """The years of the calendar, the newest first."""
    years = AcademicYear.objects.filter(school=school).prefetch_related("half_terms")
    held = SchoolDay.objects.filter(school=school).order_by()
    days = dict(held.values_list("academic_year").annotate(Count("pk")))
    closures = list(Closure.objects.filter(school=school))
    return [
        YearLine(
            year.starts_on.year,
            str(year),
            days.get(year.pk, 0),
            _words(
                (row for row in closures if year.starts_on <= row.starts_on <= year.ends_on),
                year.half_terms.all(),
            ),
            year.starts_on <= today <= year.ends_on,
        )
        for year in years.order_by("-starts_on")
    ]


def years_to_add(lines: Iterable[YearLine], today: date) -> list[tuple[int, str]]:
    """The years that a school may want next: from last year's to the one after next."""
    standing, now = {line.year for line in lines}, academic_year_of(today)
    return [(year, year_name(year)) for year in range(now - 1, now + 3) if year not in standing]


def year_spec(school: School, year: int) -> YearSpec | None:
    """A year as the rules read it; None where the calendar does not have it."""
    first, last = year_dates(year)
    terms = list(HalfTerm.objects.filter(academic_year__school=school, academic_year__starts_on=first))
    if not terms:
        return None
    return YearSpec(first, last, tuple(HalfTermSpec(row.number, row.starts_on, row.ends_on) for row in terms))


def nearest_year(school: School, year: int) -> int | None:
    """The year of the calendar whose dates are the best draft of another: the one before, or the next."""
    starts = AcademicYear.objects.filter(school=school).exclude(starts_on__year=year)
    years = [day.year for day in starts.values_list("starts_on", flat=True)]
    return min(years, key=lambda found: (abs(found - year), found > year), default=None)


def year_page(school: School, year: int, today: date) -> YearPage | None:
    """A year with its months, half terms and closures; None where the calendar does not have it."""
    first, last = year_dates(year)
    found = AcademicYear.objects.filter(school=school, starts_on=first).first()
    if found is None:
        return None
    days = [
        DaySpec(row.date, row.number, row.week_number, row.monday, row.half_term.number)
        for row in SchoolDay.objects.filter(academic_year=found).select_related("half_term")
    ]
    closures = list(Closure.objects.filter(school=school, starts_on__lte=last, ends_on__gte=first))
    terms = list(found.half_terms.all())
    return YearPage(
        year=year,
        name=str(found),
        days=len(days),
        words=_words(closures, terms),
        months=months_of(first, last, days, _closed(closures, terms), today),
        half_terms=[
            HalfTermLine(
                str(term),
                term.starts_on,
                term.ends_on,
                sum(term.starts_on <= day.date <= term.ends_on for day in days),
            )
            for term in terms
        ],
        closures=[_line(row, terms) for row in closures],
    )


def _closed(closures: Iterable[Closure], terms: Iterable[HalfTerm]) -> dict[date, ClosedDay]:
    return {
        day: ClosedDay(row.kind, LETTERS[ClosureKind(row.kind)], _why(row))
        for row in closures
        if not _idle_words(row, terms)
        for day in days_of(row)
    }


def _idle_words(row: Closure, terms: Iterable[HalfTerm]) -> str:
    """Why an INSET day closes nothing; empty where it does, and for other closures."""
    if row.kind != ClosureKind.INSET:
        return ""
    holidays = dict(bank_holidays(row.starts_on, row.ends_on))
    why = [why_idle(day, terms, holidays) for day in days_of(row)]
    return f"{why[0]}: it closes nothing" if all(why) else ""


def _why(row: Closure) -> str:
    kind = str(row.get_kind_display())
    return f"{kind}, {row.note}" if row.note and row.note.lower() != kind.lower() else kind


def _line(row: Closure, terms: Iterable[HalfTerm]) -> ClosureLine:
    days = short_day_words(row.starts_on)
    if row.ends_on != row.starts_on:
        days = f"{days} to {short_day_words(row.ends_on)}"
    kind = str(row.get_kind_display())
    note = ". ".join(
        filter(None, ["" if row.note.lower() == kind.lower() else row.note, _idle_words(row, terms)])
    )
    return ClosureLine(
        row.pk, kind[0].upper() + kind[1:], LETTERS[ClosureKind(row.kind)], row.kind, days, note
    )


def _words(closures: Iterable[Closure], terms: Iterable[HalfTerm]) -> str:
    """How often the school is closed in a year, by kind: "5 INSET days, 3 bank holidays"."""
    kinds = [ClosureKind(row.kind) for row in closures if not _idle_words(row, terms)]
    parts = [count_words(kinds.count(kind), str(kind.label)) for kind in ClosureKind if kind in kinds]
    return list_words(parts)
