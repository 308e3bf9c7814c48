"""Changing a number, time or text from a day on. The past keeps what it had."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.audit import acting
from accounts.models import User
from schools.models import DatedValue, School
from schools.queries.named_people import people_to_name
from schools.value_table import BY_KEY


@transaction.atomic
def set_value(
    *, school: School, key: str, value: Any, valid_from: date, source: str, by: User | None, at: datetime
) -> DatedValue:
    """Put a value in force from a day on; what was planned for later days goes.

    Raises ValidationError for a day that is over, a value outside its limits, somebody without the right that
    the value asks for, no source, and what is in force already; KeyError for an unknown key. A value with a
    page of its own (the timetable's weeks) may begin on any day.
    """
    acting(by, at=at)
    entry = BY_KEY[key]
    if entry.on_page and valid_from < timezone.localtime(at).date():
        raise ValidationError({"valid_from": "Days that are over keep their value. Choose today or later"})
    if not source.strip():
        raise ValidationError({"source": "Say who decided this, or where it is written"})
    try:
        stored = entry.check(value)
    except ValueError as problem:
        raise ValidationError({"value": str(problem)}) from problem
    if entry.right is not None and stored not in people_to_name(school, entry, on=valid_from):
        raise ValidationError({"value": "Choose somebody who holds the right on that day"})
    School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    rows = DatedValue.objects.filter(school=school, key=key)
    standing = rows.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from), valid_from__lte=valid_from).first()
    is_last = not rows.filter(valid_from__gt=valid_from).exists()
    if is_last and (standing.value if standing else entry.default) == stored:
        raise ValidationError({"value": "This is the value already"})
    rows.filter(valid_from__gte=valid_from).delete()
    rows.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from)).update(valid_to=valid_from)
    return DatedValue.objects.create(
        school=school, key=key, value=stored, valid_from=valid_from, source=source.strip()
    )
