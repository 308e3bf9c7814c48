"""Saying of two who look alike that they are two: the pair is proposed no more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights, pupils_visible_to
from schools.models import DifferentParents, DifferentPupils, Parent


def say_different_pupils(*, rights: Rights, one: int, other: int, at: datetime) -> None:
    """Two children, twins perhaps. 404 for a pupil whom the person may not manage."""
    rights.check(Permission.PUPIL_MANAGE)
    _say(DifferentPupils, pupils_visible_to(rights, Permission.PUPIL_MANAGE), rights, one, other, at=at)


def say_different_parents(*, rights: Rights, one: int, other: int, at: datetime) -> None:
    """Two people, a father and a son perhaps. 404 for a parent of another school."""
    rights.check(Permission.PUPIL_MANAGE)
    _say(DifferentParents, Parent.objects.filter(school=rights.school), rights, one, other, at=at)


def _say(model: Any, reached: Any, rights: Rights, one: int, other: int, *, at: datetime) -> None:
    if one == other:
        raise ValidationError("Choose two. Nobody is different from themselves")
    if reached.filter(pk__in=(one, other)).count() != 2:
        raise Http404
    with transaction.atomic():
        acting(rights.user, at=at)
        model.objects.get_or_create(
            one_id=min(one, other),
            other_id=max(one, other),
            defaults={"decided_by": rights.user, "decided_at": at},
        )
