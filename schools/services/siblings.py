"""Saying of pairs of pupils whether they are siblings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights, pupils_visible_to
from schools.models import SiblingPair

MOST_PAIRS = 200


def decide_siblings(
    *, rights: Rights, pairs: Sequence[tuple[int, int]], are_siblings: bool, at: datetime
) -> int:
    """Write down of each pair whether the two are siblings; a later word takes the place of an earlier.

    Returns how many pairs were decided. 404 for a pupil whom the person may not manage.
    """
    rights.check(Permission.PUPIL_MANAGE)
    wanted = sorted({(min(pair), max(pair)) for pair in pairs})
    if not wanted or len(wanted) > MOST_PAIRS or any(one == other for one, other in wanted):
        raise ValidationError("Choose pairs of two pupils from the list")
    pupils = {pupil for pair in wanted for pupil in pair}
    reached = pupils_visible_to(rights, Permission.PUPIL_MANAGE).filter(pk__in=pupils)
    with transaction.atomic():
        acting(rights.user, at=at)
        if reached.count() != len(pupils):
            raise Http404
        SiblingPair.objects.bulk_create(
            [
                SiblingPair(
                    one_id=one,
                    other_id=other,
                    are_siblings=are_siblings,
                    decided_by=rights.user,
                    decided_at=at,
                )
                for one, other in wanted
            ],
            update_conflicts=True,
            unique_fields=["one", "other"],
            update_fields=["are_siblings", "decided_by", "decided_at"],
        )
    return len(wanted)
