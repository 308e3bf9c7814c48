"""What came in last, of each kind and source: for the guard of feeds and the administrator's home."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from integrations.models import FileKind, ImportFile, ImportRun, RunState
from schools.models import School

OVER = (RunState.READY, RunState.REFUSED, RunState.DONE, RunState.FAILED)


@dataclass(frozen=True, slots=True)
class LastFiled:
    """The file of a kind that was brought in last from a source."""

    kind: str
    name: str
    at: datetime
    rows: int
    pupils: int
    last_on: date | None
    digest: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest file of one kind from one source, brought in or not.

    `refused` counts its rows with errors; `first_on` and `last_on` are the days of its marks; `why` is the
    first thing that keeps it out, or what a person must answer.
    """

    run: int
    kind: str
    kind_words: str
    source: str
    name: str
    at: datetime
    state: str
    state_words: str
    is_in: bool
    rows: int
    refused: int
    first_on: date | None
    last_on: date | None
    why: str


def last_filed(run: ImportRun) -> dict[str, LastFiled]:
    """By kind, the file brought in last into a run's school from its source: one statement."""
    files = (
        ImportFile.objects.filter(run__school=run.school_id, run__source=run.source_id, is_applied=True)
        .exclude(run=run)
        .order_by("kind", "-run__finished_at", "-pk")
        .distinct("kind")
    )
    fields = ("kind", "name", "run__created_at", "rows", "pupils", "last_on", "digest")
    return {row[0]: LastFiled(*row) for row in files.values_list(*fields)}


def brought_in_before(run: ImportRun, digests: Collection[str]) -> dict[str, datetime]:
    """The digests of files that this school brought in before, and when last: one statement."""
    found = (
        ImportFile.objects.filter(run__school=run.school_id, is_applied=True, digest__in=digests)
        .exclude(run=run)
        .exclude(digest="")
        .order_by()
        .values("digest")
        .annotate(at=Max("run__created_at"))
    )
    return {digest: timezone.localtime(at) for digest, at in found.values_list("digest", "at")}


def latest_feeds(school: School) -> list[Feed]:
    """The newest checked file of each kind and source of a school, in the order of kinds: one statement."""
    rows = (
        ImportFile.objects.filter(run__school=school, run__state__in=OVER)
        .exclude(kind="")
        .defer("content", "sample", "refused_rows", "corrections")
        .select_related("run__source")
        .order_by("kind", "run__source_id", "-run__created_at", "-pk")
        .distinct("kind", "run__source_id")
    )
    order = FileKind.values
    return sorted((_feed(row) for row in rows), key=lambda feed: (order.index(feed.kind), feed.source))


def _feed(file: ImportFile) -> Feed:
    run = file.run
    return Feed(
        run.pk,
        file.kind,
        str(FileKind(file.kind).label),
        run.source.name if run.source else "",
        file.name,
        run.finished_at or run.created_at,
        run.state,
        str(RunState(run.state).label),
        file.is_applied,
        file.rows,
        file.rows_with_errors,
        file.first_on,
        file.last_on,
        file.refusal or (file.doubts[0] if file.doubts and not file.is_applied else run.words),
    )
