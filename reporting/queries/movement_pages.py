"""The page of a week's movement: each list by name, and the bands then and now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.urls import reverse

from accounts.roles import Permission
from attendance.bands import Move, band_of, bands_of
from attendance.line_words import Ruled, list_rule
from attendance.queries.figures.movement import Listed, Movement, Standing, movement_within
from attendance.queries.figures.pupil_years import TO_SUNDAY, NamedPupil, PupilYear
from attendance.queries.sweeps import unread_movement
from reporting.charts.drawing import Drawing
from reporting.charts.flow import band_flow
from reporting.queries.class_choices import choices_among, is_chosen
from reporting.queries.movement_choices import LISTS, MovementChoice
from reporting.queries.movement_lines import MovementLine, movement_line, rule_words, weeks_words
from reporting.queries.movement_panels import again_words, list_title, signed
from schools.access import Rights, whom_to_ask
from schools.calendar import monday_of
from schools.wording import count_words, short_day_words

# Of each list so many stand on the page of all; the page of one list turns.
MOST_LINES, LINES_ON_PAGE = 20, 100
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
    Standing.FALLING: "Nobody fell this week.",
    Standing.TARGET: "Nobody is in the target group.",
}
SHORT: dict[Listed, str] = {
    Move.NEW: "New",
    Move.BACK: "Back",
    Move.WORSE: "Severe",
    Move.BETTER: "No longer severe",
    Standing.NEAR: "Few sessions left",
    Standing.FALLING: "Falling",
    Standing.TARGET: "Target group",
}


@dataclass(frozen=True)
class MovementPart:
    """A list of the page: its first lines, or with `turns` a page of it; `is_cut`: more stand at its `url`.

    `again` says how many of those who came over the line were over it before.
    """

    key: str
    title: str
    short: str
    count: str
    tone: str
    again: str
    words: str
    lines: list[MovementLine]
    url: str
    turns: Page[PupilYear] | None
    is_cut: bool
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
    """The movement of a week within a person's reach; without a school week yet it has no part.

    `of` is the year or class of `choices` that was asked for. With `all_url` it shows one list, `listed`.
    """

    words: str
    rule: str
    bands_rule: str
    parts: list[MovementPart]
    bands: list[BandLine]
    flow: Drawing | None
    pupils: int
    choices: list[tuple[str, str]]
    of: str
    all_url: str
    earlier_url: str
    later_url: str
    listed: str
    monday: date | None = None
    told: ToldMovement | None = None


def movement_page(rights: Rights, choice: MovementChoice, *, on: date) -> MovementPage:
    """The page of the week that holds a day, or of the last school day before today: five statements.

    403 for who sees the school's totals alone: each list is of people.
    """
    if not rights.reaches_people(Permission.FIGURES_VIEW):
        raise PermissionDenied(whom_to_ask(Permission.FIGURES_VIEW))
    week = choice.week
    up_to = min(monday_of(week) + TO_SUNDAY, on) if week else on - timedelta(days=1)
    everybody = movement_within(rights, up_to=up_to, on=on)
    if everybody is None:
        return MovementPage("", "", "", [], [], None, 0, [], "", "", "", "", "")
    known = everybody.names(everybody.years)
    choices = choices_among(known.values())
    choice = choice if choice.of in dict(choices) else replace(choice, of="")
    found = _of_choice(everybody, known, choice)
    monday, later = found.weeks.monday, found.weeks.monday + A_WEEK
    earlier = found.weeks.mondays[1] if len(found.weeks.mondays) > 1 else None
    return MovementPage(
        words=weeks_words(found),
        rule=rule_words(found),
        bands_rule=list_rule(Ruled.BANDS, found.values).rule,
        parts=[
            _part(rights, found, each, known, choice)
            for each in LISTS.values()
            if choice.listed in (None, each)
        ],
        bands=_bands(found),
        flow=_flow(found),
        pupils=len(found.years),
        choices=choices,
        of=choice.of,
        all_url=choice.query(week=monday) if choice.listed else "",
        earlier_url=choice.query(week=earlier, listed=choice.listed) if earlier else "",
        later_url=choice.query(week=later, listed=choice.listed) if later <= on else "",
        monday=monday,
        listed=choice.listed.value if choice.listed else "",
        told=_told(rights),
    )


def _of_choice(found: Movement, known: dict[int, NamedPupil], choice: MovementChoice) -> Movement:
    if not choice.of:
        return found
    return found.of_pupils({key for key, pupil in known.items() if is_chosen(pupil, choice.of)})


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


def _part(
    rights: Rights,
    found: Movement,
    listed: Listed,
    known: dict[int, NamedPupil],
    choice: MovementChoice,
) -> MovementPart:
    years = found.listed[listed]
    turns = Paginator(years, LINES_ON_PAGE).get_page(choice.page) if choice.listed else None
    shown = list(turns) if turns else years[:MOST_LINES]
    count, tone = signed(listed, len(years))
    return MovementPart(
        key=listed.value,
        title=list_title(found, listed),
        short=SHORT[listed],
        count=count,
        tone=tone,
        again=again_words(found, listed, known),
        words=_how(found, listed),
        lines=[
            movement_line(rights, found, year, known[year.pupil_id], listed)
            for year in shown
            if year.pupil_id in known
        ],
        url=choice.query(week=found.weeks.monday, listed=listed),
        turns=turns,
        is_cut=turns is None and len(years) > MOST_LINES,
        none=_none(found, listed),
    )


def _none(found: Movement, listed: Listed) -> str:
    """What is true of an empty list."""
    if listed is not Standing.NEAR:
        return NONE[listed]
    left = count_words(found.values.near_sessions, "session")
    return f"Nobody who is not persistently absent yet has {left} or fewer left of the whole year."


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


def _flow(found: Movement) -> Drawing | None:
    """How many moved between the bands within the week; the lists name those alone who crossed a line."""
    bands = bands_of(found.values.cuts)
    pairs = [(band_of(year.before, found.values), band_of(year.now, found.values)) for year in found.years]
    moved = Counter((bands.index(before), bands.index(now)) for before, now in pairs if before and now)
    names = [band.words for band in bands]
    return band_flow("flow", "Pupils between bands", names, moved, without=len(pairs) - moved.total())


def _change(difference: int) -> str:
    if not difference:
        return "no change"
    return f"+{difference}" if difference > 0 else f"−{-difference}"
