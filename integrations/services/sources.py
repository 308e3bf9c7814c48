"""Sources of files: named at an upload, remembered with their columns, forgotten by a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.audit import acting
from accounts.models import User
from integrations.access import get_source_for
from integrations.models import ImportRun, ImportSource, SourceColumns
from schools.access import Rights
from schools.models import School


@transaction.atomic
def name_source(*, school: School, name: str, system: str, by: User | None, at: datetime) -> ImportSource:
    """The source of this name, made where there is none; a system that is given replaces its own."""
    acting(by, at=at)
    source, is_new = ImportSource.objects.get_or_create(school=school, name=name, defaults={"system": system})
    if not is_new and system and source.system != system:
        source.system = system
        source.save(update_fields=["system"])
    return source


@transaction.atomic
def keep_columns(*, run: ImportRun, by: User | None, at: datetime) -> None:
    """Keep how the files of an import were settled, for the next files of its source.

    Where two files of one kind differ, the later one is kept. Nothing is kept of an unnamed source.
    """
    if run.source is None:
        return
    acting(by, at=at)
    files = run.files.only("kind", "headings", "columns").exclude(kind="").filter(refusal="").order_by("pk")
    by_kind = {
        file.kind: {heading: file.columns.get(heading, "") for heading in file.headings if heading}
        for file in files
    }
    SourceColumns.objects.bulk_create(
        [
            SourceColumns(source=run.source, kind=kind, columns=columns, settled_at=at)
            for kind, columns in by_kind.items()
        ],
        update_conflicts=True,
        unique_fields=["source", "kind"],
        update_fields=["columns", "settled_at"],
    )


@transaction.atomic
def forget_source(*, rights: Rights, source_id: int, at: datetime) -> str:
    """Forget a source and its columns, and say its name; imports that came from it stay."""
    source = get_source_for(rights, source_id)
    acting(rights.user, at=at)
    name = source.name
    source.delete()
    return name
