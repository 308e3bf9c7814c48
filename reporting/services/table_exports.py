"""A table of a page leaving as a file: who may take it, and the line that it leaves in the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.http import Http404

from accounts.audit import acting, log_event
from accounts.roles import Permission
from accounts.verbs import Verb
from reporting.table_files import FileKind, Table
from schools.access import Rights


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file as it is sent: its name tells the school, the page and the day, and nothing of a pupil."""

    name: str
    content_type: str
    content: bytes


def file_kind(text: str) -> FileKind:
    """The kind of file that an address names; 404 for any other."""
    if text not in set(FileKind):
        raise Http404
    return FileKind(text)


@transaction.atomic
def export_table(
    *,
    rights: Rights,
    table: Table,
    kind: FileKind,
    page: str,
    asked: Mapping[str, str],
    on: date,
    at: datetime,
) -> TableFile:
    """The table as a file, with a line in the audit: what left, of which pupils, and what was asked for.

    `page` is the page's word in the file's name ("pupils"); `asked` names no pupil. Raises PermissionDenied
    without the right to take attendance out. Which rows may leave, the caller has seen to.
    """
    rights.check(Permission.EXPORT_ATTENDANCE)
    acting(rights.user, at=at)
    log_event(
        Verb.EXPORT,
        by=rights.user,
        school=rights.school.pk,
        tbl=page,
        after={
            "kind": kind.value,
            "rows": len(table.rows),
            "pupils": list(table.pupils),
            "columns": list(table.headings),
            "asked": dict(asked),
        },
    )
    name = f"{page}-{rights.school.slug}-{on:%Y-%m-%d}.{kind.value}"
    return TableFile(name, kind.content_type, kind.bytes_of(table))
