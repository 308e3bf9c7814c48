"""A pupil as the lists of movement show one: how the year stands and stood, and what the absence was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from attendance.bands import has_few_sessions
from attendance.metrics import Tally, percent
from attendance.queries.figures.movement import Listed, Movement, Standing
from attendance.queries.figures.pupil_years import NamedPupil, PupilYear
from attendance.queries.figures.sums import Days
from reporting.queries.links import marks_url
from schools.access import Rights
from schools.wording import count_words, short_day_words


@dataclass(frozen=True)
class MovementLine:
    """A pupil of a list: year then and now as fractions with percentages, and the absence by kind.

    `url` are the marks behind the figures. `note` is what else the list has to say.
    """

    name: str
    group: str
    url: str
    now: str
    now_percent: str
    before: str
    before_percent: str
    absence: str
    is_few: bool
    note: str


def movement_line(
    rights: Rights, found: Movement, year: PupilYear, known: NamedPupil, of: Listed
) -> MovementLine:
    """A pupil whom the list `of` shows."""
    return MovementLine(
        name=known.name,
        group=known.group,
        url=marks_url(rights, year.pupil_id, days_shown(found)),
        now=of_words(year.now),
        now_percent=percent(year.now.attendance_rate),
        before=of_words(year.before),
        before_percent=percent(year.before.attendance_rate),
        absence=absence_words(year.now, year.illness),
        is_few=has_few_sessions(year.now, found.values),
        note=_note(found, year, known, of),
    )


def days_shown(found: Movement) -> Days:
    """The days that the figures of a movement count: the year up to the end of its week, or to today."""
    weeks = found.weeks
    return Days(weeks.year.from_on, weeks.on if weeks.is_going_on else weeks.last_on)


def of_words(tally: Tally) -> str:
    """Attended of possible: "192 of 221"; nothing without sessions, for the percentage says so."""
    return f"{tally.attended} of {tally.possible}" if tally.possible else ""


def absence_words(tally: Tally, illness: int) -> str:
    """The absence by kind: "25 missed: 9 illness, 4 other authorised, 12 unauthorised"."""
    if not tally.absent:
        return "none missed"
    parts = (
        (illness, "illness"),
        (tally.authorised - illness, "other authorised"),
        (tally.unauthorised, "unauthorised"),
    )
    return f"{tally.absent} missed: " + ", ".join(f"{count} {words}" for count, words in parts if count)


def rule_words(found: Movement) -> str:
    """Which rule the lines use, and on what it counts."""
    rule = (
        "Persistently absent: attendance below 90%; severely: below 50% (the school’s policy)."
        if found.values.is_below
        else "Persistently absent: 10% or more of the pupil’s own possible sessions missed; severely: 50% or "
        "more (DfE)."
    )
    return f"{rule} All pupils on roll, year to date."


def weeks_words(found: Movement) -> str:
    """The week, and with what it is compared: "Week of Mon 8 Mar so far, against the week before"."""
    so_far = " so far" if found.weeks.is_going_on else ""
    return f"Week of {short_day_words(found.weeks.first_on)}{so_far}, against the week before"


def short_names(
    found: Movement, known: Iterable[tuple[PupilYear, NamedPupil]], *, most: int, of: Listed
) -> str:
    """Some names with their classes, and how many more: "J. Ellis 8HW, T. Brandt 7C, +3"."""
    rows = list(known)
    told = [_short(found, year, pupil, of) for year, pupil in rows[:most]]
    return ", ".join([*told, f"+{len(rows) - most}"] if len(rows) > most else told)


def _short(found: Movement, year: PupilYear, pupil: NamedPupil, of: Listed) -> str:
    forename, _, surname = pupil.name.partition(" ")
    words = f"{forename[:1]}. {surname} {pupil.group}".strip()
    return f"{words} ({found.left(year)})" if of == Standing.NEAR else words


def _note(found: Movement, year: PupilYear, known: NamedPupil, of: Listed) -> str:
    if of == Standing.NEAR:
        return f"{count_words(found.left(year), 'session')} left"
    if of == Standing.FALLING:
        return f"{of_words(year.week)} this week, {of_words(year.weeks_before)} in the weeks before"
    return "Over this line before, this year" if found.was_over(known) else ""
