"""Naming who reads concerns about adults beside the head: above all the chair, for those about the head."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import log_event
from accounts.roles import Permission
from safeguarding.door import opened_staff
from safeguarding.models import StaffReaderGrant
from safeguarding.queries.staff_readers import staff_readers
from safeguarding.tickets import Seat
from schools.access import Rights


@transaction.atomic
def name_reader(
    *,
    rights: Rights,
    seat: Seat,
    person_id: int,
    reads_about_head: bool,
    until_at: datetime | None,
    at: datetime,
) -> None:
    """Let a governor or a safeguarding lead read concerns about adults, until a time or without an end.

    404 for everybody but the head; ValidationError for other people, for a time that has passed, and where
    nobody would be left to read what is about the head.
    """
    _check_head(rights)
    known = staff_readers(rights=rights, seat=seat, now=at)
    if person_id not in known.to_name:
        raise ValidationError({"person": "Choose a governor or a safeguarding lead"})
    if reads_about_head and person_id not in known.governors:
        raise ValidationError({"reads_about_head": "Only a governor reads what is about the head"})
    if until_at is not None and until_at <= at:
        raise ValidationError({"until_on": "Give a day that is still to come"})
    if not reads_about_head:
        _check_chair_stays(rights, seat, person_id, at=at)
    _write(rights, seat, person_id, reads_about_head, until_at, at=at)
    _log("staff_reader.named", rights)


@transaction.atomic
def end_reader(*, rights: Rights, seat: Seat, person_id: int, at: datetime) -> None:
    """Let somebody read concerns about adults no longer. The last who reads about the head stays.

    404 for everybody but the head, and for who reads none.
    """
    _check_head(rights)
    known = staff_readers(rights=rights, seat=seat, now=at)
    if person_id not in {reader.person_id for reader in known.readers}:
        raise Http404
    _check_chair_stays(rights, seat, person_id, at=at)
    _write(rights, seat, person_id, False, at, at=at)
    _log("staff_reader.ended", rights)


def _check_head(rights: Rights) -> None:
    if not rights.has_for_school(Permission.STAFF_ALLEGATION_READ):
        raise Http404


def _check_chair_stays(rights: Rights, seat: Seat, person_id: int, *, at: datetime) -> None:
    """No head takes away the only person who reads what is about the head."""
    readers = staff_readers(rights=rights, seat=seat, now=at).readers
    chairs = {reader.person_id for reader in readers if reader.reads_about_head}
    if chairs == {person_id}:
        raise ValidationError("Name another governor first: nobody else reads what is about the head")


def _write(
    rights: Rights,
    seat: Seat,
    person_id: int,
    reads_about_head: bool,
    until_at: datetime | None,
    *,
    at: datetime,
) -> None:
    with opened_staff(seat, school_id=rights.school.pk):
        StaffReaderGrant(
            school=rights.school,
            person_id=person_id,
            reads_about_head=reads_about_head,
            from_at=at,
            until_at=until_at,
            by=rights.user,
            at=at,
        ).save(force_insert=True)


def _log(verb: str, rights: Rights) -> None:
    log_event(verb, by=rights.user, school=rights.school.pk, tbl="safeguarding_staffreadergrant")
