"""What a visitor says on the way: set out, arrived, left, safe; more time; and the answer to an alarm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.audit import acting
from accounts.roles import Permission
from attendance.home_visits import Press, check_in_from, more_time, times_problems
from attendance.models import Visit, VisitNote
from attendance.queries.visits.pages import goes_on
from attendance.queries.visits.reached import asks_lead_first, get_visit_for, is_lead
from attendance.services.visits.plans import ASK_LEAD
from schools.access import Rights
from schools.wording import time_words

OVER = "This visit was called off. Plan another one"


@dataclass(frozen=True)
class VisitTimes:
    """The four times of a visit as somebody corrects them."""

    set_out_at: datetime | None
    arrived_at: datetime | None
    left_at: datetime | None
    safe_at: datetime | None


@transaction.atomic
def press(*, rights: Rights, visit_id: int, step: Press, at: datetime) -> Visit:
    """Keep the server's time of a press; a second one of the same kind changes nothing.

    404 out of reach. Raises ValidationError for who does not go on this visit, for any other press before
    somebody set out, for a visit that was called off, and where the safeguarding lead is to be asked first.
    """
    visit = _to_press(rights, visit_id, at)
    if getattr(visit, step.field) is not None:
        return visit
    if step is not Press.SET_OUT and visit.set_out_at is None:
        raise ValidationError("Press “Set out” first")
    fields = [step.field]
    setattr(visit, step.field, at)
    if step is Press.SET_OUT:
        _check_to_set_out(rights, visit, at)
        visit.check_in_by = check_in_from(visit.due_at, visit.check_in_by, set_out_at=at)
        fields.append("check_in_by")
    if step is Press.SAFE:
        visit.safe_by = rights.user
        fields.append("safe_by")
    visit.save(update_fields=fields)
    return visit


@transaction.atomic
def ask_more_time(*, rights: Rights, visit_id: int, seen_check_in: datetime | None, at: datetime) -> Visit:
    """Move the check-in time a quarter of an hour on, once for each time that a page showed.

    Raises as `press` does, and where nobody is under way or no check-in time was set.
    """
    visit = _to_press(rights, visit_id, at)
    if visit.check_in_by is None or visit.set_out_at is None or visit.safe_at is not None:
        raise ValidationError("Nobody waits for a check-in of this visit")
    if visit.written_at is not None:
        raise ValidationError("This visit was written down. Press “I am safe”")
    if seen_check_in == visit.check_in_by:
        visit.check_in_by = more_time(visit.check_in_by, at=at)
        visit.save(update_fields=["check_in_by"])
    return visit


@transaction.atomic
def answer_alarm(*, rights: Rights, visit_id: int, words: str, is_safe: bool, at: datetime) -> Visit:
    """Write down what somebody learned of a visitor who has not said that they are safe.

    The alarm ends with the word that they are safe alone; "Not reached yet" stands as a note, and it goes on.
    The last answer stands; the first, once the visit is written down. Raises ValidationError without words,
    where nobody waits for a check-in, and for another answer about a visit that was written down.
    """
    rights.check(Permission.VISIT_WORK)
    acting(rights.user, at=at)
    visit = get_visit_for(rights, visit_id, lock=True)
    if visit.safe_at is not None and visit.safe_by is not None:
        said = time_words(timezone.localtime(visit.safe_at))
        raise ValidationError(f"{visit.safe_by.full_name} said at {said} that they are safe")
    if visit.set_out_at is None or visit.check_in_by is None or visit.cancelled_at is not None:
        raise ValidationError("Nobody waits for a check-in of this visit")
    if visit.written_at is not None and visit.alarm_by is not None:
        raise ValidationError(f"{visit.alarm_by.full_name} answered this. Add your words as a note")
    if not words:
        raise ValidationError({"words": "Say what you learned, and whom you reached"})
    if not is_safe:
        own = {"school": rights.school, "pupil": visit.pupil, "made_by": rights.user}
        VisitNote.objects.create(visit=visit, words=words, made_at=at, **own)
        return visit
    visit.alarm_words, visit.alarm_by, visit.alarm_at = words, rights.user, at
    visit.save(update_fields=["alarm_words", "alarm_by", "alarm_at"])
    return visit


@transaction.atomic
def correct_times(*, rights: Rights, visit_id: int, times: VisitTimes, at: datetime) -> Visit:
    """Put the times of a visit right until it is written down; without one of safety the alarm waits again.

    Who does not go cannot say that somebody is safe: they answer the alarm in words. Raises ValidationError
    for them, before anybody set out, once it is written down, and for times in the wrong order.
    """
    visit = _to_press(rights, visit_id, at)
    if visit.written_at is not None:
        raise ValidationError("What was written of this visit stands. Add a note to it")
    if visit.set_out_at is None:
        raise ValidationError("Nobody has set out yet")
    problems = times_problems(times.set_out_at, times.arrived_at, times.left_at, times.safe_at, at=at)
    if times.set_out_at is None:
        problems["set_out_at"] = "Give the time of setting out"
    if problems:
        raise ValidationError(problems)
    visit.set_out_at, visit.arrived_at = times.set_out_at, times.arrived_at
    visit.left_at = times.left_at
    if times.safe_at != visit.safe_at:
        visit.safe_at, visit.safe_by = times.safe_at, rights.user if times.safe_at else None
    visit.save(update_fields=["set_out_at", "arrived_at", "left_at", "safe_at", "safe_by"])
    return visit


def _to_press(rights: Rights, visit_id: int, at: datetime) -> Visit:
    """The visit, held, for one of those who go on it."""
    rights.check(Permission.VISIT_WORK)
    acting(rights.user, at=at)
    visit = get_visit_for(rights, visit_id, lock=True)
    if not goes_on(visit, rights.user):
        raise ValidationError(
            f"{visit.visitor.full_name} goes on this visit, and says this. Write down what you learned"
        )
    if visit.cancelled_at is not None:
        raise ValidationError(OVER)
    return visit


def _check_to_set_out(rights: Rights, visit: Visit, at: datetime) -> None:
    """Whether the plan still holds at the moment of going: a marker may be newer than the plan."""
    if visit.written_at is not None:
        raise ValidationError("This visit was written down. Plan another one")
    is_alone = visit.second_id is None and not visit.second_name
    if is_alone and visit.check_in_by is None:
        raise ValidationError("Nobody goes alone without a check-in time. Change the plan first")
    if is_alone and visit.risk_raised:
        raise ValidationError("A raised risk needs two people. Change the plan first")
    if asks_lead_first(visit.pupil, on=at.date()) and not is_lead(
        rights.school, visit.planned_by, on=at.date()
    ):
        raise ValidationError(ASK_LEAD)
