"""Nobody opens a class to themselves: who sets up groups, lessons and cover asks a colleague for it."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError

from accounts.roles import Permission
from schools.access import Rights
from schools.models import Staff


def refuse_oneself(rights: Rights, staff_ids: Collection[int | None]) -> None:
    """Raise where one of these staff is the person who asks, unless they take every register here anyway."""
    if rights.has_for_school(Permission.REGISTER_SAVE):
        return
    own = Staff.objects.filter(school=rights.school, user=rights.user)
    if own.filter(pk__in=[pk for pk in staff_ids if pk is not None]).exists():
        raise ValidationError("Ask a colleague to put you on. Nobody gives themselves a class")
