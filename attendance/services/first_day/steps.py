"""What people did about an absence: a step in words, and the hand-over at the end of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.audit import acting, log_event
from accounts.roles import Permission
from accounts.verbs import Verb
from attendance.first_day_steps import Step, steps_due
from attendance.models import HandOver, StepDone
from attendance.queries.first_day.absence_facts import AbsencesNow, AbsentPupil, absences_now
from attendance.queries.first_day.followers import Taker, takers
from attendance.queries.first_day.hand_overs import HandOverPage, hand_over_page
from attendance.thresholds import SHORTEST_REASON
from schools.access import Rights, get_pupil_for, pupils_visible_to
from schools.models import Pupil
from schools.queries.school_days import SchoolDayNow, school_day_now
from schools.wording import time_words

NOTHING_DUE = (
    "Nothing of that is due now: the absence is explained, or somebody did it. Look at the list again"
)


@dataclass(frozen=True)
class StepFacts:
    """A step of one pupil, the day on which it was due, and what came of it in words."""

    pupil_id: int
    step: str
    due_on: date
    words: str


@dataclass(frozen=True)
class HandOverFacts:
    """One pupil handed over: to a person, or to the office without one, with what they must know.

    `seen_id` is the last hand-over of this absence that the person saw.
    """

    pupil_id: int
    to_id: int | None
    words: str = ""
    seen_id: int | None = None


@dataclass(frozen=True)
class HandedOver:
    """How many were handed over, and those left alone because somebody else did it meanwhile."""

    count: int
    clashes: list[AbsentPupil]


@transaction.atomic
def do_step(*, rights: Rights, facts: StepFacts, at: datetime) -> StepDone:
    """Write down that a step is done, once; a form sent twice writes it once.

    404 for a pupil out of reach. Raises ValidationError without words, for a step that has an act of its own,
    and where nothing of the kind is due.
    """
    step = _step(facts.step)
    rights.check(Permission.FIRST_DAY_WORK)
    rights.check(step.kind.right)
    acting(rights.user, at=at)
    pupil = _held(rights, [facts.pupil_id])[facts.pupil_id]
    get_pupil_for(rights, step.kind.right, pupil.pk)
    if standing := StepDone.objects.filter(pupil=pupil, due_on=facts.due_on, step=step.value).first():
        return _same_or_refuse(standing, rights, facts)
    if len(facts.words.strip()) < SHORTEST_REASON:
        raise ValidationError({"words": "Say in a few words what was done"})
    if not _is_due(rights, facts, at):
        raise ValidationError(NOTHING_DUE)
    return StepDone.objects.create(
        school=rights.school,
        pupil=pupil,
        due_on=facts.due_on,
        step=step.value,
        words=facts.words.strip(),
        done_by=rights.user,
        done_at=at,
    )


def _step(name: str) -> Step:
    if name not in set(Step) or not Step(name).kind.takes_words:
        raise ValidationError("This step has a page of its own. Open it from the list")
    return Step(name)


def _same_or_refuse(standing: StepDone, rights: Rights, facts: StepFacts) -> StepDone:
    """The row of the same form; a sentence with who did it where another person was first."""
    if standing.done_by_id == rights.user.pk and standing.words == facts.words.strip():
        return standing
    when = time_words(timezone.localtime(standing.done_at))
    raise ValidationError(f"{standing.done_by.full_name} did this already, {when}. Your words are not kept")


def _is_due(rights: Rights, facts: StepFacts, at: datetime) -> bool:
    found = _absences(rights, at, [facts.pupil_id])
    return any(
        step.key == facts.step and step.due_on == facts.due_on and not step.is_done
        for pupil in found.pupils
        for step in steps_due(found.plan, pupil.facts, timezone.localtime(at))
    )


def _absences(rights: Rights, at: datetime, only: Sequence[int]) -> AbsencesNow:
    return absences_now(rights, school_day_now(rights.school, timezone.localtime(at)), only=only)


@transaction.atomic
def hand_over(*, rights: Rights, lines: Sequence[HandOverFacts], at: datetime) -> HandedOver:
    """Hand over absences that are still unexplained.

    A line that says what stands today already writes nothing, so a form sent twice hands over once; nor does
    one of a pupil whose absence was explained meanwhile. A pupil whom somebody else handed over since
    `seen_id` is left as they are. 404 for a pupil out of reach. Raises ValidationError for a person who may
    not take on that pupil.
    """
    rights.check(Permission.FIRST_DAY_WORK)
    acting(rights.user, at=at)
    asked = [line.pupil_id for line in lines]
    _held(rights, asked)
    on = timezone.localtime(at).date()
    found = {pupil.pupil_id: pupil for pupil in _absences(rights, at, asked).unexplained}
    people = {person.user_id: person for person in takers(rights.school, on)}
    standing = _standing(list(found), on)
    rows, clashes = [], []
    for line in lines:
        pupil = found.get(line.pupil_id)
        if pupil is None or standing.get(line.pupil_id) == (line.to_id, line.words.strip()):
            continue
        if pupil.hand_over_id != line.seen_id:
            clashes.append(pupil)
            continue
        _check_taker(people, line, pupil.year_group)
        rows.append(_row(rights, line, at))
    return HandedOver(len(HandOver.objects.bulk_create(rows)), clashes)


def _row(rights: Rights, line: HandOverFacts, at: datetime) -> HandOver:
    return HandOver(
        school=rights.school,
        pupil_id=line.pupil_id,
        date=timezone.localtime(at).date(),
        to_id=line.to_id,
        words=line.words.strip(),
        made_by=rights.user,
        made_at=at,
    )


@transaction.atomic
def print_hand_over(*, rights: Rights, day: SchoolDayNow) -> HandOverPage:
    """The hand-over of a day for paper, and a line in the audit that it left the system; ten statements."""
    rights.check(Permission.FIRST_DAY_WORK)
    page = hand_over_page(rights, day)
    log_event(Verb.PRINT, by=rights.user, school=rights.school.pk, tbl="hand_over", obj=str(day.on))
    return page


def _held(rights: Rights, pupil_ids: Sequence[int]) -> dict[int, Pupil]:
    """The pupils, held until the end in the order of their keys; 404 where one is out of reach."""
    reached = pupils_visible_to(rights, Permission.FIRST_DAY_WORK).filter(pk__in=pupil_ids)
    rows = Pupil.objects.filter(pk__in=reached.values("pk")).select_for_update(no_key=True).order_by("pk")
    held = {pupil.pk: pupil for pupil in rows}
    if len(held) != len(set(pupil_ids)):
        raise Http404
    return held


def _standing(pupil_ids: Sequence[int], on: date) -> dict[int, tuple[int | None, str]]:
    """What today's last hand-over of each pupil says."""
    rows = HandOver.objects.filter(pupil__in=pupil_ids, date=on).order_by("made_at", "pk")
    return {row.pupil_id: (row.to_id, row.words) for row in rows}


def _check_taker(people: dict[int, Taker], line: HandOverFacts, year_group: int | None) -> None:
    if line.to_id is None:
        return
    person = people.get(line.to_id)
    if person is None or not person.takes(year_group):
        raise ValidationError(
            {f"to_{line.pupil_id}": "This person may not take on this pupil. Choose another, or the office"}
        )
