"""Telling the next people of a concern that nobody has read in time. Opens no door: clocks alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.audit import acting
from accounts.roles import Role
from safeguarding.concern_rules import due_at, is_watched
from safeguarding.models import ConcernClock
from safeguarding.services.raising import WATCHED
from safeguarding.services.telling import tell_round
from schools.calendar import LONDON
from schools.queries.dated_values import values_of

HEAD_READS_FOR = timedelta(days=3)
# First all leads and deputies again, then the head: who is told in each round.
TOLD = (Role.DSL, Role.HEAD)
NEXT = "SELECT safeguarding_tell_next(%s, %s::smallint, %s, %s, %s)"


@transaction.atomic
def escalate(*, clock_row: ConcernClock, at: datetime) -> bool:
    """Tell the next round of an unread concern; true where this call did it, false out of hours.

    The head is also granted the files of its children, for three days and to be reviewed. Run as often as
    one likes, by two at once, each round is told once.
    """
    here = at.astimezone(LONDON)
    minutes, opens, closes = (values_of(clock_row.school, WATCHED, on=here.date())[key] for key in WATCHED)
    if clock_row.told >= len(TOLD) or not is_watched(here, opens=opens, closes=closes):
        return False
    acting(None, at=at)
    role = TOLD[clock_row.told]
    until = at + HEAD_READS_FOR if role is Role.HEAD else None
    due = due_at(here, minutes=minutes, opens=opens, closes=closes)
    review_on = until.astimezone(LONDON).date() if until else None
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [clock_row.pk, clock_row.told, due, until, review_on])
        if not cursor.fetchone()[0]:
            return False
    tell_round(school=clock_row.school, role=role, number=_place(clock_row), round_=clock_row.told + 1, at=at)
    return True


def _place(row: ConcernClock) -> int:
    """Which of the school's concerns this is: a job does not know its number, and needs one of its own."""
    earlier = ConcernClock.objects.filter(school=row.school, raised_at__lt=row.raised_at).count()
    beside = ConcernClock.objects.filter(school=row.school, raised_at=row.raised_at, pk__lte=row.pk).count()
    return earlier + beside
