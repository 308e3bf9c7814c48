"""What a visitor should know of a home before the door opens, as far as their rights go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.roles import Permission
from attendance.queries.visits.reached import asks_lead_first
from schools.access import Rights, in_force, reaches_pupil
from schools.models import Contact, Pupil, PupilAddress, SafetyNote
from schools.queries.families import Sight, address_of_home, parent_name, sight_of, stop_words

ADDRESS_WITHHELD = "Address withheld. Ask the attendance officer"
NO_ADDRESS = "No address is known"


@dataclass(frozen=True)
class Number:
    """A number that a press rings; `link` holds digits alone."""

    words: str
    link: str


@dataclass(frozen=True)
class DoorContact:
    """A contact in the order in which they are rung; a person whom nobody may ring has no number."""

    name: str
    relationship: str
    numbers: list[Number]
    stop: str


@dataclass(frozen=True)
class Home:
    """A pupil's home for one reader. `tells_safety`: safety notes or no-contact facts stand in it.

    `asks_lead`: the safeguarding lead is to be asked before anybody goes or rings.
    """

    addresses: list[str]
    contacts: list[DoorContact]
    notes: list[tuple[str, str]]
    sees_contacts: bool
    tells_safety: bool
    asks_lead: bool


def home_of(rights: Rights, pupil: Pupil, *, on: date) -> Home:
    """The home of a pupil within reach on a day: the same few statements for every family."""
    sight = sight_of(rights, pupil)
    sees_contacts = reaches_pupil(rights, Permission.CONTACTS_VIEW, pupil)
    contacts = list(Contact.objects.filter(pupil=pupil).select_related("parent")) if sees_contacts else []
    notes = list(SafetyNote.objects.filter(in_force(on), pupil=pupil).select_related("contact__parent"))
    warned = {note.contact_id for note in notes}
    asks_lead = asks_lead_first(pupil, on=on)
    # A marker or a note on the pupil is about everybody at home.
    is_stopped = not sight.contact_safety and (asks_lead or None in warned)
    doors = [_door(row, sight, is_warned=is_stopped or row.pk in warned) for row in contacts]
    told = _notes(notes) if sight.contact_safety else []
    return Home(
        addresses=_addresses(pupil, sight, on),
        contacts=doors,
        notes=told,
        sees_contacts=sees_contacts,
        tells_safety=sight.contact_safety and (bool(told) or any(door.stop for door in doors)),
        asks_lead=asks_lead,
    )


def _addresses(pupil: Pupil, sight: Sight, on: date) -> list[str]:
    """The addresses of the day, each where this reader may know it."""
    rows = PupilAddress.objects.filter(pupil=pupil).exclude(from_on__gt=on).exclude(until_on__lt=on)
    found = [address_of_home(row) for row in rows]
    words = [sight.words(address) if sight.opens(address) else ADDRESS_WITHHELD for address in found]
    return [line for line in dict.fromkeys(words) if line] or [NO_ADDRESS]


def _door(contact: Contact, sight: Sight, *, is_warned: bool) -> DoorContact:
    stop = stop_words(contact, sight, is_warned=is_warned)
    may_ring = not contact.must_not_contact and (sight.contact_safety or not is_warned)
    phones = [contact.parent.mobile, contact.parent.phone] if may_ring else []
    return DoorContact(
        name=parent_name(contact.parent),
        relationship=contact.relationship,
        numbers=[Number(phone, _digits(phone)) for phone in phones if phone],
        stop=stop,
    )


def _digits(phone: str) -> str:
    return "".join(char for char in phone if char.isdecimal() or char == "+")


def _notes(rows: Sequence[SafetyNote]) -> list[tuple[str, str]]:
    """About whom, and what the safeguarding lead says."""
    return [(parent_name(row.contact.parent) if row.contact else "The pupil", row.text) for row in rows]
