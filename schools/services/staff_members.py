"""The staff list by hand: adding a member of staff, changing one, and saying which sign-in is theirs."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights
from schools.models import School, Staff
from schools.queries.people import is_only_administrator
from schools.queries.staff import people_to_link
from schools.services.staff import StaffFacts


@transaction.atomic
def save_staff(
    *, rights: Rights, staff_id: int, facts: StaffFacts, user_id: int | None, at: datetime
) -> Staff:
    """Add a member of staff, or change one; `staff_id` is 0 for a new one, `user_id` the person who
    signs in as them.

    The link decides whose classes a teacher sees, so that only who manages people sets it, and nobody their
    own. Raises ValidationError for a code that is taken and for a person who is somebody else or has no role
    here; 404 for staff of another school.
    """
    rights.check(Permission.USERS_MANAGE)
    acting(rights.user, at=at)
    School.objects.select_for_update(of=("self",)).get(pk=rights.school.pk)
    ours = Staff.objects.filter(school=rights.school)
    member = Staff(school=rights.school) if not staff_id else ours.filter(pk=staff_id).first()
    if member is None:
        raise Http404
    if ours.filter(code__iexact=facts.code).exclude(pk=staff_id).exists():
        raise ValidationError({"code": "Another member of staff has this code"})
    choices = {pk for pk, _ in people_to_link(rights.school, on=rights.on, staff_id=staff_id)}
    if user_id is not None and user_id not in choices:
        raise ValidationError({"user": "Choose a person from the list"})
    if user_id == rights.user.pk != member.user_id:
        raise ValidationError({"user": _why_not_own(rights)})
    for name in StaffFacts.__dataclass_fields__:
        setattr(member, name, getattr(facts, name))
    member.user_id = user_id
    member.save()
    return member


def _why_not_own(rights: Rights) -> str:
    """Why nobody says by hand which classes they see themselves, and who does."""
    sentence = "Another administrator links your sign-in"
    if is_only_administrator(rights):
        sentence += ". You are the only one here: invite a second, whom the head approves"
    return sentence
