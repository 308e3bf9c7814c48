"""Check-ins that were missed: derived from the clock, so that no job can lose one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.urls import reverse

from accounts.roles import Permission
from attendance.models import Visit
from attendance.queries.visits.pages import alarm_key, missed_words
from schools.access import Rights

MOST_ALARMS = 20
WHAT_TO_DO = "Ring them now. Write here what you learned."


@dataclass(frozen=True)
class AlarmLine:
    """A missed check-in. It names no child: it stands on every open page. `key` is new with each time."""

    visit_id: int
    key: str
    words: str
    more: str
    url: str
    check_in_by: datetime


def hears_alarms(rights: Rights) -> bool:
    """Whether this person is told at once of missed check-ins: who may visit anybody here; no statement."""
    return rights.has_for_school(Permission.VISIT_WORK)


def missed_check_ins(rights: Rights, at: datetime) -> list[AlarmLine]:
    """The check-ins missed at an instant that nobody has answered, longest ago first: one statement.

    None, without a statement, for who does not visit for the whole school.
    """
    if not hears_alarms(rights):
        return []
    rows = (
        Visit.objects.filter(
            Q(alarm_at=None) | Q(alarm_at__lt=F("check_in_by")),
            school=rights.school,
            set_out_at__isnull=False,
            check_in_by__lte=at,
            safe_at=None,
            cancelled_at=None,
        )
        .select_related("visitor")
        .order_by("check_in_by", "pk")
    )
    return [_line(rights, row) for row in rows[:MOST_ALARMS]]


def _line(rights: Rights, visit: Visit) -> AlarmLine:
    by = visit.check_in_by
    assert by is not None  # the statement asks for it
    return AlarmLine(
        visit_id=visit.pk,
        key=alarm_key(visit),
        words=missed_words(visit),
        more=WHAT_TO_DO,
        url=reverse("visit", args=[rights.school.slug, visit.pk]),
        check_in_by=by,
    )
