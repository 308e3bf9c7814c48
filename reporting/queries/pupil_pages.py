"""The first page of a pupil: who they are, how they attend, whom to ring. Each part only by its own right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from attendance.bands import MOVEMENT_KEYS, MovementValues
from attendance.line_rules import LINE_KEYS
from attendance.lines import LineKind
from attendance.patterns.values import PATTERN_KEYS
from attendance.queries.history import Change, pupil_history
from attendance.queries.lines.standing import StandingLine, lines_of_pupil
from reporting.pupil_chronology import Chosen, Chronology, chronology_of
from reporting.queries.pupil_absences import absences_of
from reporting.queries.pupil_calendars import PupilCalendar, calendar_of
from reporting.queries.pupil_contacts import ContactLine, Family, family_of
from reporting.queries.pupil_figures import pupil_tiles
from reporting.queries.pupil_heads import PupilHead
from reporting.queries.pupil_lists import roll_words
from reporting.queries.pupil_next import N_DAYS, NextDates, next_dates
from reporting.queries.pupil_page_links import PageLink, act_links, page_links
from reporting.queries.pupil_patterns import PatternCard, late_words, pupil_pattern_card
from reporting.queries.pupil_sessions import YearView, year_view
from reporting.tiles import Tile
from schools.access import Rights
from schools.calendar import academic_year_of, year_name
from schools.models import Sex
from schools.pupil_flags import Flag, protected_flags, support_flags
from schools.queries.dated_values import values_of
from schools.queries.facts import past_protection
from schools.queries.siblings import siblings_of
from schools.wording import count_words, date_words
from schools.year_groups import is_compulsory_school_age, year_label

MOST_CHANGES = 20
SHORT_TIMELINE = 6
SICKNESS_RETURNS = frozenset({LineKind.SICKNESS, LineKind.SICKNESS_EXPECTED})
KEYS = frozenset({*MOVEMENT_KEYS, *LINE_KEYS, *PATTERN_KEYS, N_DAYS})


@dataclass(frozen=True)
class PupilPage:
    """What one person may see of one pupil. A part that they may not see is None or empty."""

    name: str
    line: str
    flags: list[Flag]
    protected: list[Flag]
    tiles: list[Tile]
    patterns: PatternCard | None
    figures_words: str
    year: YearView | None
    next: NextDates | None
    contacts: list[ContactLine] | None
    contact_notes: list[str]
    acts: list[PageLink]
    links: list[PageLink]
    siblings: list[tuple[str, str]]
    facts: list[tuple[str, str]]
    hidden_homes: list[str]
    changes: list[Change] | None
    changes_words: str
    chronology: Chronology | None
    lines: list[StandingLine] | None
    expect_url: str

    @property
    def is_short(self) -> bool:
        """Whether the timeline leaves room beneath it for what else stands in the side column."""
        return self.chronology is None or len(self.chronology.entries) <= SHORT_TIMELINE

    @property
    def keep_query(self) -> str:
        """What the links of the chronology keep of the page's address, so that the table stays open."""
        return "show=table&" if self.year and self.year.as_table else ""

    @property
    def year_query(self) -> str:
        """The page's address without the table: where the chronology stands is kept."""
        return self.chronology.query if self.chronology else ""

    @property
    def table_query(self) -> str:
        """The same with the table."""
        return "&".join(part for part in ("show=table", self.year_query) if part)

    @property
    def opened(self) -> tuple[str, ...]:
        """The tables of which sealed words stand on the page."""
        parts = (part.opened for part in (self.chronology, self.next) if part)
        return tuple(sorted({table for tables in parts for table in tables}))


