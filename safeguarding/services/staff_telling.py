"""Telling whoever reads concerns about staff that there is one: the mail says no more than "sign in"."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

from schools.models import Channel, MessageKind, MessageState, School

# The number of the concern stands for the session: each concern is told of, and none twice.
QUEUE = f"""
INSERT INTO schools_message (school_id, staff_id, kind, channel, date, session, mark_version, state,
                             queued_at, due_at)
SELECT %(school)s, u.id, '{MessageKind.BULLETIN.value}', '{Channel.EMAIL.value}', %(on)s, %(number)s, 0,
       '{MessageState.QUEUED.value}', %(at)s, %(at)s
FROM accounts_user u WHERE u.id = ANY (%(people)s) AND u.is_active AND u.email <> '' ORDER BY u.id
ON CONFLICT DO NOTHING
"""
MOST = 32767


def tell_to_read(*, school: School, people: Collection[int], number: int, at: datetime) -> int:
    """Queue a mail to each of these people that there is something to read; how many: one statement.

    Outside the door, in the transaction of what there is to read.
    """
    values: dict[str, Any] = {
        "school": school.pk,
        "people": sorted(people),
        "number": number % MOST or MOST,
        "on": at.date(),
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, values)
        return int(cursor.rowcount)
