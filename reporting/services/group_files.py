"""The figures of groups as they leave the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.roles import Permission
from reporting.queries.group_files import groups_table
from reporting.queries.group_pages import AND, group_page, may_export
from reporting.services.table_exports import TableFile, export_table
from reporting.table_files import FileKind
from schools.access import Rights

FARTHER = (
    "These figures count more pupils than you may export. Ask the attendance officer for the file, or print "
    "the page."
)


@transaction.atomic
def export_groups(
    *, rights: Rights, asked: Mapping[str, str], chosen: Sequence[str], kind: FileKind, on: date, at: datetime
) -> TableFile:
    """The page of groups as a file, and its line in the audit.

    Raises PermissionDenied for who may export fewer pupils than the figures count.
    """
    rights.check(Permission.EXPORT_ATTENDANCE)
    if not may_export(rights):
        raise PermissionDenied(FARTHER)
    page = group_page(rights, asked, chosen, on=on)
    period = page.choice.period
    return export_table(
        rights=rights,
        table=groups_table(page),
        kind=kind,
        page="groups",
        asked={
            "from": period.starts_on.isoformat(),
            "to": period.ends_on.isoformat(),
            "basis": page.choice.basis.value,
            AND: ",".join(page.asked.combined),
        },
        on=on,
        at=at,
    )
