"""What was last done to find the reason of an absence, in words."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from attendance.codes import code_of
from attendance.models.contact_attempt import Outcome, Way
from schools.models import MessageKind, MessageState
from schools.wording import count_words, list_words, short_day_words, time_words

# For the lines of a table `o` with pupil_id and date: the tries that are not struck out, from that day up to
# %(on)s; when the last was and what came of it; what the family's words suggest; a text that waits.
LAST_STEP = f"""
  SELECT count(*) FILTER (WHERE NOT a.from_family AND a.way = '{Way.CALL}') AS calls,
         count(*) FILTER (WHERE NOT a.from_family AND a.way <> '{Way.CALL}') AS others,
         count(*) FILTER (WHERE a.from_family) AS from_family, max(a.made_at) AS last_at,
         (array_agg(a.outcome ORDER BY a.made_at DESC, a.id DESC))[1] AS outcome,
         (array_agg(a.proposed_code ORDER BY a.made_at DESC, a.id DESC)
            FILTER (WHERE a.proposed_code IS NOT NULL))[1] AS proposed,
         EXISTS (SELECT FROM schools_message t WHERE t.pupil_id = o.pupil_id
                   AND t.date BETWEEN o.date AND %(on)s AND t.kind = '{MessageKind.FIRST_DAY}'
                   AND t.state = '{MessageState.QUEUED}') AS is_queued
  FROM attendance_contactattempt a
  WHERE a.pupil_id = o.pupil_id AND a.date BETWEEN o.date AND %(on)s AND a.struck_at IS NULL
"""
NOTHING_YET = "No contact yet"
STILL_QUEUED = "Text waiting to be sent"


def last_step_words(
    calls: int,
    others: int,
    from_family: int,
    last_at: datetime | None,
    outcome: str | None,
    proposed: int | None,
    is_queued: bool,
) -> str:
    """The tries in words: "2 calls, the last Mon 8 Mar 09:12: no answer. Text waiting to be sent"."""
    parts = []
    if last_at is not None and outcome is not None:
        parts.append(_tries_words(calls, others, from_family, last_at, Outcome(outcome)))
    if proposed is not None:
        code = code_of(proposed)
        parts.append(f"Proposed from what the family said: {code.letter}")
    if is_queued:
        parts.append(STILL_QUEUED)
    return ". ".join(parts) or NOTHING_YET


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
