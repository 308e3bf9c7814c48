"""Markers of the safeguarding lead on a pupil. Safeguarding writes them down through these services, too."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights, in_force
from schools.models import MarkerKind, PupilMarker
from schools.services.locked_pupils import lock_pupil


@transaction.atomic
def set_marker(*, rights: Rights, pupil_id: int, kind: str, at: datetime) -> PupilMarker:
    """Put a marker in force from today; one that stands already is left as it is.

    404 out of reach; ValidationError for a kind that there is not. One that was ended today goes on.
    """
    rights.check(Permission.CONTACT_SAFETY_SET)
    acting(rights.user, at=at)
    pupil = lock_pupil(rights, Permission.CONTACT_SAFETY_SET, pupil_id)
    if kind not in MarkerKind.values:
        raise ValidationError("Choose a marker from the list")
    on = timezone.localtime(at).date()
    standing = PupilMarker.objects.filter(in_force(on), pupil=pupil, kind=kind).order_by("from_on").last()
    if standing is None:
        return PupilMarker.objects.create(pupil=pupil, kind=kind, from_on=on, set_by=rights.user)
    if standing.until_on == on:
        standing.until_on = None
        standing.save(update_fields=["until_on"])
    return standing


@transaction.atomic
def end_marker(*, rights: Rights, pupil_id: int, marker_id: int, at: datetime) -> PupilMarker:
    """End a marker with today as its last day; it is kept. ValidationError for one that has ended already."""
    rights.check(Permission.CONTACT_SAFETY_SET)
    acting(rights.user, at=at)
    pupil = lock_pupil(rights, Permission.CONTACT_SAFETY_SET, pupil_id)
    row = PupilMarker.objects.select_for_update().filter(pupil=pupil, pk=marker_id).first()
    if row is None:
        raise Http404
    on = timezone.localtime(at).date()
    if row.until_on is not None and row.until_on <= on:
        raise ValidationError("This marker has ended already")
    row.until_on = max(on, row.from_on)
    row.save(update_fields=["until_on"])
    return row
