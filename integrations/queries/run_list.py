"""The imports of a school, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet

from integrations.models import ImportFile, ImportRun, RunState
from schools.models import School

LATEST = 20
ON_PAGE = 25


@dataclass(frozen=True)
class RunLine:
    """One import in the list of a school's imports."""

    pk: int
    created_at: datetime
    by: str
    state_words: str
    names: str
    rows: int
    refused: int
    changed: int

    @property
    def counts_words(self) -> str:
        """What came and what became of it, in a few words."""
        words = [f"{self.rows:,} {'row' if self.rows == 1 else 'rows'}"]
        if self.refused:
            words.append(f"{self.refused:,} refused")
        if self.changed:
            words.append(f"{self.changed:,} {'change' if self.changed == 1 else 'changes'}")
        return ", ".join(words)


@dataclass(frozen=True)
class RunList:
    """One page of imports; `before` and `after` are the numbers of its neighbours, 0 where there is none."""

    lines: tuple[RunLine, ...]
    before: int
    after: int
    page_words: str


def latest_runs(school: School) -> list[RunLine]:
    """A school's latest imports: two statements."""
    return [_line(run) for run in _runs(school)[:LATEST]]


def run_list(school: School, *, page: str = "") -> RunList:
    """A page of a school's imports: three statements. A page that is not there is as good as the nearest."""
    found = Paginator(_runs(school), ON_PAGE).get_page(page)
    return RunList(
        tuple(_line(run) for run in found.object_list),
        found.previous_page_number() if found.has_previous() else 0,
        found.next_page_number() if found.has_next() else 0,
        f"{found.start_index()} to {found.end_index()} of {found.paginator.count}",
    )


def _runs(school: School) -> QuerySet[ImportRun]:
    files = Prefetch(
        "files", ImportFile.objects.only("run", "name", "rows", "rows_with_errors", "changes", "is_applied")
    )
    return ImportRun.objects.filter(school=school).select_related("asked_by").prefetch_related(files)


def _line(run: ImportRun) -> RunLine:
    files = list(run.files.all())
    return RunLine(
        run.pk,
        run.created_at,
        run.asked_by.full_name if run.asked_by else "At the terminal",
        str(RunState(run.state).label),
        ", ".join(file.name for file in files),
        sum(file.rows for file in files),
        sum(file.rows_with_errors for file in files),
        sum(sum(counts) for file in files if file.is_applied for _, *counts in file.changes),
    )
