"""What is true of rows `m` of schools_message: said once, for all SQL of messages."""

from __future__ import annotations

from schools.models import Channel, MessageKind

IS_ABOUT_ABSENCE = f"m.kind IN ('{MessageKind.FIRST_DAY.value}', '{MessageKind.REMINDER.value}')"
IS_ON_ROLL = """EXISTS (SELECT FROM schools_rollentry e WHERE e.pupil_id = m.pupil_id
  AND e.admitted_on <= m.date AND (e.left_on IS NULL OR e.left_on >= m.date))"""


def is_never(address: str, *, school: str = "m.school_id") -> str:
    """The school sends nothing to this number or address; both are SQL."""
    return f"""EXISTS (SELECT FROM schools_nevermessage n WHERE n.school_id = {school}
      AND n.ended_at IS NULL AND lower(n.address) = lower({address}))"""


def is_shared(
    address: str,
    *,
    pupil: str = "m.pupil_id",
    contact: str = "m.contact_id",
    channel: str = "m.channel",
    on: str = "m.date",
) -> str:
    """Another person of the pupil's has the same number or address, who may not be contacted, or of whom the
    DSL left a note to be read first; all are SQL.
    """
    return f"""EXISTS (SELECT FROM schools_contact s JOIN schools_parent o ON o.id = s.parent_id
      WHERE s.pupil_id = {pupil} AND s.id <> {contact}
        AND (s.must_not_contact OR EXISTS (SELECT FROM schools_safetynote n WHERE n.contact_id = s.id
             AND n.from_on <= {on} AND (n.until_on IS NULL OR n.until_on >= {on})))
        AND CASE {channel} WHEN '{Channel.TEXT.value}' THEN o.mobile = {address}
            WHEN '{Channel.EMAIL.value}' THEN lower(o.email) = lower({address}) END)"""
