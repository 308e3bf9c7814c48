"""Bringing a published file of the DfE in: read whole, then kept in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.core.exceptions import ValidationError

from attendance.services.comparators import ReleaseFacts, keep_release
from integrations.dfe.client import DfeRefused, read_release
from integrations.dfe.mapping import ReleaseRows, release_of
from schools.access import Rights
from schools.names import clean_text
from schools.wording import count_words, list_words

MOST_NOTES = 50


@dataclass(frozen=True, slots=True)
class DfeFile:
    """A file as it was chosen: its name and bytes, and what a person says of it."""

    name: str
    content: bytes
    source: str = ""
    published_on: date | None = None
    counts_from: date | None = None
    counts_until: date | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file: a sentence, and notes on rows that were not read or do not add up."""

    is_new: bool
    words: str
    notes: Sequence[str]


def load_release(file: DfeFile, *, rights: Rights | None, at: datetime) -> Loaded:
    """Keep the figures of a file. `rights` are None from the terminal.

    Raises ValidationError with the sentence for a file without such figures, PermissionDenied without
    the right.
    """
    try:
        table = read_release(file.content)
        found = release_of(table.headings, table.rows())
    except DfeRefused as refusal:
        raise ValidationError(str(refusal)) from refusal
    notes = _notes(found)
    facts = ReleaseFacts(
        name=clean_text(file.name)[:200],
        sha256=sha256(file.content).hexdigest(),
        source=clean_text(file.source)[:300],
        published_on=file.published_on,
        counts_from=file.counts_from,
        counts_until=file.counts_until,
    )
    release, is_new = keep_release(
        facts, found.rows, withheld=found.withheld, notes=notes, rights=rights, at=at
    )
    if not is_new:
        words = f"{release.name} was loaded on {release.loaded_at:%d/%m/%Y}. Nothing is changed."
        return Loaded(False, words, ())
    return Loaded(True, _words(found), notes)


def _words(found: ReleaseRows) -> str:
    """How many figures are kept, of how many weeks, and what was left out."""
    weeks = len({(row.year, row.week) for row in found.rows if row.week is not None})
    of_what = [count_words(weeks, "week")] if weeks else []
    if any(row.week is None for row in found.rows):
        of_what.append("the year to date")
    sentences = [f"Rows loaded: {len(found.rows):,}, of {list_words(of_what)}."]
    if found.withheld:
        sentences.append(f"Figures that the DfE withheld stay empty: {found.withheld:,}.")
    if found.left_out:
        reasons = [f"{count:,} {reason}" for reason, count in sorted(found.left_out.items())]
        sentences.append(f"Left out: rows {list_words(reasons)}.")
    return " ".join(sentences)


def _notes(found: ReleaseRows) -> list[str]:
    """Rows that could not be read, then those that do not add up; the first fifty."""
    notes = [*found.unread, *found.doubts]
    if len(notes) <= MOST_NOTES:
        return notes
    return [*notes[:MOST_NOTES], f"And {len(notes) - MOST_NOTES:,} more rows like these."]
