"""Codes agreed ahead: granted, changed and ended, and placed on the registers of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.audit import acting, log_event
from accounts.roles import Permission
from attendance.codes import find_code
from attendance.models import CodePermit
from attendance.permit_times import when_words
from attendance.permits import PermitFacts, permit_problem, permit_warnings
from attendance.queries.permits.facts import (
    clashes,
    parents_to_agree,
    promised_alike,
    pupil_standings,
    sessions_held,
)
from attendance.queries.permits.pages import PermitPage, get_permit, permit_page
from attendance.services.permit_marks import clear_open_marks, fill_blanks, hold_marks
from attendance.thresholds import MOST_DAYS_BACK, SHORTEST_REASON
from schools.access import Rights, whom_to_ask
from schools.models import Pupil, School
from schools.services.locked_pupils import lock_pupil
from schools.services.openings import opening

PERMITS = CodePermit._meta.db_table


class PermitDoubtError(ValidationError):
    """A permit that may be granted, and about which the person must first read a doubt or two."""


@dataclass(frozen=True, slots=True)
class EndedPermit:
    """A permit that was ended, and how many of today's marks were taken back."""

    permit: CodePermit
    cleared: int


@transaction.atomic
def place_permits(*, school: School, on: date, at: datetime) -> int:
    """Give each blank mark of the open registers of a day the code agreed for it; the number of marks made.

    The marks are the office's, set by who granted the permit, with its note. A mark that is there stays as
    it is, and a blank that a person made since the code was agreed, so that a second run changes nothing.
    """
    with acting(None, at=at):
        placed = fill_blanks(school, [on], at=at)
        if placed:
            log_event(
                "place",
                by=None,
                school=school.pk,
                tbl="attendance_mark",
                obj=str(on),
                after={"marks": len(placed), "pupils": len(set(placed)), "of": "permits"},
            )
    return len(placed)


@transaction.atomic
def grant_permit(*, rights: Rights, facts: PermitFacts, at: datetime, heeded: bool = False) -> CodePermit:
    """Agree a code ahead for a pupil, and give it to the blank sessions up to today (regs 10 and 11).

    Raises ValidationError with the rule's sentence, and where another code is promised for one of the
    sessions; PermitDoubtError with its doubts unless they were `heeded`; 404 for a pupil out of reach.
    """
    check_right(rights)
    with acting(rights.user, at=at):
        hold_marks()
        pupil = lock_pupil(rights, Permission.PERMIT_MANAGE, facts.pupil_id)
        code = _check(rights.school, pupil, facts, at=at, heeded=heeded)
        permit = CodePermit.objects.create(
            school=rights.school,
            pupil=pupil,
            code=code,
            starts_on=facts.starts_on,
            ends_on=facts.ends_on,
            places=sorted(facts.places),
            note=facts.note,
            reason=facts.reason,
            provider=facts.provider,
            licence=facts.licence,
            agreed_with_id=facts.agreed_with_id,
            agreed_on=facts.agreed_on,
            agreed_by=facts.agreed_by,
            review_on=facts.review_on,
            granted_by=rights.user,
            granted_at=at,
        )
        fill_blanks(
            rights.school, days_to_fill(facts.starts_on, facts.ends_on, at), at=at, permits=[permit.pk]
        )
    return permit


@transaction.atomic
def change_permit(
    *, rights: Rights, permit_id: int, facts: PermitFacts, reason: str, at: datetime, heeded: bool = False
) -> CodePermit:
    """Put another permit in the place of one that stands: the old one is ended and the new one granted.

    Raises as `grant_permit` and `end_permit` do; then neither happens.
    """
    ended = end_permit(rights=rights, permit_id=permit_id, reason=reason, at=at).permit
    if ended.pupil_id != facts.pupil_id:
        raise Http404
    return grant_permit(rights=rights, facts=facts, at=at, heeded=heeded)


