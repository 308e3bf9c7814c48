"""Which messages still ask for something: the one rule of it, for all SQL about messages to families."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from attendance.codes import NO_REASON
from attendance.queries.first_day.contact_sql import SPOKEN
from schools.message_faults import FAULTS
from schools.models import MessageState


class Part(StrEnum):
    """Where a message stands for whoever looks after it; the loudest first."""

    RING = "ring"
    WAITING = "waiting"
    SENT = "sent"
    OVER = "over"


# Of rows `m` of schools_message: the family knows by another way, or there is nothing left to tell it.
# Somebody spoke with them that day or tried after the message failed, another message went, or the session
# has a reason.
IS_SEEN_TO = f"""(
  EXISTS (SELECT FROM attendance_contactattempt t WHERE t.pupil_id = m.pupil_id AND t.date = m.date
            AND t.struck_at IS NULL AND ({SPOKEN} OR t.made_at >= coalesce(m.ended_at, m.queued_at)))
  OR EXISTS (SELECT FROM schools_message other WHERE other.pupil_id = m.pupil_id AND other.date = m.date
            AND other.session >= m.session
            AND other.state IN ('{MessageState.SENT.value}', '{MessageState.DELIVERED.value}'))
  OR EXISTS (SELECT FROM attendance_mark k WHERE k.pupil_id = m.pupil_id AND k.date = m.date
            AND k.session = m.session AND k.code <> {NO_REASON}))"""
# A try before the latest one had no answer. The provider is asked for it again and again; that may take long.
IS_UNANSWERED = f"(m.state = '{MessageState.QUEUED.value}' AND m.attempts > m.clear_tries + 1)"
# The family was not told, or nobody can tell, and nobody has seen to it.
TO_RING = f"""(({IS_UNANSWERED} OR (m.why = ANY (%(faults)s)
  AND m.state IN ('{MessageState.FAILED.value}', '{MessageState.WITHDRAWN.value}'))) AND NOT {IS_SEEN_TO})"""
# The first trouble first, and whoever comes by surname after that.
RING_ORDER = "coalesce(m.ended_at, m.queued_at)"
IS_STOPPED = """EXISTS (SELECT FROM schools_messaging g
  WHERE g.school_id = %(school)s AND g.stopped_at IS NOT NULL)"""
# It waits, and certainly has not left: each of its tries, if any, left nothing. Such may be withdrawn, as
# `withdraw_messages` has it.
HAS_NOT_LEFT = f"(m.state = '{MessageState.QUEUED.value}' AND m.attempts = m.clear_tries)"
PART = f"""CASE WHEN {TO_RING} THEN '{Part.RING}'
  WHEN m.state = '{MessageState.QUEUED.value}' THEN '{Part.WAITING}'
  WHEN m.state IN ('{MessageState.SENT.value}', '{MessageState.DELIVERED.value}') THEN '{Part.SENT}'
  ELSE '{Part.OVER}' END"""


def fault_values() -> dict[str, Any]:
    """The parameter of `TO_RING` and `PART`: the reasons after which a family was not told."""
    return {"faults": [fault.key for fault in FAULTS if fault.ring]}
