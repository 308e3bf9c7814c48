"""What is changed of a late arrival afterwards: its reason, and the whole of it when it was a mistake."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting
from accounts.roles import Permission
from attendance.arrivals import Stands, day_of, stands
from attendance.codes import NO_REASON, code_of
from attendance.models import Arrival, Decision, Escalation, Mark
from attendance.queries.arrivals import held_mark, mark_before, register_group
from attendance.queries.registers.frame import register_frame
from attendance.services.amendments import amend_mark
from attendance.services.marks import MarkChange, save_marks
from attendance.services.permit_marks import hold_marks
from attendance.thresholds import SHORTEST_REASON
from schools.access import Rights, pupils_visible_to
from schools.calendar import Session

TAKEN_BACK = "Late arrival taken back: "
TAKEN_BACK_TOLD = "Signed in late by mistake: this pupil has not come"


@transaction.atomic
def give_reason(*, rights: Rights, arrival_id: int, reason: str, at: datetime) -> Arrival:
    """Write down why a pupil is late, or write it anew; the audit keeps each.

    404 for an arrival out of reach. Raises ValidationError once it was taken back, or when its day is over.
    """
    rights.check(Permission.DESK_SIGN_IN)
    acting(rights.user, at=at)
    arrival = _held_arrival(rights, arrival_id, at)
    if arrival.undone_at is not None:
        raise ValidationError("This arrival was taken back. Look at the list again")
    if arrival.reason != reason:
        arrival.reason = reason
        arrival.save(update_fields=["reason"])
    return arrival


def _held_arrival(rights: Rights, arrival_id: int, at: datetime) -> Arrival:
    """An arrival of today within reach, held until the end."""
    arrival = (
        Arrival.objects.select_for_update(of=("self",))
        .filter(school=rights.school, pk=arrival_id)
        .filter(pupil__in=pupils_visible_to(rights, Permission.DESK_SIGN_IN))
        .select_related("pupil")
        .first()
    )
    if arrival is None:
        raise Http404
    if arrival.date != day_of(at):
        raise ValidationError("That day is over. The attendance officer can change the mark in the register")
    return arrival


@transaction.atomic
def undo_arrival(*, rights: Rights, arrival_id: int, why: str, at: datetime) -> tuple[Arrival, str]:
    """Take an arrival back, and put its mark back by an amendment; what to say of the mark.

    A mark that somebody changed since stays. A blank of a register that closed meanwhile becomes N: a closed
    register keeps no blank (reg 10). A lead who put the pupil away meanwhile is told again. A second press
    changes nothing. 404 for an arrival out of reach. Raises ValidationError when its day is over.
    """
    rights.check(Permission.DESK_SIGN_IN)
    if len(why.strip()) < SHORTEST_REASON:
        raise ValidationError({"why": "Say why this arrival is taken back"})
    acting(rights.user, at=at)
    hold_marks()
    arrival = _held_arrival(rights, arrival_id, at)
    if arrival.undone_at is not None:
        return arrival, "It was taken back before"
    said = _put_back(rights, arrival, why, at=at)
    acting(rights.user, at=at, reason=why.strip())
    _tell_again(rights, arrival, at=at)
    arrival.undone_by, arrival.undone_at, arrival.undone_why = rights.user, at, why.strip()
    arrival.save(update_fields=["undone_by", "undone_at", "undone_why"])
    return arrival, said


def _put_back(rights: Rights, arrival: Arrival, why: str, *, at: datetime) -> str:
    """Give the session the mark that stood before; a sentence of what it is now."""
    session = Session(arrival.session)
    mark = held_mark(arrival.pupil_id, arrival.date, session)
    if arrival.code is None:
        return "The mark was never changed"
    if mark is None or mark.version != arrival.mark_version:
        return "The mark was changed since, and stays as it is"
    before = mark_before(mark)
    if before is None and _clear(rights, arrival, mark, at=at):
        return "The register has no mark for this session again"
    number, minutes = before or (NO_REASON, None)
    amend_mark(
        arrival.pupil,
        arrival.date,
        session,
        letter=code_of(number).letter,
        minutes=minutes,
        reason=f"{TAKEN_BACK}{why.strip()}",
        base_version=mark.version,
        by=rights.user,
        office=True,
        at=at,
    )
    return (
        f"The mark is {code_of(number).letter} again" if before else "The mark is N: the register has closed"
    )


def _tell_again(rights: Rights, arrival: Arrival, *, at: datetime) -> None:
    """Tell the lead again of a pupil whom they put away since the arrival, undecided, and who never came."""
    mark = held_mark(arrival.pupil_id, arrival.date, Session(arrival.session))
    if stands(mark.code if mark else None) is not Stands.ABSENT:
        return
    told = Escalation.objects.filter(pupil=arrival.pupil_id, closed_at__gte=arrival.signed_at).last()
    if told is None or told.decisions.exclude(decision=Decision.WAIT).exists():
        return
    again = Escalation(
        school=rights.school,
        pupil_id=arrival.pupil_id,
        date=arrival.date,
        words=TAKEN_BACK_TOLD,
        attempts=told.attempts,
        raised_by=rights.user,
        raised_at=at,
    )
    Escalation.objects.bulk_create([again], ignore_conflicts=True)


def _clear(rights: Rights, arrival: Arrival, mark: Mark, *, at: datetime) -> bool:
    """Leave the session blank again while its register is open; whether that was done."""
    group = register_group(arrival.pupil_id, arrival.date)
    if group is None:
        return False
    frame = register_frame(group, arrival.date, Session(arrival.session), today=day_of(at))
    if frame.is_closed(at):
        return False
    change = MarkChange(arrival.pupil_id, "", mark.version)
    return bool(save_marks(frame, [change], by=rights.user, office=True, at=at).saved)
