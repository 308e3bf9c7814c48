"""Closing a person's way into a school: every role here, and the account where no other school needs it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting
from accounts.models import User
from accounts.roles import Permission
from accounts.services import deactivate_person
from schools.access import Rights, not_over
from schools.models import Membership
from schools.services.memberships import end_grants


@transaction.atomic
def close_account(*, rights: Rights, person_id: int, reason: str, at: datetime) -> User:
    """End a person's roles here at once; close the account and its sessions unless it is used elsewhere.

    A session opens nothing of this school without a role here, and another school's is not this one's to end.
    Whoever is invited again begins without the old roles. Raises ValidationError for one's own account and
    without a reason; 404 for a person without a role here that holds or is to come.
    """
    rights.check(Permission.USERS_MANAGE)
    acting(rights.user, at=at, reason=reason.strip())
    person = User.objects.select_for_update().filter(pk=person_id).first()
    standing = Membership.objects.filter(not_over(rights.on), user_id=person_id)
    if person is None or not standing.filter(school=rights.school).exists():
        raise Http404
    if person == rights.user:
        raise ValidationError("You cannot close your own account. Ask another administrator")
    if not reason.strip():
        raise ValidationError({"reason": "Give a reason, such as: left the school on 9 March"})
    end_grants(person, on=rights.on, by=rights.user, at=at, school=rights.school)
    if not standing.exists():
        deactivate_person(person=person, by=rights.user, at=at, reason=reason.strip())
    return person