def pupil_page(
    rights: Rights, head: PupilHead, chosen: Chosen, *, on: date, as_table: bool = False
) -> PupilPage:
    """The page around a pupil's head and what was `chosen` of its chronology: twelve more statements at most.

    One of them reads the year's marks for all parts that show or count them. `as_table`: the sessions are
    asked for as a table of weeks.
    """
    shown = head.shown
    values = values_of(rights.school, KEYS, on=on)
    family = _family(head, on)
    changes = pupil_history(head.pupil_id, most=MOST_CHANGES) if shown.history else None
    reads_marks = shown.figures or shown.history or shown.calls
    calendar = calendar_of(rights.school, head.pupil_id, on=on) if reads_marks else None
    known = [absences_of(calendar, n_days=values[N_DAYS])] if calendar and shown.history else []
    patterns = pupil_pattern_card(rights, head, calendar, values)
    lines = lines_of_pupil(rights, head.pupil_id, on=on) if shown.lines else None
    return PupilPage(
        name=head.name,
        line=_line(head, on),
        flags=support_flags(head.support),
        protected=protected_flags(head.protected),
        tiles=_tiles(rights, head, calendar, values, late_words(patterns)),
        patterns=patterns,
        figures_words=_figures_words(head, on),
        year=_year(rights, head, calendar, values, as_table=as_table),
        next=next_dates(rights, head, calendar, lines, n_days=values[N_DAYS]),
        contacts=family.contacts if family else None,
        contact_notes=family.notes if family else [],
        acts=act_links(rights, head, on=on),
        links=page_links(rights, head, on=on),
        siblings=[
            (name, reverse("pupil", args=[rights.school.slug, pk]))
            for pk, name in siblings_of(rights, head.pupil_id)
        ],
        facts=_facts(head, family),
        hidden_homes=family.hidden_homes if family else [],
        changes=changes,
        changes_words=_changes_words(changes),
        chronology=chronology_of(rights, head.pupil_id, chosen, held=head.held, known=known),
        lines=lines,
        expect_url=_expect_url(rights, head, lines, on),
    )


def _family(head: PupilHead, on: date) -> Family | None:
    if not head.shown.contacts:
        return None
    return family_of(head, on=on, may_see_hidden=head.shown.hidden_addresses)


def _year(
    rights: Rights, head: PupilHead, calendar: PupilCalendar | None, values: dict[str, Any], *, as_table: bool
) -> YearView | None:
    if calendar is None or not head.shown.history:
        return None
    few = MovementValues.of(values).few_sessions
    return year_view(rights, head, calendar, as_table=as_table, few_sessions=few)


def _tiles(
    rights: Rights, head: PupilHead, calendar: PupilCalendar | None, values: dict[str, Any], late: str
) -> list[Tile]:
    if not head.shown.figures or calendar is None:
        return []
    return pupil_tiles(rights, head, calendar, values, late_words=late)


def _expect_url(rights: Rights, head: PupilHead, lines: list[StandingLine] | None, on: date) -> str:
    """Where a sickness return is expected; empty where none may come, or one stands already."""
    stands = any(line.kind in SICKNESS_RETURNS for line in lines or [])
    if stands or not head.shown.line_acts or not head.is_on_roll(on):
        return ""
    if not is_compulsory_school_age(head.born_on, on):
        return ""
    return reverse("expect_sickness", args=[rights.school.slug, head.pupil_id])


def _line(head: PupilHead, on: date) -> str:
    """Where the pupil belongs: "8HW, Year 8. Born 14 June 2013."; leavers and starters say so."""
    year = year_label(head.year_group) if head.year_group is not None else ""
    place = ", ".join(part for part in (head.group, year) if part)
    born = f"Born {date_words(head.born_on)}"
    roll = roll_words(head.admitted_on, head.left_on, on=on)
    return "".join(f"{part}. " for part in (place, born, roll) if part).strip()


def _figures_words(head: PupilHead, on: date) -> str:
    if not head.shown.figures:
        return ""
    if not head.tally.possible:
        return "No sessions yet"
    return f"{year_name(academic_year_of(on))} up to {date_words(on)}. Percentages are of possible sessions."


def _facts(head: PupilHead, family: Family | None) -> list[tuple[str, str]]:
    facts = [("Legal name", head.legal_name), ("Sex", Sex(head.sex).label)]
    if head.former_names:
        facts.append(("Former names", head.former_names))
    if head.shown.numbers:
        facts += [
            ("UPN", head.upn or "None yet"),
            ("Admission number", head.admission_number or "Not recorded"),
        ]
    if head.admitted_on:
        facts.append(("Starting day", date_words(head.admitted_on)))
    if family:
        labels = ["Home"] if len(family.homes) < 2 else [f"Home {n}" for n, _ in enumerate(family.homes, 1)]
        facts += list(zip(labels, family.homes, strict=False))
    return facts + [("Before", words) for words in past_protection(head.had_protection, head.protected)]


def _changes_words(changes: list[Change] | None) -> str:
    if not changes:
        return ""
    return f"the last {MOST_CHANGES}" if len(changes) == MOST_CHANGES else count_words(len(changes), "change")
