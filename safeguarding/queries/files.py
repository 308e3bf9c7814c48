"""Files beside concerns and entries."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from safeguarding.door import Purpose, opened_file
from safeguarding.models import RecordFile
from safeguarding.tickets import Seat


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file as a record names it."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class LockedFile:
    """Where a file lies and what opens it."""

    name: str
    attachment_id: uuid.UUID
    locked_key: str


def files_beside(records: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[FileLine, ...]]:
    """Files of these concerns and entries, by record, the oldest first: one statement, inside the door."""
    wanted = list(records)
    beside: dict[uuid.UUID, list[FileLine]] = defaultdict(list)
    rows = RecordFile.objects.filter(Q(concern__in=wanted) | Q(entry__in=wanted)).order_by("at", "name")
    for concern, entry, number, name in rows.values_list("concern_id", "entry_id", "id", "name"):
        beside[concern or entry].append(FileLine(number, name))
    return {record: tuple(lines) for record, lines in beside.items()}


def locked_file(seat: Seat, *, school_id: int, pupil_id: int, file_id: uuid.UUID) -> LockedFile:
    """Open a child's file for one file beside it; Http404 for what this person does not read there.

    The opening stands in the log with the purpose "a kept file".
    """
    with opened_file(seat, school_id=school_id, pupil_id=pupil_id, purpose=Purpose.FILE):
        row = RecordFile.objects.filter(pk=file_id).first()
    if row is None:
        raise Http404
    return LockedFile(row.name, row.attachment, row.locked_key)
