"""A pupil's entry in the admission register (reg 8, SI 2024/208), and what it still lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.roles import Permission
from schools.access import Rights, reaches_pupil
from schools.models import Contact, Pupil, RollEntry
from schools.queries.families import ContactCard, HomeLine, Pairs, contact_cards, home_lines, sight_of
from schools.queries.record_words import PUPIL, value_words
from schools.queries.versions import version_of

# What a person may correct; a former number is kept by the services.
ENTRY_FIELDS = tuple(name for name in PUPIL if name != "former_upn")
ALWAYS_SHOWN = frozenset(
    {"legal_forename", "legal_surname", "known_forename", "known_surname", "sex", "born_on", "upn"}
    | {"admission_number", "last_school_name", "last_school_address"}
)


@dataclass(frozen=True)
class RecordPage:
    """The record as one person may see it; `contacts` is None for who may not see them."""

    pupil_id: int
    name: str
    entry: Pairs
    stays: Pairs
    homes: list[HomeLine]
    contacts: list[ContactCard] | None
    may_return: bool
    gaps: list[str]
    opens_safety: bool


def record_page(rights: Rights, pupil: Pupil, *, on: date) -> RecordPage:
    """The record of a pupil: a fixed number of statements."""
    sight = sight_of(rights, pupil)
    homes = home_lines(pupil, sight, on=on)
    stays = list(RollEntry.objects.filter(pupil=pupil).order_by("-admitted_on"))
    may_see = reaches_pupil(rights, Permission.CONTACTS_VIEW, pupil)
    return RecordPage(
        pupil_id=pupil.pk,
        name=pupil.known_name,
        entry=_entry(rights, pupil),
        stays=[_stay(row) for row in stays],
        may_return=all(row.left_on is not None for row in stays),
        homes=homes,
        contacts=contact_cards(pupil, sight, on=on) if may_see else None,
        gaps=_gaps(pupil, has_home=any(home.is_now for home in homes)),
        opens_safety=sight.contact_safety,
    )


@dataclass(frozen=True)
class EntrySheet:
    """An entry to correct."""

    pupil_id: int
    name: str
    initial: dict[str, object]


def entry_sheet(pupil: Pupil) -> EntrySheet:
    """What the form of an entry shows."""
    values = {name: getattr(pupil, name) for name in ENTRY_FIELDS}
    return EntrySheet(pupil.pk, pupil.known_name, values | {"version": entry_version(pupil)})


def entry_version(pupil: Pupil) -> str:
    """The version of an entry that a page shows."""
    return version_of((pupil, ENTRY_FIELDS))


def _entry(rights: Rights, pupil: Pupil) -> Pairs:
    boards: set[str] = set() if rights.school.takes_boarders else {"is_boarder"}
    return [
        (label, words or "Not recorded")
        for name, label in PUPIL.items()
        if name not in boards and ((words := value_words(name, getattr(pupil, name))) or name in ALWAYS_SHOWN)
    ]


def _stay(row: RollEntry) -> tuple[str, str]:
    """A time on roll in words: when it began, and how it stands or ended."""
    ended = f"Left on {value_words('left_on', row.left_on)}" if row.left_on else ""
    return f"Starting day {value_words('admitted_on', row.admitted_on)}", ended or str(
        row.get_enrolment_display()
    )


def _gaps(pupil: Pupil, *, has_home: bool) -> list[str]:
    """What the law asks the register to hold and this entry does not, as sentences."""
    contacts = list(Contact.objects.filter(pupil=pupil).select_related("parent"))
    lived_with = [row for row in contacts if row.lives_with_pupil]
    silent = [row for row in lived_with if not (row.parent.mobile or row.parent.phone)]
    gaps = (
        (not has_home, "No address of the pupil is recorded (reg 8)."),
        (not contacts, "No parent is recorded (reg 8)."),
        (bool(contacts) and not lived_with, "No parent is recorded with whom the pupil lives (reg 8)."),
        (bool(silent), "A parent with whom the pupil lives has no emergency phone (reg 8)."),
        (
            len(contacts) == 1,
            "Only one contact is recorded. The guidance asks for more than one (Working together, p 20).",
        ),
        (
            bool(contacts) and not any(row.has_responsibility for row in contacts),
            "Nobody with parental responsibility is recorded.",
        ),
    )
    return [words for is_missing, words in gaps if is_missing]
