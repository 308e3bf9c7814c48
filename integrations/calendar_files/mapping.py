"""Events of a published calendar, read as terms, half terms and closures (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from integrations.calendar_files.client import CalendarRefused, Event
from integrations.mis.csv.mapping.calendar import (
    HALF_TERM,
    SHORT_TERMS,
    TERM,
    TERMS,
    CalendarRow,
    year_specs,
)
from schools.calendar import YearSpec, academic_year_of, year_name, year_problem
from schools.wording import day_words

TERM_START, TERM_END, HOLIDAY = "term-start", "term-end", "holiday"
INSET, CLOSURE, BANK_HOLIDAY = "inset", "closure", "bank_holiday"
CLOSED = (INSET, CLOSURE, BANK_HOLIDAY)

# The first that fits says what an event is.
WORDS = tuple(
    (re.compile(words, re.IGNORECASE), kind)
    for words, kind in (
        (r"\binset\b|\btraining day|\bnon[- ]pupil|\bpd day|\bstaff (day|development)", INSET),
        (r"\bbank holiday|\bpublic holiday|\bgood friday|\beaster monday|\bmay day", BANK_HOLIDAY),
        (r"\bhalf[- ]?term\b(?! \d)|\bholidays?\b|\bbreak\b", HOLIDAY),
        (r"\bterm\b.*\b(starts?|begins?)\b|\b(start|first day|beginning) of\b.*\bterm\b", TERM_START),
        (r"\bterm\b.*\b(ends?|finish(es)?)\b|\b(end|last day) of\b.*\bterm\b", TERM_END),
        (r"\bterm\b", TERM),
        (r"\boccasional day|\bclosed\b|\bclosure\b|\bpolling", CLOSURE),
    )
)


@dataclass(frozen=True, slots=True)
class CalendarPlan:
    """What a file says of whole years; `unread` names its events that are none of a calendar."""

    years: tuple[YearSpec, ...]
    closures: tuple[CalendarRow, ...]
    unread: tuple[str, ...]


def plan_of(events: Sequence[Event]) -> CalendarPlan:
    """The years of a calendar. Raises CalendarRefused with the sentence where they are not whole."""
    kinds = [(_kind(event), event) for event in events]
    # A file may give a term as one event and its first and last day as two more.
    terms = list({row.starts_on: row for row in (*_paired(kinds), *_rows(TERM, kinds))}.values())
    if not terms:
        raise CalendarRefused("This file names no term. Choose the calendar with the school's term dates.")
    breaks = [
        CalendarRow(0, HALF_TERM, row.name, row.starts_on, row.ends_on)
        for row in _rows(HOLIDAY, kinds)
        if any(term.starts_on < row.starts_on and row.ends_on < term.ends_on for term in terms)
    ]
    years = tuple(year_specs([*terms, *breaks]))
    for year in years:
        _check_year(year, terms)
    closed = [row for kind in CLOSED for row in _rows(kind, kinds)]
    begin = {year.starts_on.year for year in years}
    closures = [row for row in closed if academic_year_of(row.starts_on) in begin]
    outside = [row.name for row in closed if row not in closures]
    unread = [event.words or day_words(event.starts_on, year=True) for kind, event in kinds if not kind]
    return CalendarPlan(
        years, tuple(sorted(closures, key=lambda row: (row.starts_on, row.kind))), (*unread, *outside)
    )


def _kind(event: Event) -> str:
    """What an event is: as the file says, or as its words do; empty for one that is no part of a calendar."""
    found = event.kind or next((kind for words, kind in WORDS if words.search(event.words)), "")
    return "" if found == TERM and event.starts_on == event.ends_on else found


def _rows(kind: str, kinds: Iterable[tuple[str, Event]]) -> list[CalendarRow]:
    return [
        CalendarRow(0, kind, event.words, event.starts_on, event.ends_on)
        for found, event in kinds
        if found == kind
    ]


def _paired(kinds: Iterable[tuple[str, Event]]) -> list[CalendarRow]:
    """Terms that the file gives as two events, the first day and the last."""
    found: list[CalendarRow] = []
    begun: Event | None = None
    for kind, event in kinds:
        if kind == TERM_START:
            if begun:
                raise CalendarRefused(_unpaired("starts", begun.starts_on, "last"))
            begun = event
        elif kind == TERM_END:
            if begun is None:
                raise CalendarRefused(_unpaired("ends", event.ends_on, "first"))
            found.append(CalendarRow(0, TERM, begun.words, begun.starts_on, event.ends_on))
            begun = None
    if begun:
        raise CalendarRefused(_unpaired("starts", begun.starts_on, "last"))
    return found


def _unpaired(what: str, on: date, other: str) -> str:
    return f"The term that {what} on {day_words(on, year=True)} has no {other} day in this file."


def _check_year(year: YearSpec, terms: Sequence[CalendarRow]) -> None:
    begins = year.starts_on.year
    count = sum(academic_year_of(term.starts_on) == begins for term in terms)
    if count not in (TERMS, SHORT_TERMS):
        raise CalendarRefused(
            f"The year {year_name(begins)} has {count} terms in this file. It needs three, or six short ones."
        )
    if len({term.number for term in year.half_terms}) < len(year.half_terms):
        raise CalendarRefused(f"A term of {year_name(begins)} has two holidays in it. It has one at most.")
    if problem := year_problem(year):
        raise CalendarRefused(f"{year_name(begins)}: {problem}.")
