"""What was last done to find the reason of an absence, in words."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from attendance.codes import code_of
from attendance.contact_words import GONE, Try, message_words
from attendance.models.contact_attempt import Outcome, Way
from attendance.queries.first_day.contact_sql import IS_MESSAGE, MESSAGE_AT, MESSAGE_STATE
from schools.wording import count_words, list_words, short_day_words, time_words

# For the lines of a table `o` with pupil_id and date: the tries that are not struck out, from that day up to
# %(on)s; when the last was and what came of it; what the family's words suggest; where the
# last message stands.
LAST_STEP = f"""
SELECT tries.*, said.channel, said.state, said.at FROM (
  SELECT count(*) FILTER (WHERE NOT a.from_family AND a.way = '{Way.CALL}') AS calls,
         count(*) FILTER (WHERE NOT a.from_family AND a.way <> '{Way.CALL}') AS others,
         count(*) FILTER (WHERE a.from_family) AS from_family, max(a.made_at) AS last_at,
         (array_agg(a.outcome ORDER BY a.made_at DESC, a.id DESC))[1] AS outcome,
         (array_agg(a.proposed_code ORDER BY a.made_at DESC, a.id DESC)
            FILTER (WHERE a.proposed_code IS NOT NULL))[1] AS proposed
  FROM attendance_contactattempt a
  WHERE a.pupil_id = o.pupil_id AND a.date BETWEEN o.date AND %(on)s AND a.struck_at IS NULL) tries
LEFT JOIN LATERAL (
  SELECT m.channel, {MESSAGE_STATE} AS state, {MESSAGE_AT} AS at FROM schools_message m
  WHERE m.pupil_id = o.pupil_id AND m.date BETWEEN o.date AND %(on)s AND {IS_MESSAGE}
  ORDER BY m.queued_at DESC, m.id DESC LIMIT 1) said ON true
"""
NOTHING_YET = "No contact yet"


def last_step_words(
    calls: int,
    others: int,
    from_family: int,
    last_at: datetime | None,
    outcome: str | None,
    proposed: int | None,
    channel: str | None,
    state: str | None,
    message_at: datetime | None,
) -> str:
    """The tries in words: "2 calls, the last Mon 8 Mar 09:12: no answer. Text waiting to be sent"."""
    parts = []
    if last_at is not None and outcome is not None:
        parts.append(_tries_words(calls, others, from_family, last_at, Outcome(outcome)))
    if proposed is not None:
        code = code_of(proposed)
        parts.append(f"Proposed from what the family said: {code.letter}")
    if channel is not None and state is not None and message_at is not None:
        parts += _said(channel, state, timezone.localtime(message_at))
    return ". ".join(parts) or NOTHING_YET


def _said(channel: str, state: str, at: datetime) -> list[str]:
    """What became of the last message: "Text sent 09:31, Mon 8 Mar"."""
    said = message_words([Try(channel, "", at, state=state)], at.date())
    return [f"{words}, {short_day_words(at.date())}" for words in said] if state in GONE else said


def _tries_words(calls: int, others: int, from_family: int, last_at: datetime, outcome: Outcome) -> str:
    tries = [
        count_words(calls, "call") if calls else "",
        count_words(others, "message or visit", "messages or visits") if others else "",
        "the family got in touch" if from_family else "",
    ]
    words = list_words([each for each in tries if each])
    at = timezone.localtime(last_at)
    when = f"{short_day_words(at.date())} {time_words(at)}"
    if calls + others + from_family > 1:
        when = f"the last {when}"
    return f"{words[0].upper()}{words[1:]}, {when}: {outcome.label.lower()}"
