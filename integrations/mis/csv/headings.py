"""Which column of a file is which of our fields: guessed from its headings, settled by the person (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from integrations.mis.csv.fields import FIELDS, Field, Kind, plain
from integrations.mis.csv.presets import LEAVE_OUT, PRESETS, System

LEAST_COLUMNS = 3
FILE_NAMES = {
    Kind.TIMETABLE: ("timetable", "lesson"),
    Kind.COVER: ("cover",),
    Kind.WEEKS: ("week",),
    Kind.TOTALS: ("total", "termly"),
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
        """The fields, by title, without which the file cannot be brought in; keys stand together as one."""
        filled = set(self.fields.values())
        needed = [each for each in FIELDS[self.kind] if each.is_required and each.name not in filled]
        keys = [each for each in FIELDS[self.kind] if each.is_key]
        unkeyed = bool(keys) and not any(key.name in filled for key in keys)
        either = ("” or “".join(key.title for key in keys),) if unkeyed else ()
        return (*either, *(each.title for each in needed))

    @property
    def unused(self) -> tuple[str, ...]:
        """The headings whose columns are left out."""
        return tuple(heading for heading in self.headings if heading and heading not in self.fields)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What stands between this file and the import, one sentence each; empty when nothing does."""
        needed = (f"No column gives “{title}”. Choose the column that holds it." for title in self.missing)
        return (*self.problems, *needed)


@dataclass(frozen=True, slots=True)
class Habits:
    """What is known of a source before its file is read: its system, and how its files were settled last."""

    system: System | None = None
    kept: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)

    def settled(self, headings: Sequence[str], kind: Kind) -> dict[str, str]:
        """Heading to field, or to LEAVE_OUT: as settled last, else as reports of the system have it."""
        kept = self.kept.get(kind, {})
        preset = PRESETS[self.system].get(kind, {}) if self.system else {}
        found = {
            heading: kept[heading] if heading in kept else preset.get(plain(heading)) for heading in headings
        }
        return {heading: name for heading, name in found.items() if name is not None}

    def kind_of(self, headings: Sequence[str]) -> Kind | None:
        """The kind that a file with just these headings was settled as, or None."""
        named = {heading for heading in headings if heading}
        return next((kind for kind, columns in self.kept.items() if set(columns) == named), None)


NO_HABITS = Habits()


def guess(headings: Sequence[str], kind: Kind, habits: Habits = NO_HABITS) -> ColumnMap:
    """The likeliest map of a file's headings onto the fields of its kind; nothing is used twice."""
    settled = habits.settled(headings, kind)
    known = {each.name for each in FIELDS[kind]}
    chosen: dict[str, str] = {}
    for heading, name in settled.items():
        if name in known and name not in chosen.values():
            chosen[heading] = name
    free = {plain(heading): heading for heading in reversed(headings) if heading and heading not in settled}
    for each, synonym in _by_likelihood(FIELDS[kind]):
        heading = free.get(plain(synonym), "")
        if heading and heading not in chosen and each.name not in chosen.values():
            chosen[heading] = each.name
    return ColumnMap(kind, tuple(headings), _in_file_order(headings, chosen))


def confirm(headings: Sequence[str], kind: Kind, choice: Mapping[str, str]) -> ColumnMap:
    """The map that the person settled: heading to field name, or to nothing to leave a column out."""
    known = {each.name for each in FIELDS[kind]}
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


def guess_kind(headings: Sequence[str], file_name: str = "", habits: Habits = NO_HABITS) -> Kind | None:
    """The kind of file that the headings, and then its name, speak for; None when nothing does.

    A file that lacks a needed column is still of the kind that most of its headings belong to: it would be
    worse to read a pupils file without a date of birth as a groups file.
    """
    if known := habits.kind_of(headings):
        return known
    scores = {kind: score for kind in Kind if (score := _score(guess(headings, kind, habits), file_name))}
    if scores:
        return max(scores, key=scores.__getitem__)
    return next((kind for kind in FILE_NAMES if _is_named(file_name, kind)), None)


def _score(columns: ColumnMap, file_name: str) -> float:
    """How much speaks for a kind; 0 for one that lacks a needed column and has few others."""
    is_whole = not columns.missing
    if not is_whole and len(columns.fields) < max(LEAST_COLUMNS, len(columns.missing) + 1):
        return 0
    return len(columns.fields) + 3 * _is_named(file_name, columns.kind) + 0.5 * is_whole


def _is_named(file_name: str, kind: Kind) -> bool:
    return any(word in file_name.casefold() for word in FILE_NAMES[kind])


def _title_of(kind: Kind, name: str) -> str:
    return next(each.title for each in FIELDS[kind] if each.name == name)


def _by_likelihood(fields: Sequence[Field]) -> list[tuple[Field, str]]:
    """Every field's first heading before any field's second: "Forename" alone is still the legal one."""
    longest = max(len(each.headings) for each in fields)
    return [
        (each, each.headings[rank]) for rank in range(longest) for each in fields if rank < len(each.headings)
    ]


def _in_file_order(headings: Sequence[str], chosen: Mapping[str, str]) -> dict[str, str]:
    return {heading: chosen[heading] for heading in headings if heading in chosen}
