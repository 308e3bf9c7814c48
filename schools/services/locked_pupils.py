"""A pupil held until the transaction ends, so that two people change one record in turn."""

from __future__ import annotations

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