@transaction.atomic
def end_permit(*, rights: Rights, permit_id: int, reason: str, at: datetime) -> EndedPermit:
    """End a permit, with a reason. What stands by it on closed registers stays.

    Today's marks of it are taken back where the register is open still, so that the teacher is asked. Raises
    ValidationError without a reason and for a permit that is over; 404 for one of another school.
    """
    check_right(rights)
    words = said_reason(reason)
    with acting(rights.user, at=at, reason=words):
        hold_marks()
        permit = CodePermit.objects.select_for_update().filter(school=rights.school, pk=permit_id).first()
        if permit is None:
            raise Http404
        if permit.ended_at is not None:
            raise ValidationError("This was ended already. Look at the list again")
        if permit.ends_on < timezone.localtime(at).date():
            raise ValidationError("This is over: its last day is past. Amend the marks that are wrong")
        cleared = clear_open_marks(rights.school, [permit.pk], at=at)
        permit.ended_by, permit.ended_at, permit.ended_reason = rights.user, at, words
        permit.save(update_fields=["ended_by", "ended_at", "ended_reason"])
    return EndedPermit(permit, cleared)


def check_right(rights: Rights) -> None:
    """Raise, with whom to ask, unless the person plans absences and activities for the whole school."""
    if not rights.has_for_school(Permission.PERMIT_MANAGE):
        raise PermissionDenied(whom_to_ask(Permission.PERMIT_MANAGE))


def said_reason(reason: str) -> str:
    """The reason for an end, without the spaces round it; ValidationError where there is none."""
    words = reason.strip()
    if len(words) < SHORTEST_REASON:
        raise ValidationError({"reason": "Say why it ends"})
    return words


def days_to_fill(starts_on: date, ends_on: date, at: datetime) -> list[date]:
    """The days of a permit up to today, at most a month back."""
    today = timezone.localtime(at).date()
    first, last = max(starts_on, today - MOST_DAYS_BACK), min(ends_on, today)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _check(school: School, pupil: Pupil, facts: PermitFacts, *, at: datetime, heeded: bool) -> int | None:
    """The number of the code, once every rule lets it stand for this pupil."""
    standing = pupil_standings(school, [pupil.pk], on=facts.starts_on)[pupil.pk]
    if refusal := permit_problem(facts, standing, today=timezone.localtime(at).date()):
        raise ValidationError({refusal.field: refusal.words})
    if facts.agreed_with_id is not None and facts.agreed_with_id not in dict(parents_to_agree(pupil)):
        raise ValidationError({"agreed_with": f"Choose a parent with whom {standing.name} lives"})
    code = find_code(facts.letter, facts.starts_on)
    if promised_alike(school, [pupil.pk], code.number if code else None, facts.note, facts):
        what = code.letter if code else "this note"
        raise ValidationError(
            f"{standing.name} has {what} already for {when_words(facts)}. Change that one, or end it first"
        )
    if code is None:
        return None
    if clash := clashes(school, [pupil.pk], code.number, facts).get(pupil.pk):
        stands, when = clash
        raise ValidationError(
            {
                "letter": f"{standing.name} has {stands.words} on {when}, and this is {code.letter}. "
                "End that one first, or leave its sessions out"
            }
        )
    doubts = permit_warnings(facts, standing, held=sessions_held(school, facts))
    if doubts and not heeded:
        raise PermitDoubtError(doubts)
    return code.number


def open_permit(*, rights: Rights, permit_id: int, on: date) -> PermitPage:
    """The page of a permit. Opening it is written down: it holds why a pupil is away."""
    check_right(rights)
    permit = get_permit(rights.school, permit_id)
    with opening(rights, pupils=[permit.pupil_id], tables=[PERMITS]):
        return permit_page(rights.school, permit, on=on)


def open_to_change(*, rights: Rights, permit_id: int) -> CodePermit:
    """A permit that another is to take the place of. Opening it is written down."""
    check_right(rights)
    permit = get_permit(rights.school, permit_id)
    with opening(rights, pupils=[permit.pupil_id], tables=[PERMITS]):
        return permit
