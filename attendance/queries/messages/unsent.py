"""The families whom a message did not reach, for the first page of the day and the call list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.roles import Permission
from attendance.queries.messages.parts import RING_ORDER, TO_RING, fault_values
from schools.access import Rights
from schools.queries.pupil_joins import REGISTRATION
from schools.queries.reach import reaches
from schools.queries.rows import rows_of

# The pupil whose message asks for a call the longest, and how many such messages there are.
UNSENT = f"""
SELECT p.known_forename || ' ' || p.known_surname, coalesce(g.name, ''), count(*) OVER ()
FROM schools_message m
JOIN seen ON seen.id = m.pupil_id
JOIN schools_pupil p ON p.id = m.pupil_id
{REGISTRATION}
WHERE m.school_id = %(school)s AND m.date = %(on)s AND {TO_RING}
ORDER BY {RING_ORDER}, p.known_surname, p.known_forename, p.id LIMIT 1
"""


@dataclass(frozen=True)
class Unsent:
    """How many messages did not go and ask for a call, the first pupil of them, and where all stand."""

    count: int
    named: str
    title: str
    url: str

    @property
    def words(self) -> str:
        """Whose they are: "Amir Khan 8HW and 2 more"."""
        return f"{self.named} and {self.count - 1} more" if self.count > 1 else self.named


def unsent_now(rights: Rights, *, on: date) -> Unsent | None:
    """The messages of a day that did not reach a family, and that nobody has rung about since; None without.

    One statement, none for who sends no messages. Reach is that of the right to send them.
    """
    if not rights.reaches_people(Permission.ABSENCE_MESSAGE):
        return None
    tables, values = reaches(rights, seen=Permission.ABSENCE_MESSAGE)
    values |= fault_values() | {"school": rights.school.pk, "on": on}
    rows = rows_of(tables + UNSENT, values)
    if not rows:
        return None
    name, group, count = rows[0]
    return Unsent(
        count=count,
        named=f"{name} {group}".strip(),
        title="A message did not go: ring the family"
        if count == 1
        else f"{count} messages did not go: ring them",
        url=f"{reverse('messages', args=[rights.school.slug])}#ring",
    )
