"""Opening the list of pupils, and taking it out as a file: what it tells of protection is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.audit import log_openings
from accounts.roles import Permission
from reporting.queries.lists.choices import WORDS, ListChoice
from reporting.queries.lists.page import PupilList, pupil_list, pupil_table
from reporting.services.table_exports import TableFile, export_table
from reporting.table_files import FileKind
from schools.access import Rights
from schools.services.openings import PROTECTED

# A list is looked at again and again while somebody narrows it.
QUIET_FOR = timedelta(minutes=15)
PAGE = "pupils"


@transaction.atomic
def open_list(*, rights: Rights, asked: Mapping[str, str], on: date) -> PupilList:
    """Read a page of the list, and write down of whom it told a protected fact, not again at each look."""
    page = pupil_list(rights, asked, on=on)
    _write_down(rights, page.opened, quiet_for=QUIET_FOR)
    return page


@transaction.atomic
def export_list(
    *, rights: Rights, asked: Mapping[str, str], kind: FileKind, on: date, at: datetime
) -> TableFile:
    """The whole list as a file, as its page is set; the audit has what left, and of whom it told protection.

    Raises PermissionDenied without the right to take attendance out.
    """
    rights.check(Permission.EXPORT_ATTENDANCE)
    table, choice, opened = pupil_table(rights, asked, on=on)
    file = export_table(rights=rights, table=table, kind=kind, page=PAGE, asked=_told(choice), on=on, at=at)
    _write_down(rights, opened, quiet_for=timedelta())
    return file


def _told(choice: ListChoice) -> dict[str, str]:
    """What was asked for, as the audit keeps it: that a name was searched for, and not which."""
    return {name: "a name" if name == WORDS else value for name, value in choice.carried.items()}


def _write_down(rights: Rights, pupils: Sequence[int], *, quiet_for: timedelta) -> None:
    if pupils:
        rows = [(PROTECTED, pupil) for pupil in pupils]
        log_openings(rows, by=rights.user, school=rights.school.pk, quiet_for=quiet_for)
