"""Checks of the calendar and of the session times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count

from schools.access import Rights
from schools.bank_holidays import bank_holidays
from schools.calendar import HalfTermSpec, YearSpec, academic_year_start, why_idle, year_problem
from schools.models import AcademicYear, Closure, ClosureKind, SchoolDay
from schools.queries.calendar import times_on
from schools.queries.set_up_checks.facts import Check, Family, Findings, Item, Severity
from schools.wording import count_words, day_words

SCHOOL_DAYS = 190
HALF_TERMS = 6
# Half a year ahead is early enough for the calendar of the next one.
NEXT_YEAR_WITHIN = timedelta(days=153)

CHECKS = (
    Check(
        "calendar-this-year",
        "Is this year’s calendar in?",
        "A register is taken of each school day (reg 10, SI 2024/208). Without a calendar there is none.",
        Severity.STOPS,
        "year",
        "calendar",
        "Calendar",
    ),
    Check(
        "calendar-next-year",
        "Is next year’s calendar in?",
        "The year end moves groups into the new year, and parents plan by its dates.",
        Severity.MEND,
        "year",
        "calendar",
        "Calendar",
    ),
    Check(
        "calendar-half-terms",
        "Does each year have its six half terms?",
        "Census returns and figures by half term count these dates.",
        Severity.MEND,
        "year",
        "calendar",
        "Calendar",
    ),
    Check(
        "calendar-order",
        "Do the half terms lie in order inside their year?",
        "Days that lie in two half terms or outside the year cannot be counted.",
        Severity.STOPS,
        "year",
        "calendar",
        "Calendar",
    ),
    Check(
        "calendar-inset",
        "Is each INSET day a day on which the school would meet?",
        "An INSET day in a holiday, at a weekend or on a bank holiday closes nothing. Look for a wrong date.",
        Severity.NOTE,
        "INSET day",
        "calendar",
        "Calendar",
    ),
    Check(
        "calendar-days",
        "Does the school meet on 190 days a year?",
        "Maintained schools meet for 380 sessions (SI 1999/3181, reg 3). An academy may choose.",
        Severity.NOTE,
        "year",
        "calendar",
        "Calendar",
    ),
    Check(
        "session-times",
        "Are the session times set?",
        "They open and close the registers, after 30 minutes at most (Working together to improve school "
        "attendance).",
        Severity.STOPS,
        "day",
        "setup_school",
        "School and session times",
    ),
)


def find(rights: Rights, on: date) -> Findings:
    """What is wrong with this year's and next year's calendar, and whether today has session times."""
    school = rights.school
    this = academic_year_start(on)
    following = date(this.year + 1, 9, 1)
    rows = AcademicYear.objects.filter(school=school, starts_on__gte=this - timedelta(days=31))
    years = [(row, _spec(row)) for row in rows.prefetch_related("half_terms")]
    days = Counter(
        dict(
            SchoolDay.objects.filter(school=school, academic_year__in=[row.pk for row, _ in years])
            .values_list("academic_year")
            .annotate(days=Count("pk"))
        )
    )
    known = [spec for _, spec in years]
    return {
        "calendar-this-year": [] if _covers(known, on) else [Item(_name(this))],
        **_next_year(known, on, following),
        "calendar-half-terms": [
            Item(str(row), count_words(len(spec.half_terms), "half term"))
            for row, spec in years
            if len(spec.half_terms) != HALF_TERMS
        ],
        "calendar-order": [Item(str(row), words) for row, spec in years if (words := year_problem(spec))],
        "calendar-inset": list(_idle_inset(rights, known)),
        "calendar-days": [
            Item(str(row), count_words(days[row.pk], "school day"))
            for row, _ in years
            if days[row.pk] not in (0, SCHOOL_DAYS)
        ],
        "session-times": [] if times_on(school, on) else [Item(day_words(on))],
    }


def _spec(row: AcademicYear) -> YearSpec:
    terms = [HalfTermSpec(term.number, term.starts_on, term.ends_on) for term in row.half_terms.all()]
    return YearSpec(row.starts_on, row.ends_on, tuple(sorted(terms, key=lambda term: term.number)))


def _covers(years: list[YearSpec], on: date) -> bool:
    return any(year.starts_on <= on <= year.ends_on and year.half_terms for year in years)


def _next_year(years: list[YearSpec], on: date, following: date) -> Findings:
    """Asked when it is due; before that only the calendar that is in early has an answer."""
    is_in = _covers(years, following)
    if not is_in and following - on > NEXT_YEAR_WITHIN:
        return {}
    return {"calendar-next-year": [] if is_in else [Item(_name(following))]}


def _name(starts_on: date) -> str:
    return f"{starts_on.year}/{(starts_on.year + 1) % 100:02d}"


def _idle_inset(rights: Rights, years: list[YearSpec]) -> Iterator[Item]:
    """INSET days of these years on which the school would not meet anyway."""
    if not years:
        return
    first, last = years[0].starts_on, years[-1].ends_on
    holidays = dict(bank_holidays(first, last))
    terms = [term for year in years for term in year.half_terms]
    closures = Closure.objects.filter(school=rights.school, kind=ClosureKind.INSET)
    for closure in closures.filter(starts_on__range=(first, last)):
        if why := why_idle(closure.starts_on, terms, holidays):
            yield Item(day_words(closure.starts_on, year=True), why)


CALENDAR = Family("Calendar", CHECKS, find)
