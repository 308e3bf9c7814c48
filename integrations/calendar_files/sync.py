"""Bringing a published calendar in: what it would do first, and then the same for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core import signing
from django.core.exceptions import ValidationError

from accounts.roles import Permission
from attendance.services.calendar_changes import CalendarEffect, change_calendar, preview_calendar
from integrations.calendar_files.client import CalendarRefused, read_events
from integrations.calendar_files.mapping import CalendarPlan, plan_of
from schools.access import Rights
from schools.models import School
from schools.services.calendar import CalendarFiled, ClosureFacts, set_calendar

AN_HOUR = 3600


@dataclass(frozen=True)
class CalendarPreview:
    """What a file says, and what it would change."""

    plan: CalendarPlan
    filed: CalendarFiled
    effect: CalendarEffect


def preview_file(content: bytes, *, rights: Rights, at: datetime) -> CalendarPreview:
    """What a calendar file would do; nothing is changed. Raises ValidationError for a useless one."""
    plan = _plan(content)
    filed, effect = preview_calendar(partial(_set, plan, rights, at), school=rights.school)
    return CalendarPreview(plan, filed, effect)


def bring_in_file(content: bytes, *, rights: Rights, at: datetime, is_agreed: bool) -> CalendarEffect:
    """Set the years of a calendar file. Raises as preview_file and `change_calendar` do."""
    plan = _plan(content)
    return change_calendar(partial(_set, plan, rights, at), school=rights.school, is_agreed=is_agreed)


def _plan(content: bytes) -> CalendarPlan:
    try:
        return plan_of(read_events(content))
    except CalendarRefused as refusal:
        raise ValidationError(str(refusal)) from refusal


def _set(plan: CalendarPlan, rights: Rights, at: datetime) -> CalendarFiled:
    rights.check(Permission.SETUP_ATTENDANCE)
    closures = [ClosureFacts(row.kind, row.starts_on, row.ends_on, row.name) for row in plan.closures]
    return set_calendar(school=rights.school, years=plan.years, closures=closures, by=rights.user, at=at)


def sealed(content: bytes, *, school: School) -> str:
    """A previewed file as text that the page carries until it is brought in."""
    return signing.dumps(content.decode("latin-1"), salt=_salt(school), compress=True)


def unsealed(text: str, *, school: School) -> bytes:
    """The file that was previewed for this school. Raises ValidationError after an hour."""
    try:
        found: str = signing.loads(text, salt=_salt(school), max_age=AN_HOUR)
    except signing.BadSignature as fault:
        raise ValidationError("The preview is over an hour old. Choose the file again") from fault
    return found.encode("latin-1")


def _salt(school: School) -> str:
    return f"calendar-file-{school.pk}"
