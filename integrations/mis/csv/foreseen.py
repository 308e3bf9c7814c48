"""What a file changes, in words: a school before it and after it, compared; no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schools.addresses import is_secret
from schools.queries.standing import Standing, StandingContact, StandingPupil
from schools.wording import date_words

KEPT_OF_A_KIND = 50


class What(StrEnum):
    """What a change is of, in the order in which a person reads them."""

    JOINERS = "Joiners"
    LEAVERS = "Leavers"
    MOVERS = "Moves of group"
    NAMES = "Names"
    BIRTHDAYS = "Dates of birth"
    REGISTER = "Other entries of the admission register"
    ADDRESSES = "Addresses"
    CONTACTS = "Contacts"
    TUTORS = "Tutors"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise afterwards; empty words are nothing."""

    what: What
    who: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The first changes of each kind, and how many there are of it."""

    kept: tuple[Change, ...] = ()
    counts: tuple[tuple[What, int], ...] = ()


def compare(before: Standing, after: Standing) -> Foreseen:
    """The changes between two moments of a school, so many of each kind as a page can hold."""
    found: dict[What, list[Change]] = {what: [] for what in What}
    for change in (*_pupils(before, after), *_contacts(before, after), *_tutors(before, after)):
        found[change.what].append(change)
    return Foreseen(
        tuple(change for changes in found.values() for change in changes[:KEPT_OF_A_KIND]),
        tuple((what, len(changes)) for what, changes in found.items() if changes),
    )


def _pupils(before: Standing, after: Standing) -> Iterator[Change]:
    for key, pupil in after.pupils.items():
        was = before.pupils.get(key)
        if was is None or _is_back(was, pupil):
            yield from _joiner(pupil)
        elif was != pupil:
            yield from _changed(was, pupil)
            secret = _secret(before, after, key)
            homes = (_homes(was, secret), _homes(pupil, secret))
            yield from _pairs(pupil.name, (What.ADDRESSES, *homes))


def _is_back(was: StandingPupil, pupil: StandingPupil) -> bool:
    """Whether a pupil is on roll again who was not."""
    return (
        pupil.left_on is None
        and pupil.admitted_on is not None
        and (was.admitted_on is None or was.left_on is not None)
    )


def _joiner(pupil: StandingPupil) -> Iterator[Change]:
    """A pupil who comes; one who had left before the first day on Daymark is history and nobody's joiner."""
    if pupil.left_on is None and pupil.admitted_on is not None:
        group = f"{pupil.group}, on" if pupil.group else "On"
        yield Change(What.JOINERS, pupil.name, "", f"{group} roll from {date_words(pupil.admitted_on)}")


def _changed(was: StandingPupil, pupil: StandingPupil) -> Iterator[Change]:
    who = pupil.name
    if was.leaves_on != pupil.leaves_on and pupil.leaves_on:
        said = f"Proposed: last day {date_words(was.leaves_on)}" if was.leaves_on else "On roll"
        yield Change(What.LEAVERS, who, said, f"Proposed: last day {date_words(pupil.leaves_on)}")
    elif pupil.left_on and was.left_on is None:
        yield Change(What.LEAVERS, who, "On roll", f"Left on {date_words(pupil.left_on)}")
    if was.group != pupil.group:
        yield Change(What.MOVERS, who, was.group, _from(pupil.group, pupil.group_from))
    if was.planned != pupil.planned:
        yield Change(What.MOVERS, who, _planned(was), _planned(pupil))
    yield from _pairs(
        who,
        (What.NAMES, _names(was), _names(pupil)),
        (What.BIRTHDAYS, date_words(was.born_on), date_words(pupil.born_on)),
        (What.REGISTER, f"UPN {was.upn}", f"UPN {pupil.upn}"),
        (What.REGISTER, was.sex, pupil.sex),
    )


def _secret(before: Standing, after: Standing, pupil: int) -> frozenset[str]:
    """Neither a place that was hidden nor one that is hidden from now on is written down."""
    return before.secret.get(pupil, frozenset()) | after.secret.get(pupil, frozenset())


def _homes(pupil: StandingPupil, secret: Collection[str]) -> str:
    return "; ".join(home.words for home in pupil.homes if not is_secret(home, secret))


def _names(pupil: StandingPupil) -> str:
    words = (
        pupil.legal_name if pupil.legal_name == pupil.name else f"{pupil.legal_name}, known as {pupil.name}"
    )
    return f"{words}, formerly {pupil.former_names}" if pupil.former_names else words


def _from(group: str, from_on: date | None) -> str:
    return f"{group} from {date_words(from_on)}" if from_on else group


def _planned(pupil: StandingPupil) -> str:
    return ", ".join(_from(group, from_on) for group, from_on in pupil.planned)


def _pairs(who: str, *pairs: tuple[What, str, str]) -> Iterator[Change]:
    for what, before, after in pairs:
        if before != after:
            yield Change(what, who, before, after)


def _contacts(before: Standing, after: Standing) -> Iterator[Change]:
    for key, contact in after.contacts.items():
        was = before.contacts.get(key)
        who = f"{contact.name}, {contact.relationship.lower()} of {contact.pupil}"
        if was is None:
            yield Change(What.CONTACTS, who, "", f"Contact {contact.call_order}{_reach(contact)}")
        elif was != contact:
            yield from _pairs(who, *_of_contact(was, contact))
            secret = _secret(before, after, key[0])
            if not any(is_secret(address, secret) for address in (was.address, contact.address)):
                yield from _pairs(who, (What.ADDRESSES, was.address.words, contact.address.words))


def _of_contact(was: StandingContact, contact: StandingContact) -> Iterable[tuple[What, str, str]]:
    yield What.CONTACTS, was.name, contact.name
    yield What.CONTACTS, was.relationship, contact.relationship
    yield What.CONTACTS, f"Contact {was.call_order}", f"Contact {contact.call_order}"
    yield What.CONTACTS, _responsibility(was), _responsibility(contact)
    for name in ("mobile", "phone", "email"):
        yield What.CONTACTS, getattr(was, name), getattr(contact, name)


def _responsibility(contact: StandingContact) -> str:
    return "Parental responsibility" if contact.has_responsibility else "No parental responsibility"


def _reach(contact: StandingContact) -> str:
    reach = ", ".join(filter(None, (contact.mobile or contact.phone, contact.email)))
    return f": {reach}" if reach else ""


def _tutors(before: Standing, after: Standing) -> Iterator[Change]:
    for group in sorted(before.tutors.keys() | after.tutors.keys()):
        was, tutors = before.tutors.get(group, ()), after.tutors.get(group, ())
        if was != tutors:
            yield Change(What.TUTORS, group, " and ".join(was), " and ".join(tutors))
