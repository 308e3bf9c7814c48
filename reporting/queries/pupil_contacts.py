"""A pupil's contacts in call order and their homes, with what must not be shown left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from reporting.queries.pupil_heads import PupilHead

CONTACTS = """
SELECT c.call_order, coalesce(nullif(pa.title, ''), pa.forename) || ' ' || pa.surname, c.relationship,
       c.has_responsibility, c.lives_with_pupil, c.must_not_contact, pa.mobile, pa.phone, pa.email,
       pa.address_lines, pa.postcode, pa.address_hidden
FROM schools_contact c JOIN schools_parent pa ON pa.id = c.parent_id
WHERE c.pupil_id = %(pupil)s
UNION ALL
SELECT NULL, '', '', false, true, false, '', '', '', a.lines, a.postcode, a.is_hidden
FROM schools_pupiladdress a
WHERE a.pupil_id = %(pupil)s AND (a.from_on IS NULL OR a.from_on <= %(on)s)
  AND (a.until_on IS NULL OR a.until_on >= %(on)s)
ORDER BY 1 NULLS LAST
"""
WITHHELD = "Address withheld. Ask the DSL"


@dataclass(frozen=True)
class PhoneLine:
    """A number as it is read and as it is dialled."""

    words: str
    number: str


@dataclass(frozen=True)
class Address:
    """An address; `lives` marks one at which the pupil lives."""

    lines: str
    postcode: str
    hidden: bool
    lives: bool

    @property
    def words(self) -> str:
        """The address in one line."""
        return ", ".join(part for part in (self.lines.replace("\n", ", "), self.postcode) if part)


@dataclass(frozen=True)
class ContactLine:
    """A contact in call order. `stop` is a person whom nobody may ring: no number stands here."""

    order: int
    name: str
    words: str
    phones: list[PhoneLine]
    email: str
    address: str
    stop: bool
    stop_words: str


@dataclass(frozen=True)
class Family:
    """The contacts and the homes of a pupil, as one person may see them."""

    contacts: list[ContactLine]
    homes: list[str]


def family_of(head: PupilHead, *, on: date) -> Family:
    """The contacts in call order and the homes of a pupil: one statement.

    A hidden address shows only to those with its right, wherever the same address stands again.
    """
    with connection.cursor() as cursor:
        cursor.execute(CONTACTS, {"pupil": head.pupil_id, "on": on})
        rows = cursor.fetchall()
    addresses = [Address(row[9], row[10], hidden=row[11], lives=row[4]) for row in rows]
    words = address_words(addresses, may_see_hidden=head.shown.hidden_addresses)
    return Family(
        contacts=[
            _contact(head, row, address)
            for row, address in zip(rows, words, strict=True)
            if row[0] is not None
        ],
        homes=[address for row, address in zip(rows, words, strict=True) if row[0] is None and address],
    )


def address_words(addresses: Iterable[Address], *, may_see_hidden: bool) -> list[str]:
    """Each address in words, withheld where it, or the same place under another name, is hidden."""
    listed = list(addresses)
    secret = {_place(address) for address in listed if address.hidden}
    return [_address(address, may_see_hidden=may_see_hidden, secret=secret) for address in listed]


def _address(address: Address, *, may_see_hidden: bool, secret: set[str]) -> str:
    if not address.words:
        return ""
    if _place(address) not in secret:
        return address.words
    return f"{address.words} (hidden: do not give it out)" if may_see_hidden else WITHHELD


def _place(address: Address) -> str:
    """What two spellings of one address share: the postcode, else the letters and digits of its lines."""
    text = address.postcode or address.lines
    return "".join(char for char in text.upper() if char.isalnum())


def _contact(head: PupilHead, row: tuple, address: str) -> ContactLine:  # type: ignore[type-arg]
    order, name, relationship, responsible, lives_with, stop, mobile, phone, email = row[:9]
    words = [
        relationship,
        "lives with the pupil" if lives_with else "",
        "parental responsibility" if responsible else "",
    ]
    return ContactLine(
        order=order,
        name=name,
        words=", ".join(part for part in words if part),
        phones=[] if stop else [PhoneLine(number, number) for number in (mobile, phone) if number],
        email="" if stop else email,
        address="" if stop else address,
        stop=stop,
        stop_words=_stop_words(head) if stop else "",
    )


def _stop_words(head: PupilHead) -> str:
    """Without the right to contact-safety facts a person learns only whom to ask."""
    return "Do not contact: speak to the DSL" if head.shown.contact_safety else "Speak to the DSL first"
