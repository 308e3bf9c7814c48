"""Who a message is for and what could forbid it, looked up for many messages at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from schools.models import Channel
from schools.queries.message_sql import IS_ON_ROLL, is_never, is_shared
from schools.queries.rows import rows_of

ADDRESS = f"""(CASE m.channel WHEN '{Channel.TEXT.value}' THEN a.mobile
  WHEN '{Channel.EMAIL.value}' THEN coalesce(a.email, u.email) END)"""
FACTS = f"""
SELECT m.id, m.reference, m.school_id, s.name, m.kind, m.channel, m.date, m.session,
       coalesce(p.known_forename, ''), coalesce(nullif(a.title, ''), a.forename, ''), coalesce(a.surname, ''),
       coalesce(a.mobile, ''), coalesce(a.email, u.email, ''), coalesce(a.address_lines, ''),
       coalesce(a.postcode, ''), coalesce(c.must_not_contact, false),
       coalesce(CASE m.channel WHEN 'text' THEN g.texts WHEN 'email' THEN g.emails ELSE g.letters END, 'off'),
       m.staff_id IS NOT NULL, coalesce(u.is_active, false),
       m.staff_id IS NULL AND NOT {IS_ON_ROLL},
       {is_never(ADDRESS)},
       {is_shared(ADDRESS)},
       m.words, m.subject, m.sent_to
FROM schools_message m
JOIN schools_school s ON s.id = m.school_id
LEFT JOIN schools_messaging g ON g.school_id = m.school_id
LEFT JOIN schools_pupil p ON p.id = m.pupil_id
LEFT JOIN schools_contact c ON c.id = m.contact_id AND c.pupil_id = m.pupil_id
LEFT JOIN schools_parent a ON a.id = c.parent_id
LEFT JOIN accounts_user u ON u.id = m.staff_id
WHERE m.id = ANY (%(messages)s)
ORDER BY m.due_at, m.id
"""


class MessageFacts(NamedTuple):
    """What is known of a message before it is sent; the last three are empty before its first try.

    `is_gone`: the pupil is not on roll on its day. `is_never`: the school sends nothing to its number or
    address. `is_of_stopped`: somebody has the same who may not be contacted.
    """

    message_id: int
    reference: UUID
    school_id: int
    school: str
    kind: str
    channel: str
    date: date
    session: int
    child: str
    parent_first: str
    parent_surname: str
    mobile: str
    email: str
    address_lines: str
    postcode: str
    must_not_contact: bool
    carrier: str
    is_to_staff: bool
    is_active: bool
    is_gone: bool
    is_never: bool
    is_of_stopped: bool
    words: str
    subject: str
    sent_to: str

    @property
    def parent(self) -> str:
        """How the adult is addressed: "Mrs Khan"."""
        return f"{self.parent_first} {self.parent_surname}".strip()

    @property
    def address(self) -> str:
        """Where it goes by its channel; empty where nothing is known."""
        if self.channel == "text":
            return self.mobile
        if self.channel == "email":
            return self.email
        whole = self.parent and self.address_lines and self.postcode
        return "\n".join([self.parent, self.address_lines, self.postcode]) if whole else ""


def message_facts(message_ids: Sequence[int]) -> list[MessageFacts]:
    """The facts of these messages, in the order in which they are due: one statement."""
    return [MessageFacts(*row) for row in rows_of(FACTS, {"messages": list(message_ids)})]
