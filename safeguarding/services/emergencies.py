"""Opening a child's file in an emergency: for an hour, told of at once, and reviewed by somebody else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import connection, transaction
from django.http import Http404

from accounts.audit import acting
from accounts.models import User
from accounts.roles import Permission
from safeguarding.access import may_break_glass
from safeguarding.door import Emergency, break_glass
from safeguarding.models import EmergencyClock
from safeguarding.reach_rules import review_due
from safeguarding.tickets import Seat
from schools.access import Rights
from schools.bank_holidays import bank_holidays
from schools.models import School
from schools.queries.people import colleagues_with

REASONS = (
    ("harm", "A child may be in danger now"),
    ("agency", "Police or children’s services ask now"),
    ("away", "No safeguarding lead can be reached"),
)
SHORTEST_REASON = 20
# Nothing about whom or what: mail is read on phones and by others.
SUBJECT = "Daymark: something to read"
BODY = "You have a new item to read. Sign in."


@transaction.atomic
def open_in_emergency(
    *, rights: Rights, seat: Seat, pupil_id: int, code: str, reason: str, at: datetime
) -> Emergency:
    """Open one child's file for an hour, tell the leads and the head, and start the clock of its review.

    404 for who is not on the cover list, is kept out of the file, or has not just shown a second factor;
    ValidationError for a reason of fewer than 20 characters (security.md, section 3.4).
    """
    if not may_break_glass(rights):
        raise Http404
    words = dict(REASONS).get(code)
    if words is None:
        raise ValidationError({"code": "Choose a reason from the list"})
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError({"reason": f"Say in at least {SHORTEST_REASON} characters why it cannot wait"})
    made = break_glass(
        seat,
        school_id=rights.school.pk,
        pupil_id=pupil_id,
        reason=f"{words}. {reason.strip()}",
        review_due_at=review_due(at, closed=_closed(at.date())),
    )
    if made.is_new:
        _tell(rights.school, on=rights.on, but=rights.user.pk)
    return made


@transaction.atomic
def tell_of_overdue_review(*, clock_row: EmergencyClock, at: datetime) -> bool:
    """Tell the leads and the head of a review that nobody made in time, once a day; true where this call did.

    A job runs it, as often as one likes, and two at once tell once.
    """
    acting(None, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT safeguarding_tell_review(%s, %s::smallint)", [clock_row.pk, clock_row.told])
        told = bool(cursor.fetchone()[0])
    if told:
        _tell(clock_row.school, on=at.date(), but=clock_row.person_id)
    return told


def _closed(first: date) -> set[date]:
    return {day for day, _ in bank_holidays(first, first + timedelta(days=14))}


def _tell(school: School, *, on: date, but: int) -> None:
    """Mail the leads and the head, once this transaction is kept; a mail that fails stops nothing."""
    readers = colleagues_with(school, Permission.AUDIT_WHO_VIEWED, on=on)
    people = User.objects.filter(pk__in=set(readers) - {but}).exclude(email="")
    for email in people.order_by("pk").values_list("email", flat=True):
        transaction.on_commit(partial(send_mail, SUBJECT, BODY, None, [email]), robust=True)
