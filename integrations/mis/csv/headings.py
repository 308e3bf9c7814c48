"""Which column of a file is which of our fields: guessed from its headings, settled by the person (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from integrations.mis.csv.fields import FIELDS, Field, Kind

LEAVE_OUT = ""
FILE_NAMES = {
    Kind.CALENDAR: ("calendar", "term", "holiday"),
    Kind.STAFF: ("staff", "teacher", "employee"),
    Kind.CONTACTS: ("contact", "parent"),
    Kind.GROUPS: ("group", "class"),
    Kind.MARKS: ("mark", "attendance", "session"),
    Kind.PUPILS: ("pupil", "student", "roll"),
}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The columns of one file: `fields` is heading to field name, in the order of the file."""

    kind: Kind
    headings: tuple[str, ...]
    fields: Mapping[str, str]
    problems: tuple[str, ...] = ()

    @property
    def positions(self) -> dict[str, int]:
        """Field name to the number of its column, from 0."""
        return {
            self.fields[heading]: place
            for place, heading in enumerate(self.headings)
            if heading in self.fields
        }

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields, by title, without which the file cannot be brought in."""
        filled = set(self.fields.values())
        return tuple(
            field.title for field in FIELDS[self.kind] if field.is_required and field.name not in filled
        )

    @property
    def unused(self) -> tuple[str, ...]:
        """The headings whose columns are left out."""
        return tuple(heading for heading in self.headings if heading and heading not in self.fields)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What stands between this file and the import, one sentence each; empty when nothing does."""
        needed = (f"No column gives “{title}”. Choose the column that holds it." for title in self.missing)
        return (*self.problems, *needed)


def guess(headings: Sequence[str], kind: Kind) -> ColumnMap:
    """The likeliest map of a file's headings onto the fields of its kind; nothing is used twice."""
    by_plain = {plain(heading): heading for heading in reversed(headings) if heading}
    chosen: dict[str, str] = {}
    for field, synonym in _by_likelihood(FIELDS[kind]):
        heading = by_plain.get(plain(synonym))
        if heading is not None and heading not in chosen and field.name not in chosen.values():
            chosen[heading] = field.name
    return ColumnMap(kind, tuple(headings), _in_file_order(headings, chosen))


def confirm(headings: Sequence[str], kind: Kind, choice: Mapping[str, str]) -> ColumnMap:
    """The map that the person settled: heading to field name, or to nothing to leave a column out."""
    known = {field.name for field in FIELDS[kind]}
    chosen: dict[str, str] = {}
    problems = []
    for heading, name in choice.items():
        if name == LEAVE_OUT:
            continue
        if heading not in headings:
            problems.append(f"This file has no column “{heading}”. Choose again.")
        elif name not in known:
            problems.append(f"“{heading}” cannot be read as “{name}”. Choose from the list.")
        elif name in chosen.values():
            problems.append(f"Two columns are chosen for “{_title_of(kind, name)}”. Choose one.")
        else:
            chosen[heading] = name
    return ColumnMap(kind, tuple(headings), _in_file_order(headings, chosen), tuple(problems))


def guess_kind(headings: Sequence[str], file_name: str = "") -> Kind | None:
    """The kind of file that the headings, and then its name, speak for; None when nothing does."""
    complete = {kind: _score(headings, kind, file_name) for kind in Kind if not guess(headings, kind).missing}
    if complete:
        return max(complete, key=complete.__getitem__)
    return next((kind for kind in FILE_NAMES if _is_named(file_name, kind)), None)


def _score(headings: Sequence[str], kind: Kind, file_name: str) -> int:
    return len(guess(headings, kind).fields) + 3 * _is_named(file_name, kind)


def _is_named(file_name: str, kind: Kind) -> bool:
    return any(word in file_name.casefold() for word in FILE_NAMES[kind])


def _title_of(kind: Kind, name: str) -> str:
    return next(field.title for field in FIELDS[kind] if field.name == name)


def _by_likelihood(fields: Sequence[Field]) -> list[tuple[Field, str]]:
    """Every field's first heading before any field's second: "Forename" alone is still the legal one."""
    longest = max(len(field.headings) for field in fields)
    return [
        (field, field.headings[rank])
        for rank in range(longest)
        for field in fields
        if rank < len(field.headings)
    ]


def _in_file_order(headings: Sequence[str], chosen: Mapping[str, str]) -> dict[str, str]:
    return {heading: chosen[heading] for heading in headings if heading in chosen}


def plain(heading: str) -> str:
    """A heading without case, spaces or signs: "Reg. group" and "REGGROUP" are one."""
    return "".join(character for character in heading.casefold() if character.isalnum())
