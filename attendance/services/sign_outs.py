"""Signing pupils out during the day, and back in. The session's code stays (WTISA: marks stand)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.audit import acting, log_event
from accounts.roles import Permission
from accounts.verbs import Verb
from attendance.models import SignOut
from attendance.queries.sign_outs import DeskPupil, at_the_desk, desk_pupil, find_at_desk
from schools.access import Rights, pupils_visible_to
from schools.calendar import Session
from schools.models import Pupil
from schools.queries.calendar import school_day, times_on, why_closed
from schools.services.openings import SAFETY
from schools.wording import day_words, time_words

REASONS = (
    "Medical or dental appointment",
    "Unwell, going home",
    "Family emergency",
    "Lunch at home",
    "Interview or visit",
    "Study leave",
    "Other (say why)",
)


@dataclass(frozen=True)
class SignOutFacts:
    """When a pupil leaves, why, and who takes them."""

    out_at: datetime
    reason: str
    collected_by: str = ""


@transaction.atomic
def find_to_sign_out(
    *, rights: Rights, words: str, on: date, session: Session | None
) -> tuple[list[DeskPupil], bool]:
    """The first pupils of these names, and whether there are more; what is told of safety is written down."""
    found, more = find_at_desk(rights, words, on=on, session=session)
    _write_down_stops(rights, found)
    return found, more


@transaction.atomic
def choose_to_sign_out(
    *, rights: Rights, pupil_id: int, on: date, session: Session | None
) -> DeskPupil | None:
    """One pupil within reach, or None; what is told of safety is written down."""
    chosen = desk_pupil(rights, pupil_id, on=on, session=session)
    _write_down_stops(rights, [chosen] if chosen else [])
    return chosen


def _write_down_stops(rights: Rights, pupils: Iterable[DeskPupil]) -> None:
    """Who was told of which pupil that the DSL is asked first: few, and each a line of the audit."""
    for pupil in pupils:
        if pupil.stop:
            log_event(
                Verb.OPEN,
                by=rights.user,
                school=rights.school.pk,
                pupil=pupil.pupil_id,
                tbl=SAFETY,
                obj=str(pupil.pupil_id),
            )


@transaction.atomic
def sign_out(*, rights: Rights, pupil_id: int, facts: SignOutFacts, at: datetime) -> SignOut:
    """Sign a pupil out of school for the rest of the day, or until they come back.

    404 for a pupil out of reach or off roll. Raises ValidationError on a day without school, for a time to
    come, of another day or before school starts, and while the pupil is out already.
    """
    rights.check(Permission.DESK_SIGN_IN)
    acting(rights.user, at=at)
    on = timezone.localtime(at).date()
    _check_time(rights, facts, at)
    pupil = _locked(rights, pupil_id, at)
    _refuse_twice(pupil, facts, on=at)
    return SignOut.objects.create(
        school=rights.school,
        pupil=pupil,
        date=on,
        out_at=facts.out_at,
        reason=facts.reason,
        collected_by=facts.collected_by,
        signed_by=rights.user,
    )


@transaction.atomic
def correct_sign_out(*, rights: Rights, pupil_id: int, facts: SignOutFacts, at: datetime) -> SignOut:
    """Correct time, reason and company of a pupil who is out. Raises as `sign_out` does, and once back."""
    rights.check(Permission.DESK_SIGN_IN)
    acting(rights.user, at=at)
    _check_time(rights, facts, at)
    pupil = _locked(rights, pupil_id, at)
    today = SignOut.objects.filter(pupil=pupil, date=timezone.localtime(at).date())
    row = today.filter(back_at=None).select_for_update().first()
    if row is None:
        raise ValidationError(f"{pupil.known_name} is not signed out now. Look at the list again")
    _refuse_before(pupil, facts, today.exclude(pk=row.pk).order_by("-out_at").first())
    row.out_at, row.reason, row.collected_by = facts.out_at, facts.reason, facts.collected_by
    row.save(update_fields=["out_at", "reason", "collected_by"])
    return row


def _check_time(rights: Rights, facts: SignOutFacts, at: datetime) -> None:
    on = timezone.localtime(at).date()
    if school_day(rights.school, on) is None:
        raise ValidationError(why_closed(rights.school, on))
    if facts.out_at > at or timezone.localtime(facts.out_at).date() != on:
        raise ValidationError({"out_at": "Give a time of today that is not still to come"})
    times = times_on(rights.school, on)
    starts_at = times.starts_at(on, Session.AM) if times else None
    if starts_at and facts.out_at < starts_at:
        raise ValidationError({"out_at": f"School starts at {time_words(starts_at)}. Give a later time"})


def _locked(rights: Rights, pupil_id: int, at: datetime) -> Pupil:
    """The pupil, held until the end: two desks sign one child out once."""
    reached = at_the_desk(rights, on=timezone.localtime(at).date())
    pupil = Pupil.objects.select_for_update().filter(pk__in=reached.filter(pk=pupil_id).values("pk")).first()
    if pupil is None:
        raise Http404
    return pupil


def _refuse_twice(pupil: Pupil, facts: SignOutFacts, *, on: datetime) -> None:
    last = (
        SignOut.objects.filter(pupil=pupil, date=timezone.localtime(on).date())
        .select_related("signed_by")
        .order_by("-out_at")
        .first()
    )
    if last is None:
        return
    if last.back_at is None:
        since = time_words(timezone.localtime(last.out_at))
        raise ValidationError(
            f"{pupil.known_name} is out already, signed out at {since} by {last.signed_by.full_name}"
        )
    _refuse_before(pupil, facts, last)


def _refuse_before(pupil: Pupil, facts: SignOutFacts, last: SignOut | None) -> None:
    """Nobody leaves before they came back."""
    if last is not None and last.back_at is not None and facts.out_at < last.back_at:
        back = time_words(timezone.localtime(last.back_at))
        raise ValidationError({"out_at": f"{pupil.known_name} came back at {back}. Give a later time"})


@transaction.atomic
def sign_back(*, rights: Rights, sign_out_id: int, at: datetime) -> SignOut:
    """Sign a pupil back in; a second press changes nothing.

    404 for a pupil out of reach. Raises ValidationError for a sign-out of another day.
    """
    rights.check(Permission.DESK_SIGN_IN)
    acting(rights.user, at=at)
    row = (
        SignOut.objects.select_for_update(of=("self",))
        .filter(school=rights.school, pk=sign_out_id)
        .filter(pupil__in=pupils_visible_to(rights, Permission.DESK_SIGN_IN))
        .select_related("pupil")
        .first()
    )
    if row is None:
        raise Http404
    if row.date != timezone.localtime(at).date():
        raise ValidationError(f"This pupil left on {day_words(row.date)}. That day is over")
    if row.back_at is None:
        row.back_at, row.back_by = max(at, row.out_at), rights.user
        row.save(update_fields=["back_at", "back_by"])
    return row
