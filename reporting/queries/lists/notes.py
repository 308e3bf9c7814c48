"""By which rules, on which days and of whom a list is counted, in sentences for under it."""

from __future__ import annotations

from attendance.figure_bases import Basis
from attendance.figure_kinds import both_words
from reporting.queries.lists.choices import WITH
from reporting.queries.lists.columns import Column, heading_of
from reporting.queries.lists.found import AskedList
from schools.calendar import academic_year_start
from schools.wording import date_words, list_words


def notes_of(asked: AskedList) -> list[str]:
    """The sentences under the list: what narrows it, and what its figures count."""
    narrowed = asked.narrowed_words
    found = [f"Narrowed to: {list_words(narrowed)}."] if narrowed else []
    if asked.choice.shows_figures:
        found += _of_figures(asked)
    return found


def _of_figures(asked: AskedList) -> list[str]:
    on, movement, lines = asked.days.on, asked.values.movement, asked.values.lines
    days = f"Sessions from {date_words(academic_year_start(on))} to {date_words(on)}"
    percentages = (
        f"Percentages are of possible sessions; there is none for fewer than {movement.few_sessions}."
    )
    found = [
        f"{days}. {Basis.ALL.words}, each on days on roll alone; a session without a mark is in no figure.",
        percentages,
        both_words(is_below=movement.is_below),
    ]
    if Column.LATELY in asked.choice.columns or WITH in asked.choice.filters:
        found.append(
            f"{heading_of(Column.LATELY, lines)}: G, N, O and U from {date_words(asked.days.notice_from)} "
            "on, the weeks of the national framework for penalty notices."
        )
    if Column.LEFT in asked.choice.columns:
        found.append(
            "Left before persistent absence: sessions of the whole year, if all to come are possible."
        )
    return found
