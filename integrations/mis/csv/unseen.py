"""Which columns of a file a person's rights do not open: their cells are shown nowhere to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.roles import Permission
from integrations.mis.csv.fields import FIELDS, Kind
from integrations.mis.csv.headings import guess, guess_kind
from integrations.mis.csv.mapping.pupils import PROTECTED_FIELDS, SUPPORT_FIELDS
from integrations.models import ImportFile
from schools.access import Rights

ABOUT_WHOM_AND_WHEN = frozenset(
    {"upn", "admission_number", "marked_on", "session", "week_on", "year", "term", "starts_on", "ends_on"}
)


def _counts(kind: Kind) -> frozenset[str]:
    """The fields of a file of marks or totals that say how somebody attended."""
    return frozenset(field.name for field in FIELDS[kind]) - ABOUT_WHOM_AND_WHEN


GUARDED: Mapping[Kind, Mapping[Permission, frozenset[str]]] = {
    Kind.PUPILS: {
        Permission.PROTECTED_FACTS_VIEW: PROTECTED_FIELDS,
        Permission.SUPPORT_FACTS_VIEW: SUPPORT_FIELDS,
    },
    Kind.CONTACTS: {
        Permission.HIDDEN_ADDRESS_VIEW: frozenset(
            {"address_1", "address_2", "address_3", "address_4", "postcode"}
        ),
        Permission.CONTACT_SAFETY_VIEW: frozenset({"must_not_contact"}),
    },
    **{
        kind: {Permission.ATTENDANCE_HISTORY: _counts(kind)} for kind in (Kind.MARKS, Kind.WEEKS, Kind.TOTALS)
    },
}


@dataclass(frozen=True, slots=True)
class Unseen:
    """What of one file stays unseen: columns by their place, and our fields by name and by title."""

    places: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()


def unseen_of(rights: Rights, file: ImportFile) -> Unseen:
    """What of a file this person may not see, however its columns are settled now.

    A column is known by its heading as well as by the field it is read as, and the file by its headings as
    well as by the kind that was chosen: who settles it anew does not open it.
    """
    kinds = _kinds_of(file)
    by_kind = {kind: _names(rights, kind) for kind in kinds}
    guarded = {
        heading
        for kind, names in by_kind.items()
        for heading, name in guess(file.headings, kind).fields.items()
        if name in names
    }
    chosen = by_kind.get(Kind(file.kind), frozenset()) if file.kind else frozenset()
    headings = guarded | {heading for heading, name in file.columns.items() if name in chosen}
    names = chosen | {name for heading, name in file.columns.items() if name and heading in headings}
    titles = {
        field.title
        for kind in kinds
        for field in FIELDS[kind]
        if field.name in by_kind[kind] or (kind == file.kind and field.name in names)
    }
    places = {place for place, heading in enumerate(file.headings) if heading in headings}
    return Unseen(frozenset(places), frozenset(names), frozenset(titles))


def _kinds_of(file: ImportFile) -> tuple[Kind, ...]:
    """The kind that was chosen and the kind that the headings speak for; all where they speak for none."""
    guessed = guess_kind(file.headings, file.name)
    if guessed is None:
        return tuple(Kind)
    return tuple({guessed, Kind(file.kind)} if file.kind else {guessed})


def _names(rights: Rights, kind: Kind) -> frozenset[str]:
    guarded = GUARDED.get(kind, {})
    return frozenset().union(*(names for right, names in guarded.items() if not rights.has_for_school(right)))
