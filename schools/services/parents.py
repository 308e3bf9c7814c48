"""Parents and contacts by hand: who they are, their place in the order of contact, and their address.

Whether somebody may be contacted is decided elsewhere (safety_notes), by the safeguarding lead.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights
from schools.message_faults import NO_CONTACT
from schools.models import Contact, Message, MessageState, Parent, Pupil, SafetyNote
from schools.queries.families import address_of_parent, sight_of
from schools.queries.family_sheets import (
    CONTACT_FIELDS,
    PARENT_FIELDS,
    contact_version,
    get_contact,
    get_parent,
)
from schools.queries.record_words import CONTACT, PARENT, value_words
from schools.services.locked_pupils import lock_pupil
from schools.services.stale import check_version


@dataclass(frozen=True, slots=True)
class ParentAddress:
    """Where a parent lives."""

    address_lines: str
    postcode: str
    address_hidden: bool


@dataclass(frozen=True, slots=True)
class ParentFacts:
    """A parent. An `address` of None stays as it is: who types may not see it."""

    title: str
    forename: str
    surname: str
    known_as: str
    former_names: str
    email: str
    mobile: str
    phone: str
    language: str
    needs_interpreter: bool
    reading_needs: str
    address: ParentAddress | None


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What a parent is to one pupil."""

    relationship: str
    has_responsibility: bool
    lives_with_pupil: bool


@transaction.atomic
def add_contact(
    *, rights: Rights, pupil_id: int, parent: ParentFacts, contact: ContactFacts, at: datetime
) -> Contact:
    """Add a parent whom the school does not know yet, as the last to be rung."""
    acting(rights.user, at=at)
    pupil = _lock(rights, pupil_id)
    return _add(pupil, Parent.objects.create(school=rights.school, **_values(parent)), contact)


@transaction.atomic
def add_known_contact(
    *, rights: Rights, pupil_id: int, parent_id: int, contact: ContactFacts, at: datetime
) -> Contact:
    """Add a parent whom the school knows, as the last to be rung; ValidationError for one who is there."""
    acting(rights.user, at=at)
    pupil = _lock(rights, pupil_id)
    parent = get_parent(rights, parent_id)
    if Contact.objects.filter(pupil=pupil, parent=parent).exists():
        raise ValidationError("This parent is among the contacts already")
    return _add(pupil, parent, contact)


@transaction.atomic
def change_contact(
    *,
    rights: Rights,
    pupil_id: int,
    contact_id: int,
    parent: ParentFacts,
    contact: ContactFacts,
    version: str,
    at: datetime,
) -> Contact:
    """Change a parent, for all their children, and what they are to this one.

    An address that this person may not see stays, whatever `parent` holds. Raises StaleError where somebody
    saved either since the page of `version` was opened.
    """
    acting(rights.user, at=at)
    pupil = _lock(rights, pupil_id)
    row = get_contact(pupil, contact_id)
    row.parent = Parent.objects.select_for_update(no_key=True).get(pk=row.parent_id)
    opens = sight_of(rights, pupil).opens(address_of_parent(row.parent))
    values = _values(parent) if opens else {name: getattr(parent, name) for name in PARENT_FIELDS}
    standing = _differences(row.parent, values, PARENT) | _differences(row, asdict(contact), CONTACT)
    check_version(version, contact_version(row, with_address=opens), standing=standing)
    for name, value in values.items():
        setattr(row.parent, name, value)
    for name, value in asdict(contact).items():
        setattr(row, name, value)
    row.parent.save(update_fields=list(values))
    row.save(update_fields=list(CONTACT_FIELDS))
    return row


@transaction.atomic
def move_contact(
    *, rights: Rights, pupil_id: int, contact_id: int, up: bool, seen: int, at: datetime
) -> None:
    """Ring a contact before the one above them, or after the one below; `seen` is their place on the page."""
    acting(rights.user, at=at)
    contacts = list(Contact.objects.filter(pupil=_lock(rights, pupil_id)).order_by("call_order"))
    row = next((each for each in contacts if each.pk == contact_id), None)
    if row is None:
        raise ValidationError("This contact is not there any more. Reload the page")
    if row.call_order != seen:
        raise ValidationError("Somebody changed the order while you had it open. Look again, then move")
    place = contacts.index(row) + (-1 if up else 1)
    if not 0 <= place < len(contacts):
        raise ValidationError("This contact cannot be moved further")
    other = contacts[place]
    row.call_order, other.call_order = other.call_order, row.call_order
    Contact.objects.bulk_update([row, other], ["call_order"])


@transaction.atomic
def remove_contact(*, rights: Rights, pupil_id: int, contact_id: int, at: datetime) -> Contact:
    """Take a contact off a pupil's list; the parent stays known, and the audit keeps the entry (reg 7).

    Raises ValidationError where the safeguarding lead has said something about this contact: taking them
    off the list would take that away too.
    """
    acting(rights.user, at=at)
    pupil = _lock(rights, pupil_id)
    row = get_contact(pupil, contact_id)
    if row.must_not_contact or SafetyNote.objects.filter(contact=row).exists():
        raise ValidationError("Speak to the DSL before you remove this contact")
    queued = Message.objects.filter(contact=row, state=MessageState.QUEUED)
    queued.update(state=MessageState.WITHDRAWN, why=NO_CONTACT.key)
    Contact.objects.filter(pk=row.pk).delete()
    return row


def _lock(rights: Rights, pupil_id: int) -> Pupil:
    rights.check(Permission.CONTACTS_VIEW)
    return lock_pupil(rights, Permission.PUPIL_MANAGE, pupil_id)


def _add(pupil: Pupil, parent: Parent, contact: ContactFacts) -> Contact:
    last = Contact.objects.filter(pupil=pupil).aggregate(last=Max("call_order"))["last"] or 0
    return Contact.objects.create(pupil=pupil, parent=parent, call_order=last + 1, **asdict(contact))


def _values(parent: ParentFacts) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(parent, name) for name in PARENT_FIELDS}
    return values if parent.address is None else values | asdict(parent.address)


def _differences(row: Parent | Contact, typed: dict[str, object], words: dict[str, str]) -> dict[str, str]:
    return {
        words[name]: value_words(name, getattr(row, name))
        for name, value in typed.items()
        if getattr(row, name) != value
    }
