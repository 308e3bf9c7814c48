"""Stays at home that the school itself asked for: written down beside the codes, and counted later."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.audit import acting
from accounts.roles import Permission
from attendance.models import StayAtHome
from attendance.thresholds import MOST_DAYS_BACK, SHORTEST_REASON
from schools.access import Rights
from schools.services.locked_pupils import lock_pupil

MOST_DAYS = timedelta(days=31)


@transaction.atomic
def ask_to_stay(
    *, rights: Rights, pupil_id: int, from_on: date, until_on: date, why: str, at: datetime
) -> StayAtHome:
    """Write down that the school asked a pupil to stay at home; it sets no code. The same twice is one row.

    404 out of reach; raises ValidationError for days out of order, too long ago or too many, and without why.
    """
    rights.check(Permission.FIRST_DAY_WORK)
    acting(rights.user, at=at)
    pupil = lock_pupil(rights, Permission.FIRST_DAY_WORK, pupil_id)
    if len(why.strip()) < SHORTEST_REASON:
        raise ValidationError({"why": "Say why the school asked for it"})
    if until_on < from_on:
        raise ValidationError({"until_on": "The last day is before the first day"})
    if until_on - from_on > MOST_DAYS:
        raise ValidationError({"until_on": f"Give at most {MOST_DAYS.days} days at once"})
    if from_on < timezone.localtime(at).date() - MOST_DAYS_BACK:
        raise ValidationError({"from_on": f"Give a day of the last {MOST_DAYS_BACK.days} days, or to come"})
    days = {"school": rights.school, "pupil": pupil, "from_on": from_on, "until_on": until_on}
    row, _ = StayAtHome.objects.get_or_create(
        **days, why=why.strip(), defaults={"asked_by": rights.user, "asked_at": at}
    )
    return row
