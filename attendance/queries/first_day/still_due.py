"""Whether a message about an absence is still right at the moment of its sending."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attendance.codes import NO_REASON
from schools.message_faults import ASK_FIRST, EXPLAINED, MARK_CHANGED, NO_CONTACT, Fault
from schools.models import MarkerKind, MessageKind
from schools.queries.rows import rows_of

NOW = f"""
SELECT m.id, k.code, coalesce(k.version, 0), m.mark_version,
       c.id IS NULL OR c.must_not_contact
         OR m.sent_to NOT IN (a.mobile, a.email) AND m.channel IN ('text', 'email'),
       EXISTS (SELECT FROM schools_safetynote n WHERE n.pupil_id = m.pupil_id
               AND (n.contact_id IS NULL OR n.contact_id = m.contact_id)
               AND n.from_on <= m.date AND (n.until_on IS NULL OR n.until_on >= m.date))
         OR EXISTS (SELECT FROM schools_pupilmarker x WHERE x.pupil_id = m.pupil_id
                    AND x.kind = '{MarkerKind.ASK_FIRST.value}'
                    AND x.from_on <= m.date AND (x.until_on IS NULL OR x.until_on >= m.date))
FROM schools_message m
LEFT JOIN attendance_mark k ON k.pupil_id = m.pupil_id AND k.date = m.date AND k.session = m.session
LEFT JOIN schools_contact c ON c.id = m.contact_id AND c.pupil_id = m.pupil_id
LEFT JOIN schools_parent a ON a.id = c.parent_id
WHERE m.id = ANY (%(messages)s)
  AND m.kind IN ('{MessageKind.FIRST_DAY.value}', '{MessageKind.REMINDER.value}')
"""


def why_not_now(message_ids: Sequence[int], *, at: datetime) -> dict[int, Fault]:
    """Which of these messages must not be sent now, and why: one statement. Others are still right."""
    rows = rows_of(NOW, {"messages": list(message_ids)})
    found = ((row[0], _fault(*row[1:])) for row in rows)
    return {message: fault for message, fault in found if fault}


def _fault(code: int | None, version: int, rests_on: int, is_stopped: bool, is_asked: bool) -> Fault | None:
    if is_stopped:
        return NO_CONTACT
    if is_asked:
        return ASK_FIRST
    if code != NO_REASON:
        return EXPLAINED
    return MARK_CHANGED if version != rests_on else None
