"""A pupil's addresses and contacts as the admission register holds them, each by its right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.roles import Permission
from schools.access import Rights, in_force, reaches_pupil
from schools.addresses import Address, address_words, is_secret
from schools.models import Contact, Parent, Pupil, PupilAddress, SafetyNote
from schools.queries.hidden_addresses import secret_places
from schools.queries.record_words import value_words
from schools.wording import list_words

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Sight:
    """What one person may see of one family."""

    secret: frozenset[str]
    hidden_addresses: bool
    contact_safety: bool

    def words(self, address: Address) -> str:
        """An address as this person may read it."""
        return address_words(address, self.secret, may_see_hidden=self.hidden_addresses)

    def opens(self, address: Address) -> bool:
        """Whether this person may read and change an address."""
        return self.hidden_addresses or not is_secret(address, self.secret)


@dataclass(frozen=True)
class HomeLine:
    """An address of a pupil. `is_open`: this person may read and change it."""

    address_id: int
    words: str
    days: str
    is_now: bool
    is_open: bool


@dataclass(frozen=True)
class ContactCard:
    """A contact in the order in which they are rung."""

    contact_id: int
    order: int
    name: str
    relationship: str
    facts: Pairs
    stop_words: str
    is_first: bool
    is_last: bool


def sight_of(rights: Rights, pupil: Pupil) -> Sight:
    """What the person may see of this pupil's family."""
    return Sight(
        secret=secret_places(pupil.pk),
        hidden_addresses=reaches_pupil(rights, Permission.HIDDEN_ADDRESS_VIEW, pupil),
        contact_safety=reaches_pupil(rights, Permission.CONTACT_SAFETY_VIEW, pupil),
    )


def address_of_home(row: PupilAddress) -> Address:
    """A pupil's address as a value."""
    return Address(row.lines, row.postcode, hidden=row.is_hidden)


def address_of_parent(row: Parent) -> Address:
    """A parent's address as a value."""
    return Address(row.address_lines, row.postcode, hidden=row.address_hidden)


def home_lines(pupil: Pupil, sight: Sight, *, on: date) -> list[HomeLine]:
    """The addresses of a pupil, those of today first, then future and past ones: one statement."""
    lines = [
        HomeLine(
            address_id=row.pk,
            words=sight.words(address_of_home(row)),
            days=_days_words(row, on),
            is_now=_is_now(row, on),
            is_open=sight.opens(address_of_home(row)),
        )
        for row in PupilAddress.objects.filter(pupil=pupil)
    ]
    return sorted(lines, key=lambda line: not line.is_now)


def _is_now(row: PupilAddress, on: date) -> bool:
    return (row.from_on is None or row.from_on <= on) and (row.until_on is None or row.until_on >= on)


def _days_words(row: PupilAddress, on: date) -> str:
    starts, ends = value_words("from_on", row.from_on), value_words("until_on", row.until_on)
    if row.from_on is not None and row.from_on > on:
        return f"Future address, from {starts}" + (f" to {ends}" if ends else "")
    if row.until_on is not None and row.until_on < on:
        return f"Past address, until {ends}"
    return ", ".join(filter(None, (f"from {starts}" if starts else "", f"until {ends}" if ends else "")))


def contact_cards(pupil: Pupil, sight: Sight, *, on: date) -> list[ContactCard]:
    """The contacts of a pupil in order: three statements."""
    contacts = list(Contact.objects.filter(pupil=pupil).select_related("parent"))
    others = _other_children(contacts, pupil)
    warned = set(
        SafetyNote.objects.filter(in_force(on), contact__in=contacts).values_list("contact", flat=True)
    )
    return [
        ContactCard(
            contact_id=contact.pk,
            order=contact.call_order,
            name=parent_name(contact.parent),
            relationship=contact.relationship,
            facts=_facts(contact, sight, others[contact.parent_id]),
            stop_words=stop_words(contact, sight, is_warned=contact.pk in warned),
            is_first=place == 0,
            is_last=place == len(contacts) - 1,
        )
        for place, contact in enumerate(contacts)
    ]


def parent_name(parent: Parent) -> str:
    """A parent's full name: "Mrs Sana Khan"."""
    return " ".join(filter(None, (parent.title, parent.forename, parent.surname)))


def stop_words(contact: Contact, sight: Sight, *, is_warned: bool) -> str:
    """What to know before ringing. Without the right to contact safety a person learns only whom to ask."""
    if not contact.must_not_contact and not is_warned:
        return ""
    if not sight.contact_safety:
        return "Speak to the DSL first"
    return "Do not contact: speak to the DSL" if contact.must_not_contact else "Read the safety note first"


def _other_children(contacts: Sequence[Contact], pupil: Pupil) -> dict[int, list[str]]:
    rows = (
        Contact.objects.filter(
            parent__in=[contact.parent_id for contact in contacts], pupil__school=pupil.school_id
        )
        .exclude(pupil=pupil)
        .select_related("pupil")
    )
    others: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        others[row.parent_id].append(row.pupil.known_name)
    return others


def _facts(contact: Contact, sight: Sight, others: list[str]) -> Pairs:
    parent = contact.parent
    reached = [] if contact.must_not_contact else [parent.mobile, parent.phone, parent.email]
    language = ", ".join(
        filter(None, (parent.language, "needs an interpreter" if parent.needs_interpreter else ""))
    )
    facts = [
        ("Known as", parent.known_as),
        ("Former names", parent.former_names),
        ("Parental responsibility", value_words("", contact.has_responsibility)),
        ("Lives with the pupil", value_words("", contact.lives_with_pupil)),
        ("Reached at", ", ".join(filter(None, reached))),
        ("Address", "" if contact.must_not_contact else sight.words(address_of_parent(parent))),
        ("Language", language),
        ("Reading needs", parent.reading_needs),
        ("Also a contact of", list_words(others)),
    ]
    return [(label, value) for label, value in facts if value]
