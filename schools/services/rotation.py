"""How many weeks a school's timetable has, from a Monday on."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.audit import acting
from accounts.models import User
from schools.models import DatedValue, School
from schools.timetable import ROTATION_KEY, Rotation


@transaction.atomic
def set_rotation(
    *,
    school: School,
    weeks: int,
    first: int,
    from_monday: date,
    source: str,
    by: User | None,
    at: datetime,
) -> DatedValue:
    """Count the timetable's weeks anew from a Monday; earlier weeks keep their count.

    Raises ValidationError for a rotation that cannot be.
    """
    try:
        rotation = Rotation(from_monday, weeks=weeks, first=first)
    except ValueError as problem:
        raise ValidationError(str(problem)) from problem
    acting(by, at=at)
    School.objects.select_for_update().get(pk=school.pk)
    rows = DatedValue.objects.filter(school=school, key=ROTATION_KEY)
    rows.filter(valid_from__gte=from_monday).delete()
    rows.filter(Q(valid_to=None) | Q(valid_to__gt=from_monday)).update(valid_to=from_monday)
    return DatedValue.objects.create(
        school=school,
        key=ROTATION_KEY,
        value={"weeks": rotation.weeks, "first": rotation.first},
        valid_from=from_monday,
        source=source,
    )
