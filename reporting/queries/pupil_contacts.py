"""A pupil's contacts in call order and their homes, with what must not be shown left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from reporting.queries.pupil_heads import PupilHead
from schools.addresses import Address, address_words, hidden_places, is_secret
from schools.models import MarkerKind
from schools.phones import spaced_phone
from schools.queries.hidden_addresses import HIDDEN_IN_FAMILY
from schools.queries.markers import MARKED

NOTES = """
ARRAY(SELECT n.text FROM schools_safetynote n WHERE {about} AND n.from_on <= %(on)s
        AND (n.until_on IS NULL OR n.until_on >= %(on)s) ORDER BY n.from_on, n.id)
"""
CONTACTS = f"""
SELECT 'contact', c.call_order,
       CASE WHEN pa.title = '' THEN pa.forename
            ELSE concat_ws(' ', pa.title, nullif(left(pa.forename, 1), '') || '.') END || ' ' || pa.surname,
       ARRAY[c.relationship, CASE WHEN c.lives_with_pupil THEN 'lives with the pupil' END,
             CASE WHEN c.has_responsibility THEN 'parental responsibility' END, nullif(pa.language, ''),
             CASE WHEN pa.needs_interpreter THEN 'needs an interpreter' END, nullif(pa.reading_needs, '')],
       c.must_not_contact, ARRAY[pa.mobile, pa.phone], pa.email, pa.address_lines, pa.postcode,
       pa.address_hidden, {NOTES.format(about="n.contact_id = c.id")}
FROM schools_contact c JOIN schools_parent pa ON pa.id = c.parent_id
WHERE c.pupil_id = %(pupil)s
UNION ALL
SELECT 'home', NULL, '', '{{}}', false, '{{}}', '', a.lines, a.postcode, a.is_hidden, '{{}}'
FROM schools_pupiladdress a
WHERE a.pupil_id = %(pupil)s AND (a.from_on IS NULL OR a.from_on <= %(on)s)
  AND (a.until_on IS NULL OR a.until_on >= %(on)s)
UNION ALL
SELECT 'hidden', NULL, '', '{{}}', false, '{{}}', '', h.lines, h.postcode, true, '{{}}'
FROM ({HIDDEN_IN_FAMILY}) h
UNION ALL
SELECT 'pupil', NULL, '', '{{}}', false, '{{}}', '', '', '', false,
       {NOTES.format(about="n.pupil_id = %(pupil)s AND n.contact_id IS NULL")}
UNION ALL
SELECT 'marker', NULL, '', '{{}}', false, '{{}}', '', '', '', false, '{{}}'
WHERE EXISTS (SELECT FROM {MARKED} mk WHERE mk.pupil_id = %(pupil)s AND mk.kind = %(ask_first)s)
ORDER BY 2 NULLS LAST
"""
NO_BREAK = "\u00a0"
ASK_FIRST = "Speak to the DSL first"


@dataclass(frozen=True)
class PhoneLine:
    """A number as it is read and as it is dialled."""

    words: str
    number: str


@dataclass(frozen=True)
class ContactLine:
    """A contact in call order. `stop` is a person whom nobody may ring: no number stands here.

    `notes` are what the safeguarding lead says to do before anybody rings. An address that `is_secret`
    stands on no paper.
    """

    order: int
    name: str
    words: str
    phones: list[PhoneLine]
    email: str
    address: str
    is_secret: bool
    stop: bool
    stop_words: str
    notes: list[str]


@dataclass(frozen=True)
class Family:
    """The contacts and the homes of a pupil, and what to know before ringing, as one person may see them.

    `hidden_homes` are those that no paper shows.
    """

    contacts: list[ContactLine]
    homes: list[str]
    hidden_homes: list[str]
    notes: list[str]


@dataclass(frozen=True)
class _Row:
    kind: str
    order: int
    name: str
    words: list[str | None]
    stop: bool
    numbers: list[str]
    email: str
    lines: str
    postcode: str
    hidden: bool
    notes: list[str]

    @property
    def address(self) -> Address:
        return Address(self.lines, self.postcode, hidden=self.hidden)


def family_of(head: PupilHead, *, on: date, may_see_hidden: bool) -> Family:
    """The contacts in call order and the homes of a pupil: one statement.

    A hidden address shows only where `may_see_hidden`, wherever the same address stands again.
    """
    with connection.cursor() as cursor:
        cursor.execute(CONTACTS, {"pupil": head.pupil_id, "on": on, "ask_first": MarkerKind.ASK_FIRST.value})
        rows = [_Row(*row) for row in cursor.fetchall()]
    secret = hidden_places(row.address for row in rows)

    def told(row: _Row) -> str:
        words = address_words(row.address, secret, may_see_hidden=may_see_hidden)
        return words.replace(row.postcode, row.postcode.replace(" ", NO_BREAK)) if row.postcode else words

    homes = [row for row in rows if row.kind == "home" and told(row)]
    return Family(
        contacts=[
            _contact(head, row, told(row), is_secret=is_secret(row.address, secret))
            for row in rows
            if row.kind == "contact"
        ],
        homes=[told(row) for row in homes if not is_secret(row.address, secret)],
        hidden_homes=[told(row) for row in homes if is_secret(row.address, secret)],
        notes=list(dict.fromkeys(note for row in rows for note in _notes_of_pupil(head, row))),
    )


def _contact(head: PupilHead, row: _Row, address: str, *, is_secret: bool) -> ContactLine:
    open_to: dict[str, Any] = (
        {"phones": [], "email": "", "address": ""}
        if row.stop
        else {
            "phones": [PhoneLine(spaced_phone(number), number) for number in row.numbers if number],
            "email": row.email,
            "address": address,
        }
    )
    return ContactLine(
        order=row.order,
        name=row.name,
        words=", ".join(part for part in row.words if part),
        is_secret=is_secret,
        stop=row.stop,
        stop_words=_stop_words(head) if row.stop else "",
        notes=[note for note in _notes(head, row) if not row.stop or note != ASK_FIRST],
        **open_to,
    )


def _notes_of_pupil(head: PupilHead, row: _Row) -> list[str]:
    """What stands on the pupil: the marker of the safeguarding lead is for everybody who sees contacts."""
    if row.kind == "marker":
        return [ASK_FIRST]
    return _notes(head, row) if row.kind == "pupil" else []


def _stop_words(head: PupilHead) -> str:
    """Without the right to contact-safety facts a person learns only whom to ask."""
    return "Do not contact: speak to the DSL" if head.shown.contact_safety else ASK_FIRST


def _notes(head: PupilHead, row: _Row) -> list[str]:
    """The notes, or only whom to ask."""
    if head.shown.contact_safety:
        return row.notes
    return [ASK_FIRST] if row.notes else []
