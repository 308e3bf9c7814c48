"""The tries to reach the families of absent pupils, from the beginning of each absence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from attendance.contact_words import Try
from schools.models import MessageKind, MessageState
from schools.queries.rows import rows_of

# An attempt that was struck out and a message that was withdrawn reached nobody.
TRIES = f"""
WITH asked AS (SELECT * FROM unnest(%(pupils)s::bigint[], %(since)s::date[]) AS a (pupil_id, since))
SELECT a.pupil_id, t.call::text, t.way, t.outcome, t.made_at, t.name, t.words
FROM asked a JOIN attendance_contactattempt t ON t.pupil_id = a.pupil_id
     AND t.date BETWEEN a.since AND %(on)s AND t.struck_at IS NULL
UNION ALL
SELECT a.pupil_id, m.queued_at::text, m.channel, '', m.queued_at, '', ''
FROM asked a JOIN schools_message m ON m.pupil_id = a.pupil_id AND m.date BETWEEN a.since AND %(on)s
     AND m.kind = '{MessageKind.FIRST_DAY.value}' AND m.state <> '{MessageState.WITHDRAWN.value}'
ORDER BY 5
"""


@dataclass(frozen=True, slots=True)
class KeyedTry:
    """A try with the key that it shares with the rows of brothers and sisters."""

    key: Hashable
    one: Try


def tries_since(began: Mapping[int, date], *, on: date) -> dict[int, list[KeyedTry]]:
    """The tries for each pupil since the day named, oldest first: one statement, also for nobody."""
    values = {"pupils": list(began), "since": list(began.values()), "on": on}
    found: defaultdict[int, list[KeyedTry]] = defaultdict(list)
    for pupil, key, way, outcome, at, name, words in rows_of(TRIES, values):
        found[pupil].append(KeyedTry(key, Try(way, outcome, timezone.localtime(at), name, words)))
    return found
