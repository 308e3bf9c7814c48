"""One address or one contact of a pupil, as the pages show it that change it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from accounts.roles import Permission
from schools.access import Rights
from schools.models import Contact, Parent, Pupil, PupilAddress
from schools.names import name_words
from schools.queries.families import address_of_home, address_of_parent, parent_name, sight_of
from schools.queries.versions import version_of
from schools.wording import list_words

PARENT_FIELDS = (
    *("title", "forename", "surname", "known_as", "former_names", "email", "mobile", "phone"),
    *("language", "needs_interpreter", "reading_needs"),
)
PARENT_ADDRESS = ("address_lines", "postcode", "address_hidden")
CONTACT_FIELDS = ("relationship", "has_responsibility", "lives_with_pupil")
ADDRESS_FIELDS = ("lines", "postcode", "from_on", "until_on", "is_hidden")
MOST_FOUND = 10


@dataclass(frozen=True)
class HomeSheet:
    """An address to change; `initial` is None where this person may not see it."""

    pupil_id: int
    name: str
    initial: dict[str, object] | None


@dataclass(frozen=True)
class ContactSheet:
    """A contact to change. Without `with_address` the parent's address is left out."""

    pupil_id: int
    pupil: str
    contact_id: int
    name: str
    initial: dict[str, object]
    with_address: bool
    is_stopped: bool
    others: str


@dataclass(frozen=True)
class KnownParent:
    """A parent whom the school knows already, with the children by whom."""

    parent_id: int
    name: str
    children: str


@dataclass(frozen=True)
class NewContactSheet:
    """A contact to add: a new parent, or one found among those whom the school knows."""

    pupil_id: int
    pupil: str
    words: str
    found: list[KnownParent]
    parent_id: int | None
    parent: str


def home_sheet(rights: Rights, pupil: Pupil, address_id: int) -> HomeSheet:
    """An address of a pupil to change; 404 for any other."""
    row = get_home(pupil, address_id)
    opens = sight_of(rights, pupil).opens(address_of_home(row))
    initial = {name: getattr(row, name) for name in ADDRESS_FIELDS} | {"version": home_version(row)}
    return HomeSheet(pupil.pk, pupil.known_name, initial if opens else None)


def contact_sheet(rights: Rights, pupil: Pupil, contact_id: int) -> ContactSheet:
    """A contact of a pupil to change; 404 for any other."""
    rights.check(Permission.CONTACTS_VIEW)
    row = get_contact(pupil, contact_id)
    opens = sight_of(rights, pupil).opens(address_of_parent(row.parent))
    shown = (*PARENT_FIELDS, *PARENT_ADDRESS) if opens else PARENT_FIELDS
    others = Contact.objects.filter(parent=row.parent_id).exclude(pupil=pupil).select_related("pupil")
    return ContactSheet(
        pupil_id=pupil.pk,
        pupil=pupil.known_name,
        contact_id=row.pk,
        name=parent_name(row.parent),
        initial={name: getattr(row.parent, name) for name in shown}
        | {name: getattr(row, name) for name in CONTACT_FIELDS}
        | {"version": contact_version(row, with_address=opens)},
        with_address=opens,
        is_stopped=row.must_not_contact,
        others=list_words([other.pupil.known_name for other in others]),
    )


def new_home_sheet(pupil: Pupil) -> HomeSheet:
    """A sheet for one more address."""
    return HomeSheet(pupil.pk, pupil.known_name, {})


def new_contact_sheet(rights: Rights, pupil: Pupil, *, words: str, parent_id: int | None) -> NewContactSheet:
    """A sheet for one more contact: the parents whom the words find, or the one chosen (404 for none)."""
    rights.check(Permission.CONTACTS_VIEW)
    parent = get_parent(rights, parent_id) if parent_id is not None else None
    return NewContactSheet(
        pupil_id=pupil.pk,
        pupil=pupil.known_name,
        words=words,
        found=known_parents(rights, words, pupil=pupil),
        parent_id=parent.pk if parent else None,
        parent=parent_name(parent) if parent else "",
    )


def get_home(pupil: Pupil, address_id: int) -> PupilAddress:
    """One address of a pupil; 404 for any other."""
    row = PupilAddress.objects.filter(pupil=pupil, pk=address_id).first()
    if row is None:
        raise Http404
    return row


def get_contact(pupil: Pupil, contact_id: int) -> Contact:
    """One contact of a pupil with the parent; 404 for any other."""
    row = Contact.objects.filter(pupil=pupil, pk=contact_id).select_related("parent").first()
    if row is None:
        raise Http404
    return row


def get_parent(rights: Rights, parent_id: int) -> Parent:
    """One parent known at the school; 404 for any other."""
    row = Parent.objects.filter(school=rights.school, pk=parent_id).first()
    if row is None:
        raise Http404
    return row


def home_version(row: PupilAddress) -> str:
    """The version of an address that a page shows."""
    return version_of((row, ADDRESS_FIELDS))


def contact_version(row: Contact, *, with_address: bool) -> str:
    """The version of a contact and the parent, as far as a page shows them."""
    shown = (*PARENT_FIELDS, *PARENT_ADDRESS) if with_address else PARENT_FIELDS
    return version_of((row, CONTACT_FIELDS), (row.parent, shown))


def known_parents(rights: Rights, words: str, *, pupil: Pupil) -> list[KnownParent]:
    """The first parents of the school whose names hold every word, the pupil's own left out: two statements.

    Names alone are searched, so that no number or address is told by a find.
    """
    parents = Parent.objects.filter(school=rights.school).exclude(contacts__pupil=pupil)
    for word in name_words(words):
        parents = parents.filter(
            Q(surname__icontains=word) | Q(forename__icontains=word) | Q(known_as__icontains=word)
        )
    found = list(parents[:MOST_FOUND]) if words.strip() else []
    others: dict[int, list[str]] = defaultdict(list)
    for row in Contact.objects.filter(parent__in=found).select_related("pupil"):
        others[row.parent_id].append(row.pupil.known_name)
    return [KnownParent(row.pk, parent_name(row), list_words(others[row.pk])) for row in found]
