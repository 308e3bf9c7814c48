"""Uploading files, settling their columns, and asking for the check and the import."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.audit import acting, log_event
from accounts.models import User
from accounts.verbs import Verb
from integrations.access import check_may_import
from integrations.mis.csv import report, sync
from integrations.mis.csv.corrections import store_corrections
from integrations.mis.csv.fields import Kind
from integrations.mis.csv.headings import Habits, guess
from integrations.mis.csv.reading import look_at
from integrations.mis.csv.settling import is_settled
from integrations.mis.csv.sources import habits_of
from integrations.models import FileKind, ImportFile, ImportRun, ImportSource, RunState
from schools.models import School

NAME_LIMIT = 200
KEPT_DAYS = 7
LEFT_OUT = "out"
SILENT = timedelta(minutes=2)
ORDER = [*FileKind.values, ""]
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm")
UNANSWERED = "Something about these files is doubtful. Look at it, and say that they are meant"
NOT_NOW = "This import is at work or over. Look at its page again"
LAPSED = "These files were not brought in within 7 days and have been deleted. Upload them again."


@dataclass(frozen=True)
class Upload:
    """A file as it came."""

    name: str
    content: bytes


@transaction.atomic
def open_run(
    *,
    school: School,
    uploads: Sequence[Upload],
    by: User | None,
    at: datetime,
    source: ImportSource | None = None,
    dry_run: bool = False,
) -> ImportRun:
    """Keep the files of one upload with a guess at what each holds; nothing else changes."""
    acting(by, at=at)
    run = ImportRun.objects.create(school=school, source=source, asked_by=by, created_at=at, dry_run=dry_run)
    habits = habits_of(source)
    files = [_file(run, upload, habits) for upload in uploads]
    ImportFile.objects.bulk_create(sorted(files, key=lambda file: (ORDER.index(file.kind), file.name)))
    return run


def _file(run: ImportRun, upload: Upload, habits: Habits) -> ImportFile:
    look = look_at(upload.content, upload.name, habits)
    return ImportFile(
        run=run,
        name=upload.name[-NAME_LIMIT:],
        kind=look.kind.value if look.kind else "",
        content=upload.content,
        digest=sha256(upload.content).hexdigest(),
        encoding=look.encoding,
        headings=list(look.headings),
        columns=look.columns,
        sample=[list(row) for row in look.sample],
        refusal=look.refusal,
    )


@dataclass(frozen=True)
class Settled:
    """What a person says of one file: its kind, or LEFT_OUT, and the field of each heading."""

    file_id: int
    kind: str
    columns: Mapping[str, str]


@transaction.atomic
def settle_files(*, run: ImportRun, settled: Sequence[Settled], by: User | None, at: datetime) -> bool:
    """Keep what a person said of the files of a draft; the columns of a file of a new kind are guessed again.

    Returns whether every file can be checked as it is. Raises ValidationError when the import has gone on.
    """
    acting(by, at=at)
    _take(run, RunState.DRAFT, RunState.REFUSED, RunState.READY, to=RunState.DRAFT)
    by_id = {choice.file_id: choice for choice in settled}
    habits = habits_of(run.source)
    settled_now = [_settle(file, by_id.get(file.pk), habits) for file in run.files.defer("content")]
    return all(settled_now)


def _settle(file: ImportFile, choice: Settled | None, habits: Habits) -> bool:
    if choice and choice.kind == LEFT_OUT:
        file.delete()
        return True
    is_new = choice is not None and choice.kind not in ("", file.kind)
    if choice and is_new:
        file.kind = choice.kind
        file.columns = dict(guess(file.headings, Kind(choice.kind), habits).fields)
    elif choice:
        file.columns = {heading: name for heading, name in choice.columns.items() if name}
    file.save(update_fields=["kind", "columns"])
    return not is_new and is_settled(file)


@transaction.atomic
def ask_for_check(*, run: ImportRun, by: User | None, at: datetime) -> None:
    """Let a worker check the import next. Raises ValidationError when it is at work or over."""
    if not run.files.exists():
        raise ValidationError("There is no file left to check. Upload the files again")
    acting(by, at=at)
    _take(run, RunState.DRAFT, RunState.READY, RunState.REFUSED, RunState.FAILED, to=RunState.CHECKING, by=by)


@transaction.atomic
def ask_to_bring_in(
    *,
    run: ImportRun,
    by: User | None,
    at: datetime,
    anyway: bool = False,
    missing_leave: Collection[int] = (),
) -> None:
    """Let a worker bring the files in next.

    `anyway` answers the doubts about files that look like half or yesterday's; `missing_leave` names the
    pupils files whose missing pupils are to be proposed as leavers. Raises ValidationError unless a check
    found no fault, and for a doubt that nobody answered.
    """
    if run.dry_run:
        raise ValidationError("This was a check only. Upload the files again to bring them in")
    if not anyway and _is_doubtful(run):
        raise ValidationError(UNANSWERED)
    acting(by, at=at)
    _take(run, RunState.READY, to=RunState.APPLYING, by=by)
    if anyway:
        ImportRun.objects.filter(pk=run.pk).update(is_meant=True)
    run.files.filter(pk__in=missing_leave, kind=FileKind.PUPILS, missing__gt=0).update(missing_leave=True)


def _is_doubtful(run: ImportRun) -> bool:
    return run.files.filter(is_applied=False).exclude(doubts=[]).exists()


@transaction.atomic
def put_rows_right(
    *,
    run: ImportRun,
    file_id: int,
    cells: Mapping[int, Mapping[str, str]],
    left_out: Collection[int],
    by: User,
    at: datetime,
) -> None:
    """Keep cells that a person put right, by row and field, and rows that they left out; ask for a check.

    The audit keeps which rows and fields, not what was typed. Raises ValidationError when nothing was put
    right, and for an import that is at work or over.
    """
    if not any(cells.values()) and not left_out:
        raise ValidationError("Nothing is changed yet. Put a cell right or leave a row out")
    ask_for_check(run=run, by=by, at=at)
    files = run.files.select_for_update().filter(pk=file_id, is_applied=False)
    file = files.only("pk", "corrections").first()
    if file is None:
        raise ValidationError(NOT_NOW)
    file.corrections = store_corrections(file.corrections, cells=cells, left_out=left_out)
    file.save(update_fields=["corrections"])
    log_event(
        "put_right",
        by=by,
        school=run.school_id,
        tbl="integrations_importfile",
        obj=str(file_id),
        after={"cells": {row: sorted(right) for row, right in cells.items()}, "left_out": sorted(left_out)},
    )


def silent_runs(*, at: datetime) -> list[ImportRun]:
    """Imports at work of which nothing was heard for two minutes: their worker died; another may go on.

    One from the terminal is not among them: whoever sits there starts it again.
    """
    at_work = ImportRun.objects.filter(
        state__in=(RunState.CHECKING, RunState.APPLYING), asked_by__isnull=False
    )
    return list(at_work.filter(beat_at__lt=at - SILENT))


def _take(run: ImportRun, *states: RunState, to: RunState, by: User | None = None) -> None:
    """Move a run on, once, whoever presses at the same time."""
    taken = ImportRun.objects.filter(pk=run.pk, state__in=states)
    changed: dict[str, Any] = {"state": to, "words": "", "done": 0, "beat_at": Now()}
    if taken.update(**changed, **({"asked_by": by} if by else {})) != 1:
        raise ValidationError(NOT_NOW)
    run.refresh_from_db()


def work_on(*, run_id: int, at: datetime) -> None:
    """Take an import's next step, in a worker, if whoever asked for it may still do so.

    `at` is the school's time. Does nothing for an import that waits for nothing, or that another worker has.
    """
    run = ImportRun.objects.select_related("school", "asked_by").filter(pk=run_id).first()
    if run is None or run.state not in (RunState.CHECKING, RunState.APPLYING):
        return
    try:
        check_may_import(run.asked_by, run.school, on=timezone.localtime(at).date())
    except PermissionDenied as refusal:
        report.finish(run, RunState.FAILED, at=at, words=str(refusal))
        return
    if run.state == RunState.CHECKING:
        sync.check(run, at=at)
    else:
        sync.bring_in(run, at=at)


@transaction.atomic
def discard_run(*, run: ImportRun, by: User, at: datetime) -> None:
    """Throw an import away that was never brought in, with its files; the audit keeps their names.

    Raises ValidationError for one that is at work or over.
    """
    names = list(run.files.values_list("name", flat=True))
    acting(by, at=at)
    _take(run, RunState.DRAFT, RunState.READY, RunState.REFUSED, RunState.FAILED, to=RunState.DRAFT)
    log_event(
        Verb.DISCARD,
        by=by,
        school=run.school_id,
        tbl="integrations_importrun",
        obj=str(run.pk),
        before={"files": names},
    )
    run.delete()


@transaction.atomic
def log_download(*, run: ImportRun, by: User, of: str = "integrations_importproblem") -> None:
    """Leave a line in the audit: a list of problems, and of refused rows, names children."""
    log_event(Verb.EXPORT, by=by, school=run.school_id, tbl=of, obj=str(run.pk))


@transaction.atomic
def drop_old_files(*, at: datetime) -> int:
    """Delete files and reports of imports that waited for 7 days; returns how many imports. Repeatable."""
    acting(None, at=at)
    waiting = (RunState.DRAFT, RunState.READY, RunState.REFUSED, RunState.FAILED)
    old = ImportRun.objects.filter(state__in=waiting, created_at__lt=at - timedelta(days=KEPT_DAYS))
    run_ids = set(ImportFile.objects.filter(run__in=old).values_list("run", flat=True))
    ImportFile.objects.filter(run__in=run_ids).delete()
    return ImportRun.objects.filter(pk__in=run_ids).update(state=RunState.FAILED, words=LAPSED)


class NothingThere(Exception):
    """A folder without a file that could be read."""


def import_folder(
    folder: Path,
    *,
    school: School,
    by: User | None,
    at: datetime,
    dry_run: bool = False,
    anyway: bool = False,
) -> ImportRun:
    """Check every CSV of a folder and, unless `dry_run` or a row is at fault, bring them in.

    `at` is the school's time. Files that look like half or yesterday's stay out unless `anyway`. Raises
    NothingThere for a folder without such files.
    """
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in SUFFIXES)
    if not paths:
        raise NothingThere(f"There is no CSV file in {folder}.")
    uploads = [Upload(path.name, path.read_bytes()) for path in paths]
    run = open_run(school=school, uploads=uploads, by=by, at=timezone.now(), dry_run=dry_run)
    ask_for_check(run=run, by=by, at=at)
    sync.check(run, at=at)
    if run.state == RunState.READY and not dry_run and (anyway or not _is_doubtful(run)):
        ask_to_bring_in(run=run, by=by, at=at, anyway=anyway)
        sync.bring_in(run, at=at)
    return run
