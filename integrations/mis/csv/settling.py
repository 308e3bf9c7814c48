"""What each file of a draft seems to hold, for the page on which a person settles it."""

from __future__ import annotations

from dataclasses import dataclass

from integrations.mis.csv.fields import FIELDS, Kind
from integrations.mis.csv.headings import confirm
from integrations.mis.csv.unseen import Unseen, unseen_of
from integrations.models import ImportFile, ImportRun
from integrations.queries.runs import NOT_SHOWN
from schools.access import Rights


@dataclass(frozen=True)
class ColumnChoice:
    """One column of a file: its heading, some cells, and the field that it is read as."""

    heading: str
    cells: tuple[str, ...]
    chosen: str


@dataclass(frozen=True)
class FileToSettle:
    """A file of a draft, with what it seems to hold."""

    pk: int
    name: str
    encoding: str
    kind: str
    refusal: str
    columns: tuple[ColumnChoice, ...]
    fields: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]


def is_settled(file: ImportFile) -> bool:
    """Whether a file can be read, and no needed column is missing."""
    if file.refusal or not file.kind:
        return False
    return not confirm(file.headings, Kind(file.kind), file.columns).sentences


def files_to_settle(run: ImportRun, *, rights: Rights) -> list[FileToSettle]:
    """The files of a draft for the page that confirms their columns, as far as the reader's rights go."""
    return [_to_settle(file, unseen_of(rights, file)) for file in run.files.defer("content")]


def _cells(file: ImportFile, place: int) -> tuple[str, ...]:
    return tuple(row[place] for row in file.sample if place < len(row) and row[place])


def _to_settle(file: ImportFile, unseen: Unseen) -> FileToSettle:
    kind = Kind(file.kind) if file.kind else None
    columns = tuple(
        ColumnChoice(
            heading,
            (NOT_SHOWN,) if place in unseen.places else _cells(file, place),
            file.columns.get(heading, ""),
        )
        for place, heading in enumerate(file.headings)
        if heading
    )
    fields = tuple((field.name, field.title) for field in FIELDS[kind]) if kind else ()
    sentences = confirm(file.headings, kind, file.columns).sentences if kind else ()
    return FileToSettle(
        file.pk, file.name, file.encoding, file.kind, file.refusal, columns, fields, sentences
    )
