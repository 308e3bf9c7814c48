"""The page of a week's movement: each list by name, and the bands then and now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.roles import Permission
from attendance.bands import Move, band_of, bands_of
from attendance.line_words import Listed as Ruled
from attendance.line_words import list_rule
from attendance.queries.figures.movement import Listed, Movement, Standing, movement_within
from attendance.queries.figures.pupil_years import TO_SUNDAY, NamedPupil
from attendance.queries.sweeps import unread_movement
from reporting.queries.movement_lines import MovementLine, movement_line, rule_words, weeks_words
from reporting.queries.movement_panels import list_title, signed
from schools.access import Rights, whom_to_ask
from schools.calendar import monday_of
from schools.wording import short_day_words

MOST_LINES = 60
A_WEEK = timedelta(weeks=1)
RULES: dict[Listed, Ruled] = {
    Standing.NEAR: Ruled.NEAR,
    Standing.FALLING: Ruled.FALLING,
    Standing.TARGET: Ruled.TARGET,
}
NONE: dict[Listed, str] = {
    Move.NEW: "Nobody became persistently absent.",
    Move.BACK: "Nobody stopped being persistently absent.",
    Move.WORSE: "Nobody became severely absent.",
    Move.BETTER: "Nobody stopped being severely absent.",
    Standing.NEAR: "Nobody is so close to persistent absence.",
    Standing.FALLING: "Nobody fell this week.",
    Standing.TARGET: "Nobody is in the target group.",
}


@dataclass(frozen=True)
class MovementPart:
    """A list of the page. `more` stand behind those that are shown."""

    key: str
    title: str
    count: str
    tone: str
    words: str
    lines: list[MovementLine]
    more: int
    none: str


@dataclass(frozen=True)
class BandLine:
    """How many pupils stand in a band now, and stood there at the end of the week before."""

    words: str
    now: int
    before: int
    change: str


@dataclass(frozen=True)
class ToldMovement:
    """A week's movement that the person was told of and has not put away."""

    week: str
    url: str
    read_url: str


@dataclass(frozen=True)
class MovementPage:
    """The movement of a week within a person's reach; without a school week yet it has no part."""

    words: str
    rule: str
    parts: list[MovementPart]
    bands: list[BandLine]
    pupils: int
    earlier_url: str
    later_url: str
    told: ToldMovement | None = None


def movement_page(rights: Rights, *, week: date | None, on: date) -> MovementPage:
    """The page of the week that holds a day, or of the last school day before today: five statements.

    403 for who sees the school's totals alone: each list is of people.
    """
    if not rights.reaches_people(Permission.FIGURES_VIEW):
        raise PermissionDenied(whom_to_ask(Permission.FIGURES_VIEW))
    up_to = min(monday_of(week) + TO_SUNDAY, on) if week else on - timedelta(days=1)
    found = movement_within(rights, up_to=up_to, on=on)
    if found is None:
        return MovementPage("", "", [], [], 0, "", "")
    shown = {each: found.listed[each][:MOST_LINES] for each in (*Move, *Standing)}
    names = found.names(year for years in shown.values() for year in years)
    address = reverse("movement", args=[rights.school.slug])
    later = found.weeks.monday + A_WEEK
    return MovementPage(
        words=weeks_words(found),
        rule=rule_words(found),
        parts=[_part(rights, found, each, names) for each in shown],
        bands=_bands(found),
        pupils=len(found.years),
        earlier_url=f"{address}?week={found.weeks.mondays[1]}" if len(found.weeks.mondays) > 1 else "",
        later_url=f"{address}?week={later}" if later <= on else "",
        told=_told(rights),
    )


def _told(rights: Rights) -> ToldMovement | None:
    """Opening a page puts nothing away: the person says so, on whichever week they are."""
    told = unread_movement(rights)
    if told is None:
        return None
    monday, school = monday_of(told.sweep.on), rights.school.slug
    return ToldMovement(
        week=short_day_words(monday),
        url=f"{reverse('movement', args=[school])}?week={monday}",
        read_url=reverse("movement_read", args=[school, told.pk]),
    )


def _part(rights: Rights, found: Movement, listed: Listed, names: dict[int, NamedPupil]) -> MovementPart:
    years = found.listed[listed]
    count, tone = signed(listed, len(years))
    return MovementPart(
        key=listed.value,
        title=list_title(found, listed),
        count=count,
        tone=tone,
        words=_how(found, listed),
        lines=[
            movement_line(rights, found, year, names[year.pupil_id], listed)
            for year in years[:MOST_LINES]
            if year.pupil_id in names
        ],
        more=max(0, len(years) - MOST_LINES),
        none=NONE[listed],
    )


def _how(found: Movement, listed: Listed) -> str:
    """The rule of a list that no law makes."""
    return list_rule(RULES[listed], found.values).rule if listed in RULES else ""


def _bands(found: Movement) -> list[BandLine]:
    now = Counter(band_of(year.now, found.values) for year in found.years)
    before = Counter(band_of(year.before, found.values) for year in found.years)
    bands = [(band.words, band) for band in bands_of(found.values.cuts)]
    rows = [(words, now[band], before[band]) for words, band in bands]
    if now[None] or before[None]:
        rows.append(("No sessions", now[None], before[None]))
    return [BandLine(words, is_now, was, _change(is_now - was)) for words, is_now, was in rows]


def _change(difference: int) -> str:
    if not difference:
        return "no change"
    return f"+{difference}" if difference > 0 else f"−{-difference}"
