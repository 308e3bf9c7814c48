"""Whether a message about an absence is still right at the moment of its sending."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from attendance.codes import NO_REASON, POSSIBLE_NUMBERS
from attendance.queries.first_day.contact_sql import answered
from schools.message_faults import (
    ADDRESS_CHANGED,
    ASK_FIRST,
    DAY_OVER,
    EXPLAINED,
    LEFT,
    MARK_CHANGED,
    NO_CONTACT,
    QUIET,
    Fault,
    fault_of,
)
from schools.models import Channel, MarkerKind
from schools.queries.dated_values import value_sql
from schools.queries.message_sql import IS_ABOUT_ABSENCE, IS_ON_ROLL, is_shared
from schools.queries.rows import rows_of
from schools.value_table import BY_KEY

QUIET_AFTER = BY_KEY["messages.quiet_after"]
IN_FORCE = "x.from_on <= m.date AND (x.until_on IS NULL OR x.until_on >= m.date)"
ASKS_LEAD = f"""(EXISTS (
  SELECT FROM schools_safetynote x WHERE x.pupil_id = m.pupil_id
    AND (x.contact_id IS NULL OR x.contact_id = m.contact_id) AND {IN_FORCE})
OR EXISTS (
  SELECT FROM schools_pupilmarker x WHERE x.pupil_id = m.pupil_id
    AND x.kind = '{MarkerKind.ASK_FIRST.value}' AND {IN_FORCE}))"""
IS_ELSEWHERE = f"""(m.sent_to <> '' AND CASE m.channel WHEN '{Channel.TEXT.value}' THEN a.mobile <> m.sent_to
  WHEN '{Channel.EMAIL.value}' THEN lower(a.email) <> lower(m.sent_to) ELSE false END)"""
# The afternoon says more of a pupil than the morning, as the call list has it, but for what stood before it.
CAME_LATER = f"""EXISTS (
  SELECT FROM attendance_mark o
  LEFT JOIN schools_sessionhours h ON h.school_id = m.school_id AND h.valid_from <= m.date
       AND (h.valid_to IS NULL OR m.date < h.valid_to)
  WHERE o.pupil_id = m.pupil_id AND o.date = m.date AND m.session = 1 AND o.session = 2
    AND o.code <> {NO_REASON}
    AND (o.source = 'register' OR (o.code <= {POSSIBLE_NUMBERS[-1]}
         AND o.set_at >= (m.date + h.pm_starts) AT TIME ZONE 'Europe/London')))"""
# In this order: what forbids the message whoever asks comes before what makes it needless.
NOW = f"""
SELECT m.id, CASE
  WHEN m.date <> %(on)s THEN '{DAY_OVER.key}'
  WHEN %(wall)s::time >= coalesce(
    ({value_sql("key", school="m.school_id")}) #>> '{{}}', %(quiet_after)s)::time THEN '{QUIET.key}'
  WHEN NOT {IS_ON_ROLL} THEN '{LEFT.key}'
  WHEN c.id IS NULL OR c.must_not_contact OR {is_shared("m.sent_to")}
    THEN '{NO_CONTACT.key}'
  WHEN {ASKS_LEAD} THEN '{ASK_FIRST.key}'
  WHEN k.code IS DISTINCT FROM {NO_REASON} AND (m.mark_version > 0 OR k.code IS NOT NULL)
    OR {CAME_LATER} OR {answered("m.pupil_id", "m.date", "m.queued_at")} THEN '{EXPLAINED.key}'
  WHEN coalesce(k.version, 0) <> m.mark_version THEN '{MARK_CHANGED.key}'
  WHEN {IS_ELSEWHERE} THEN '{ADDRESS_CHANGED.key}'
END
FROM schools_message m
LEFT JOIN attendance_mark k ON k.pupil_id = m.pupil_id AND k.date = m.date AND k.session = m.session
LEFT JOIN schools_contact c ON c.id = m.contact_id AND c.pupil_id = m.pupil_id
LEFT JOIN schools_parent a ON a.id = c.parent_id
WHERE m.id = ANY (%(messages)s) AND {IS_ABOUT_ABSENCE}
"""


def why_not_now(message_ids: Sequence[int], *, at: datetime) -> dict[int, Fault]:
    """Which of these messages must not be sent now, and why: one statement. Others are still right.

    Looked at again: the day and its quiet hours, the roll, the contact and the address, the DSL's notes, the
    mark and its version, and what the family said since the message was queued.
    """
    now = timezone.localtime(at)
    values: dict[str, Any] = {
        "messages": list(message_ids),
        "on": now.date(),
        "wall": now.time(),
        "key": QUIET_AFTER.key,
        "quiet_after": QUIET_AFTER.default,
    }
    return {message: fault_of(key) for message, key in rows_of(NOW, values) if key}
