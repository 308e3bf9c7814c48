"""The hand-over at the end of the day: who is still unexplained, what was tried, what comes tomorrow."""

from __future__ import annotations

from dataclasses import dataclass

from attendance.first_day_steps import OFFICE, Step, steps_to_come
from attendance.queries.first_day.absence_facts import AbsencesNow, AbsentPupil, absences_now
from attendance.queries.first_day.call_list import call_list
from attendance.queries.first_day.followers import Taker, takers
from schools.access import Rights
from schools.queries.school_days import SchoolDayNow
from schools.wording import list_words, short_day_words, time_words

LINES_ON_PAGE = 50
EVERYBODY = 1_000_000


@dataclass(frozen=True, slots=True)
class HandOverLine:
    """A pupil still unexplained: what was tried, what is due next, and who may take it on.

    `hand_over_id` is the last hand-over of this absence, that which the reader sees.
    """

    pupil_id: int
    name: str
    url: str
    group: str
    day: int
    so_far: str
    tomorrow: str
    is_handed_over: bool
    hand_over_id: int | None
    with_whom: str
    taker_id: int | None
    words: str
    choices: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class HandOverPage:
    """All who are still unexplained, whatever their number: in the order of the call list.

    Those not handed over yet come first; `waiting` counts them.
    """

    lines: list[HandOverLine]
    waiting: int
    due_words: str
    next_words: str


def hand_over_page(rights: Rights, day: SchoolDayNow) -> HandOverPage:
    """The hand-over of a day for the pupils within reach: nine statements."""
    found = absences_now(rights, day)
    places = _places(rights, day)
    people = takers(rights.school, day.on)
    lines = [_line(found, day, pupil, people) for pupil in found.unexplained]
    last = len(places)
    lines.sort(key=lambda line: (line.is_handed_over, places.get(line.pupil_id, last)))
    return HandOverPage(
        lines=lines,
        waiting=sum(not line.is_handed_over for line in lines),
        due_words=time_words(found.plan.hand_over_at),
        next_words=short_day_words(found.next_day) if found.next_day else "",
    )


def _places(rights: Rights, day: SchoolDayNow) -> dict[int, int]:
    """The place of each pupil in the order in which all are rung, the same for every reader."""
    rows = call_list(rights, day, most=EVERYBODY).rows
    pupils = (pupil.pupil_id for row in rows for pupil in row.pupils)
    return {pupil_id: place for place, pupil_id in enumerate(pupils)}


def _line(found: AbsencesNow, day: SchoolDayNow, pupil: AbsentPupil, people: list[Taker]) -> HandOverLine:
    mine = [(str(person.user_id), person.name) for person in people if person.takes(pupil.year_group)]
    return HandOverLine(
        pupil_id=pupil.pupil_id,
        name=pupil.name,
        url=pupil.url,
        group=pupil.group,
        day=pupil.day,
        so_far=pupil.so_far,
        tomorrow=_tomorrow(found, day, pupil),
        is_handed_over=pupil.facts.handed_over,
        hand_over_id=pupil.hand_over_id,
        with_whom=pupil.with_whom,
        taker_id=pupil.taker_id,
        words=pupil.hand_words,
        choices=[("", OFFICE), *mine],
    )


def _tomorrow(found: AbsencesNow, day: SchoolDayNow, pupil: AbsentPupil) -> str:
    """What is due on the next school day: "Text the family, try every contact and visit the home"."""
    if found.next_day is None:
        return "The calendar ends"
    steps = steps_to_come(found.plan, pupil.facts, found.next_day, day.moment.now)
    words = [step.title[0].lower() + step.title[1:] for step in steps if step.key is not Step.HAND_OVER]
    joined = list_words(words)
    return joined[:1].upper() + joined[1:]
