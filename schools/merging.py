"""How the dated rows of two records of one person become those of one. Pure.

Times on roll, in a group or with a fact are days from a first to a last, both included; an open time has no
last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
Days = tuple[date, date | None]


@dataclass(frozen=True)
class Stay:
    """One dated row: its key, its first and its last day, and whether the record that is kept has it."""

    pk: int
    from_on: date
    until_on: date | None
    is_kept: bool


@dataclass(frozen=True)
class Join:
    """Rows that overlap, and the one that stands for them all: the kept record's where it has one.

    `ends_as` is the row whose end it takes; `absorbed` are the rows that go.
    """

    survivor: int
    from_on: date
    until_on: date | None
    ends_as: int
    absorbed: tuple[int, ...]
    is_moved: bool


def join_stays(stays: Iterable[Stay]) -> list[Join]:
    """What becomes of the rows of two records: each row of the other moves, or joins those it overlaps.

    Rows of the kept record that no row of the other touches are in no join.
    """
    return [_join(group) for group in _overlapping(stays) if not all(stay.is_kept for stay in group)]


def _overlapping(stays: Iterable[Stay]) -> list[list[Stay]]:
    """The rows in groups, in the order of days; each row overlaps another of its group."""
    groups: list[list[Stay]] = []
    last = date.min
    for stay in sorted(stays, key=lambda stay: (stay.from_on, not stay.is_kept, stay.pk)):
        if groups and stay.from_on <= last:
            groups[-1].append(stay)
            last = max(last, stay.until_on or date.max)
        else:
            groups.append([stay])
            last = stay.until_on or date.max
    return groups


def _join(group: Sequence[Stay]) -> Join:
    survivor = next((stay for stay in group if stay.is_kept), group[0])
    ends = max(group, key=lambda stay: (stay.until_on or date.max, stay.is_kept))
    return Join(
        survivor=survivor.pk,
        from_on=min(stay.from_on for stay in group),
        until_on=ends.until_on,
        ends_as=ends.pk,
        absorbed=tuple(stay.pk for stay in group if stay is not survivor),
        is_moved=not survivor.is_kept,
    )


def uncovered(days: Days, covers: Iterable[Days]) -> list[Days]:
    """The parts of a time that no other time covers, in order."""
    first, last = days
    parts: list[Days] = []
    for cover_first, cover_last in sorted(covers):
        if cover_last is not None and cover_last < first:
            continue
        if last is not None and cover_first > last:
            break
        if cover_first > first:
            parts.append((first, cover_first - DAY))
        if cover_last is None or (last is not None and cover_last >= last):
            return parts
        first = cover_last + DAY
    return [*parts, (first, last)]


def join_texts(records: Sequence[Mapping[str, str]], *, labels: Mapping[str, str]) -> dict[str, str]:
    """The texts of one record made of several, the first of them first; `note` must be among them.

    An empty text is filled from the next record. A text that differs is kept in the note, with its label.
    """
    joined = dict(records[0])
    also: list[str] = []
    for record in records[1:]:
        for name, text in record.items():
            if not joined[name]:
                joined[name] = text
            elif text and text.casefold() != joined[name].casefold():
                also.append(f"{labels[name]}: {text}")
    if also:
        joined["note"] = f"{joined['note']} Also: {'; '.join(also)}".strip()
    return joined


def pick_numbers(kept: str, other: str, *, is_temporary: tuple[bool, bool]) -> tuple[str, str]:
    """The number that stands and the one that was: a permanent number goes before a temporary one."""
    if not kept or (other and is_temporary[0] and not is_temporary[1]):
        kept, other = other, kept
    return kept, "" if other == kept else other
