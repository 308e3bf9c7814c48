"""Numbers and addresses to which a school sends nothing, whoever they are of."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights
from schools.models import NeverMessage, School


@transaction.atomic
def add_never(*, rights: Rights, address: str, why: str, at: datetime) -> NeverMessage:
    """Put a number or address, as it is stored, on the list. What waits for it is not sent.

    Raises ValidationError without a reason, and for one that is on the list.
    """
    rights.check(Permission.SETUP_ATTENDANCE)
    acting(rights.user, at=at)
    if not why.strip():
        raise ValidationError({"why": "Say why, in a few words"})
    School.objects.select_for_update(of=("self",)).get(pk=rights.school.pk)
    if NeverMessage.objects.filter(school=rights.school, address=address, ended_at=None).exists():
        raise ValidationError({"address": "This is on the list already"})
    return NeverMessage.objects.create(
        school=rights.school, address=address, why=why.strip(), set_by=rights.user, set_at=at
    )


@transaction.atomic
def end_never(*, rights: Rights, line_id: int, at: datetime) -> NeverMessage:
    """Take a number or address off the list; the line is kept. One that has ended stays as it was.

    404 for a line of another school.
    """
    rights.check(Permission.SETUP_ATTENDANCE)
    acting(rights.user, at=at)
    line = NeverMessage.objects.select_for_update().filter(school=rights.school, pk=line_id).first()
    if line is None:
        raise Http404
    if line.ended_at is None:
        line.ended_by, line.ended_at = rights.user, at
        line.save(update_fields=["ended_by", "ended_at"])
    return line
