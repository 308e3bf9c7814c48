"""The tries to reach the families of absent pupils, from the beginning of each absence."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from attendance.contact_words import Try
from attendance.queries.first_day.contact_sql import IS_MESSAGE, IS_OF_ITS_DAY, MESSAGE_AT, MESSAGE_STATE
from schools.queries.rows import rows_of

MESSAGES = f"SELECT m.pupil_id, m.channel, '', {MESSAGE_AT}, '', '', false, {MESSAGE_STATE}"
MESSAGES_OF_DAY = f"""{MESSAGES}
FROM schools_message m WHERE m.pupil_id = %(pupil)s AND m.date = %(on)s AND {IS_MESSAGE} ORDER BY 4
"""
# An attempt that was struck out and a message that was withdrawn reached nobody. Whom it is about comes as
# one text: the driver takes longer over two lists of 150 than the statement takes.
TRIES = f"""
WITH asked AS (SELECT a.key::bigint AS pupil_id, a.value::date AS since
               FROM jsonb_each_text(%(began)s::jsonb) AS a)
SELECT a.pupil_id, t.way, t.outcome, t.made_at, t.name, t.words, NOT {IS_OF_ITS_DAY}, ''
FROM asked a JOIN attendance_contactattempt t ON t.pupil_id = a.pupil_id
     AND t.date BETWEEN a.since AND %(on)s AND t.struck_at IS NULL
UNION ALL
{MESSAGES}
FROM asked a JOIN schools_message m ON m.pupil_id = a.pupil_id AND m.date BETWEEN a.since AND %(on)s
     AND {IS_MESSAGE}
ORDER BY 4
"""


def tries_since(began: Mapping[int, date], *, on: date) -> dict[int, list[Try]]:
    """The tries for each pupil since the day named, oldest first: one statement, also for nobody."""
    values = {"began": json.dumps({pupil: since.isoformat() for pupil, since in began.items()}), "on": on}
    found: defaultdict[int, list[Try]] = defaultdict(list)
    for pupil, *said in rows_of(TRIES, values):
        found[pupil].append(_try(*said))
    return found


def messages_about(pupil_id: int, *, on: date) -> list[Try]:
    """The messages about a pupil on a day, oldest first: one statement. Reach is the caller's."""
    return [_try(*said) for _, *said in rows_of(MESSAGES_OF_DAY, {"pupil": pupil_id, "on": on})]


def _try(way: str, outcome: str, at: datetime, *said: Any) -> Try:
    return Try(way, outcome, timezone.localtime(at), *said)
