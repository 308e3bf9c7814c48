"""The hand-over at the end of the day: who is still unexplained, what was tried, what comes tomorrow."""

from __future__ import annotations

from dataclasses import dataclass

from attendance.first_day_steps import Step, steps_to_come
from attendance.queries.first_day.absence_facts import AbsencesNow, AbsentPupil, absences_now
from attendance.queries.first_day.followers import OFFICE, Taker, takers
from schools.access import Rights
from schools.queries.school_days import SchoolDayNow
from schools.wording import list_words, short_day_words, time_words

MOST_LINES = 150


@dataclass(frozen=True, slots=True)
class HandOverLine:
    """A pupil still unexplained: what was tried, what is due next, and who may take it on."""

    pupil_id: int
    name: str
    url: str
    group: str
    day: int
    so_far: str
    tomorrow: str
    is_handed_over: bool
    with_whom: str
    taker_id: int | None
    words: str
    choices: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class HandOverPage:
    """All who are still unexplained; those not handed over yet come first. `more` are not shown."""

    lines: list[HandOverLine]
    more: int
    waiting: int
    due_words: str
    next_words: str


def hand_over_page(rights: Rights, day: SchoolDayNow) -> HandOverPage:
    """The hand-over of a day for the pupils within reach: four statements."""
    found = absences_now(rights, day)
    people = takers(rights.school, day.on)
    lines = [_line(found, day, pupil, people) for pupil in found.unexplained]
    lines.sort(key=lambda line: line.is_handed_over)
    return HandOverPage(
        lines=lines[:MOST_LINES],
        more=max(0, len(lines) - MOST_LINES),
        waiting=sum(not line.is_handed_over for line in lines),
        due_words=time_words(found.plan.hand_over_at),
        next_words=short_day_words(found.next_day) if found.next_day else "",
    )


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
