"""The list of pupils, and the short list of the finder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse

from accounts.roles import Permission
from attendance.bands import MovementValues
from attendance.metrics import Tally
from attendance.queries.figures.limits import movement_values
from attendance.queries.figures.pupils import PUPIL_SESSIONS
from attendance.queries.figures.sums import Days, sum_values, sums_sql
from reporting.queries.links import pupil_url
from reporting.queries.pupil_searches import pupils_fitting, pupils_on_roll
from reporting.tiles import absence_tone, absence_words, fraction_words, percent_words, tally_of
from schools.access import Rights, groups_visible_to
from schools.calendar import academic_year_start
from schools.pupil_flags import Flag, glance_flags
from schools.queries.pupil_joins import LATEST_ROLL, REGISTRATION, SUPPORT, YEAR_GROUP
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.wording import count_words, day_words
from schools.year_groups import year_label

ROWS_ON_PAGE = 50
MOST_IN_FINDER = 10

LINES = "".join(
    (
        f", {sums_sql(among='SELECT unnest(%(pupils)s::bigint[])')}",
        """
SELECT p.id, p.known_forename, p.known_surname, p.legal_forename, p.legal_surname,
       coalesce(g.name, ''), y.year_group, roll.admitted_on, roll.left_on,
""",
        SUPPORT,
        """,
       p.id IN (SELECT id FROM counted), coalesce(t.sessions, '{}')
FROM unnest(%(pupils)s::bigint[]) WITH ORDINALITY AS asked (id, place)
JOIN seen ON seen.id = asked.id
JOIN schools_pupil p ON p.id = asked.id
""",
        LATEST_ROLL,
        REGISTRATION,
        YEAR_GROUP,
        PUPIL_SESSIONS,
        "ORDER BY asked.place",
    )
)


@dataclass(frozen=True)
class PupilLine:
    """A pupil in a list; figures are empty for who may not see them."""

    name: str
    url: str
    group: str
    year: str
    flags: list[Flag]
    fraction: str
    percent: str
    tone: str
    note: str


@dataclass(frozen=True)
class PupilList:
    """One page of pupils."""

    query: str
    group: str
    groups: list[tuple[str, str]]
    count_words: str
    figures: bool
    rows: list[PupilLine]
    before_url: str
    after_url: str
    new_url: str
    page_words: str


def pupil_list(rights: Rights, words: str, *, on: date, group: str = "", page: str = "") -> PupilList:
    """A page of fifty pupils: four statements, whatever their number.

    A group that the person may not see, and a page that is not there, are as good as none.
    """
    groups = [
        (str(pk), name)
        for pk, name in groups_visible_to(rights, Permission.PUPIL_SEARCH)
        .filter(academic_year__starts_on__lte=on, academic_year__ends_on__gte=on)
        .order_by("year_group", "-kind", "name")
        .values_list("pk", "name")
    ]
    chosen = group if group in dict(groups) else ""
    within = int(chosen) if chosen else None
    ids = (
        pupils_fitting(rights, words, on=on, group_id=within)
        if words
        else pupils_on_roll(rights, on=on, group_id=within)
    )
    found = Paginator(ids, ROWS_ON_PAGE).get_page(page)
    url = _page_url(rights, words, chosen)
    return PupilList(
        query=words,
        group=chosen,
        groups=groups,
        count_words=count_words(len(ids), "pupil") + (" found" if words else " on roll"),
        figures=rights.has(Permission.FIGURES_VIEW),
        rows=pupil_lines(rights, list(found.object_list), on=on),
        before_url=f"{url}&page={found.previous_page_number()}" if found.has_previous() else "",
        after_url=f"{url}&page={found.next_page_number()}" if found.has_next() else "",
        new_url=_new_url(rights),
        page_words=f"{found.start_index()} to {found.end_index()} of {len(ids)}",
    )


def _new_url(rights: Rights) -> str:
    """Where a joiner is entered; empty for who may not."""
    may_enter = rights.has_for_school(Permission.PUPIL_MANAGE)
    return reverse("pupil_new", args=[rights.school.slug]) if may_enter else ""


def _page_url(rights: Rights, words: str, group: str) -> str:
    return f"{reverse('pupils', args=[rights.school.slug])}?{urlencode({'q': words, 'group': group})}"


def finder_lines(rights: Rights, words: str, *, on: date) -> list[PupilLine]:
    """At most ten pupils for the finder, best first: three statements, or none without words."""
    ids = pupils_fitting(rights, words, on=on, most=MOST_IN_FINDER)
    return pupil_lines(rights, ids, on=on) if ids else []


def pupil_lines(rights: Rights, pupil_ids: Sequence[int], *, on: date) -> list[PupilLine]:
    """Pupils as lists show them, in the order given: two statements."""
    tables, parameters = reaches(
        rights,
        seen=Permission.PUPIL_SEARCH,
        supported=Permission.SUPPORT_FACTS_VIEW,
        counted=Permission.FIGURES_VIEW,
    )
    facts = {"pupils": list(pupil_ids), "on": on} | sum_values(
        [rights.school.pk], Days(academic_year_start(on), on)
    )
    values = movement_values(rights.school, on=on) if rights.has(Permission.FIGURES_VIEW) else None
    return [_line(rights, on, values, row) for row in rows_of(tables + LINES, parameters | facts)]


def _line(rights: Rights, on: date, values: MovementValues | None, row: tuple[Any, ...]) -> PupilLine:
    pupil_id, forename, surname, legal_forename, legal_surname, group, year, *rest = row
    admitted_on, left_on, support, counted, sessions = rest
    tally = tally_of(sessions) if counted else Tally()
    absence = absence_words(tally, values) if values else ""
    known, legal = f"{surname}, {forename}", f"{legal_surname}, {legal_forename}"
    notes = [
        f"Legal name {legal}" if legal != known else "",
        roll_words(admitted_on, left_on, on=on),
        absence,
    ]
    return PupilLine(
        name=known,
        url=pupil_url(rights, pupil_id),
        group=group,
        year=year_label(year) if year is not None else "",
        flags=glance_flags(support),
        fraction=fraction_words(tally) if counted else "",
        percent=percent_words(tally, values) if values else "",
        tone=absence_tone(absence),
        note=". ".join(note for note in notes if note),
    )


def roll_words(admitted_on: date | None, left_on: date | None, *, on: date) -> str:
    """Why a pupil is not on roll on a day; empty for one who is."""
    if admitted_on is None:
        return "Not on roll"
    if on < admitted_on:
        return f"Starts {day_words(admitted_on, year=True)}"
    if left_on is not None and left_on < on:
        return f"Left {day_words(left_on, year=True)}"
    return ""
