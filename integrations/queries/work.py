"""Imports as running work."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from accounts.roles import Permission
from integrations.models import ImportRun, RunState
from integrations.queries.runs import AT_WORK
from schools.access import Rights
from schools.queries.work import WorkLine, add_work

SHOWN = 20


def imports_made(rights: Rights, now: datetime) -> list[WorkLine]:
    """The latest imports: one statement, none for who imports nothing. Nothing of a row is told."""
    if not rights.has_for_school(Permission.IMPORT_RUN):
        return []
    found = ImportRun.objects.filter(school=rights.school).select_related("asked_by")
    return [_line(rights, run) for run in found[:SHOWN]]


def _line(rights: Rights, run: ImportRun) -> WorkLine:
    words = f"By {run.asked_by.full_name}." if run.asked_by else "Started at the terminal."
    is_at_work = run.state in AT_WORK
    return WorkLine(
        title="Check of files" if run.dry_run else "Import of files",
        words=words,
        state=str(RunState(run.state).label),
        began_at=run.created_at,
        is_at_work=is_at_work,
        done=run.done,
        total=run.total,
        tone="due" if run.state == RunState.FAILED else "",
        url=reverse("import_run", args=[rights.school.slug, run.pk]),
    )


def connect() -> None:
    """Add the imports to the page of running work."""
    add_work("imports", imports_made)
