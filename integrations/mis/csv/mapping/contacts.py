"""Rows of a contacts file: whom to ring about a pupil, in which order, and whom never (pure)."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from integrations.mis.csv.headings import ColumnMap
from integrations.mis.csv.mapping.cells import WORD_LIMIT, Row, each_row
from integrations.mis.csv.mapping.problems import Problems, quoted

LAST_PRIORITY = 99


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One adult for one pupil; the same adult stands once for each child.

    `priority` counts from 1, and is None where the file gives no place in the order of contact.
    """

    row: int
    upn: str
    priority: int | None
    relationship: str
    title: str
    forename: str
    surname: str
    mobile: str
    phone: str
    email: str
    has_responsibility: bool
    lives_with_pupil: bool
    must_not_contact: bool
    address_hidden: bool
    address: str
    postcode: str
    former_names: str
    language: str
    needs_interpreter: bool
    reading_needs: str

    @property
    def parent_key(self) -> tuple[str, str, str]:
        """Rows with the same key are one adult: both names, and a number, address or email they share.

        Two adults of one name without any of these stay one; two with different mobiles stay two.
        """
        reach = self.mobile or self.email.casefold() or self.phone or self.postcode
        return self.surname.casefold(), self.forename.casefold(), reach


def read_contacts(
    rows: Iterable[tuple[int, list[str]]], columns: ColumnMap, problems: Problems, *, upns: Container[str]
) -> list[ContactRow]:
    """The good rows of a contacts file for the pupils known by `upns`; the others are told to `problems`."""
    contacts: list[ContactRow] = []
    taken: dict[tuple[str, int], int] = {}
    for row in each_row(rows, columns, problems):
        contact = _read_contact(row, taken)
        check_pupil_is_known(row, contact.upn, upns)
        if row.is_good:
            if contact.priority:
                taken[contact.upn, contact.priority] = row.number
            contacts.append(contact)
    return contacts


def _read_contact(row: Row, taken: dict[tuple[str, int], int]) -> ContactRow:
    upn = row.upn()
    return ContactRow(
        row=row.number,
        upn=upn,
        priority=_priority_of(row, upn, taken),
        relationship=row.text("relationship", needed=True, limit=WORD_LIMIT),
        title=row.text("title", limit=20),
        forename=row.text("forename"),
        surname=row.text("surname", needed=True),
        mobile=row.phone("mobile", mobile=True),
        phone=row.phone("phone"),
        email=row.email("email"),
        has_responsibility=row.flag("responsibility"),
        lives_with_pupil=row.flag("lives_with_pupil"),
        must_not_contact=row.flag("must_not_contact"),
        address_hidden=row.flag("address_hidden"),
        address=row.address(),
        postcode=row.postcode(),
        former_names=row.text("former_names", limit=200),
        language=row.text("language", limit=60),
        needs_interpreter=row.flag("needs_interpreter"),
        reading_needs=row.text("reading_needs", limit=200),
    )


def _priority_of(row: Row, upn: str, taken: dict[tuple[str, int], int]) -> int | None:
    """The place in the order of contact; the next free place where that is taken, None without one."""
    text = row.text("priority")
    wanted = int(text) if text.isdecimal() and text.isascii() and 1 <= int(text) <= LAST_PRIORITY else 0
    if text and not wanted:
        row.error("priority", f"{quoted(text)} is not a whole number from 1 to {LAST_PRIORITY}")
    if not wanted:
        return None
    free = next(place for place in range(wanted, LAST_PRIORITY * 99) if (upn, place) not in taken)
    if free != wanted:
        row.warn(
            "priority", f"Contact {wanted} of this pupil is also on row {taken[upn, wanted]}: read as {free}"
        )
    return free


def check_pupil_is_known(row: Row, upn: str, upns: Container[str]) -> None:
    """Every row about a pupil needs the pupil."""
    if upn and upn not in upns:
        row.error("upn", f"No pupil of this school has the UPN {quoted(upn)}. Bring in the pupils first")
