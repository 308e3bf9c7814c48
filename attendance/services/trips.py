"""Trips: one act that agrees V for a list of pupils, and one that calls it off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.audit import acting
from accounts.roles import Permission
from attendance.codes import find_code
from attendance.models import CodePermit, Trip
from attendance.permits import VISIT, TripFacts, trip_problem
from attendance.queries.permits.trips import who_cannot_come
from attendance.services.permit_marks import clear_open_marks, fill_blanks, hold_marks
from attendance.services.permits import check_right, days_to_fill, said_reason
from schools.access import Rights
from schools.models import Group
from schools.services.locked_pupils import lock_pupils
from schools.wording import count_words

MOST_PUPILS = 600
MOST_NAMED = 5


@transaction.atomic
def grant_trip(*, rights: Rights, trip: TripFacts, pupils: Collection[int], at: datetime) -> Trip:
    """Agree V for every pupil of a trip, and put it on the blank sessions up to today.

    Raises ValidationError for a trip without title, place or leader, without pupils, and with the names of
    pupils who cannot come; then nobody's is granted. 404 for a pupil or group out of reach.
    """
    check_right(rights)
    _check(trip, pupils)
    with acting(rights.user, at=at):
        hold_marks()
        lock_pupils(rights, Permission.PERMIT_MANAGE, pupils)
        _refuse_who_cannot(rights, trip, pupils, at=at)
        made = Trip.objects.create(
            school=rights.school,
            title=trip.title,
            place=trip.place,
            leader=trip.leader,
            group=_group(rights, trip.group_id),
            starts_on=trip.starts_on,
            ends_on=trip.ends_on,
            made_by=rights.user,
            made_at=at,
        )
        permits = CodePermit.objects.bulk_create(
            _permit(made, trip, pupil_id) for pupil_id in sorted(set(pupils))
        )
        days = days_to_fill(trip.starts_on, trip.ends_on, at)
        fill_blanks(rights.school, days, at=at, permits=[permit.pk for permit in permits])
    return made


@transaction.atomic
def end_trip(
    *, rights: Rights, trip_id: int, reason: str, at: datetime, pupils: Collection[int] | None = None
) -> int:
    """Call a trip off, or take some pupils off it: their permits end, and today's open marks are taken back.

    Answers how many pupils it was for. Raises ValidationError without a reason, for nobody, and for a trip
    that is over; 404 for a trip of another school.
    """
    check_right(rights)
    words = said_reason(reason)
    with acting(rights.user, at=at, reason=words):
        hold_marks()
        trip = Trip.objects.select_for_update().filter(school=rights.school, pk=trip_id).first()
        if trip is None:
            raise Http404
        going = CodePermit.objects.filter(trip=trip, ended_at=None).order_by("pk")
        if trip.ends_on < timezone.localtime(at).date() or not going.exists():
            raise ValidationError("This trip is over. Amend the marks that are wrong")
        if pupils is not None:
            going = going.filter(pupil__in=pupils)
        permits = list(going.select_for_update().values_list("pk", flat=True))
        if not permits:
            raise ValidationError("Tick who does not go")
        clear_open_marks(rights.school, permits, at=at)
        CodePermit.objects.filter(pk__in=permits).update(
            ended_by=rights.user, ended_at=at, ended_reason=words
        )
    return len(permits)


def _check(trip: TripFacts, pupils: Collection[int]) -> None:
    if refusal := trip_problem(trip):
        raise ValidationError({refusal.field: refusal.words})
    if not pupils:
        raise ValidationError("Tick the pupils who go")
    if len(pupils) > MOST_PUPILS:
        raise ValidationError(f"A trip is for at most {MOST_PUPILS} pupils. Make two of it")


def _refuse_who_cannot(rights: Rights, trip: TripFacts, pupils: Collection[int], *, at: datetime) -> None:
    refused = who_cannot_come(rights.school, trip, pupils, today=timezone.localtime(at).date())
    if not refused:
        return
    sentences = [f"{name}: {words}" for name, words in sorted(refused.values())]
    if len(sentences) > MOST_NAMED:
        more = count_words(len(sentences) - MOST_NAMED, "pupil")
        sentences = [
            *sentences[:MOST_NAMED],
            f"{more} more cannot come. Untick them, or end what stands first",
        ]
    raise ValidationError(sentences)


def _group(rights: Rights, group_id: int | None) -> Group | None:
    if group_id is None:
        return None
    group = Group.objects.filter(school=rights.school, pk=group_id).first()
    if group is None:
        raise Http404
    return group


def _permit(made: Trip, trip: TripFacts, pupil_id: int) -> CodePermit:
    facts = trip.for_pupil(pupil_id)
    code = find_code(VISIT, trip.starts_on)
    return CodePermit(
        school_id=made.school_id,
        pupil_id=pupil_id,
        code=code.number if code else None,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        places=sorted(facts.places),
        note=facts.note,
        provider=facts.provider,
        trip=made,
        granted_by_id=made.made_by_id,
        granted_at=made.made_at,
    )
