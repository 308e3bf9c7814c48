"""Pupils held until the transaction ends, so that two people change one record in turn."""

from __future__ import annotations

from collections.abc import Collection

from django.http import Http404

from accounts.roles import Permission
from schools.access import Rights, pupils_visible_to
from schools.models import Pupil


def lock_pupil(rights: Rights, permission: Permission, pupil_id: int) -> Pupil:
    """The pupil, locked, when the right reaches them; 404 otherwise."""
    rows = pupils_visible_to(rights, permission).select_for_update(of=("self",), no_key=True)
    pupil = rows.filter(pk=pupil_id).first()
    if pupil is None:
        raise Http404
    return pupil


def lock_pupils(rights: Rights, permission: Permission, pupil_ids: Collection[int]) -> None:
    """Lock pupils in the order of their keys; 404 when the right does not reach one of them."""
    wanted = set(pupil_ids)
    rows = pupils_visible_to(rights, permission).filter(pk__in=wanted).order_by("pk")
    if len(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True)) != len(wanted):
        raise Http404
