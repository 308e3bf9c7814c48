"""An import at work: checked without a trace, then brought in file by file, each whole or not at all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from secrets import token_hex

from django.db import connection, transaction
from django.utils import timezone

from accounts.roles import Permission
from integrations.access import filing_rights
from integrations.mis.csv import report
from integrations.mis.csv.client import FileRefused
from integrations.mis.csv.fields import Kind
from integrations.mis.csv.filing.act import Act, Filed
from integrations.mis.csv.filing.calendar import file_calendar
from integrations.mis.csv.filing.contacts import file_families
from integrations.mis.csv.filing.groups import file_all_groups
from integrations.mis.csv.filing.marks import file_all_marks
from integrations.mis.csv.filing.pupils import file_admission_register
from integrations.mis.csv.filing.staff import file_members_of_staff
from integrations.mis.csv.filing.timetable import file_covers, file_timetable
from integrations.mis.csv.filing.totals import file_totals
from integrations.mis.csv.filing.weeks import file_weeks
from integrations.mis.csv.guard import doubts_about
from integrations.mis.csv.progress import Progress
from integrations.mis.csv.reading import OpenFile, open_file
from integrations.mis.csv.watch import Watch
from integrations.models import ImportFile, ImportRun, RunState
from integrations.queries.feeds import brought_in_before, last_filed
from schools.queries.former_upns import former_upns

log = logging.getLogger(__name__)

LOCK_OF_RUN, LOCK_OF_SCHOOL = 7_301, 7_302
# A year of marks takes seconds, not the milliseconds of a page.
PATIENCE = """
SET LOCAL statement_timeout = '10min'; SET LOCAL idle_in_transaction_session_timeout = '10min';
SET LOCAL lock_timeout = '10min'
"""
WENT_WRONG = "Something went wrong and nothing of this step was kept. Try again. Reference {reference}."

FILERS: Mapping[Kind, Callable[[OpenFile, Act], Filed]] = {
    Kind.CALENDAR: file_calendar,
    Kind.STAFF: file_members_of_staff,
    Kind.PUPILS: file_admission_register,
    Kind.CONTACTS: file_families,
    Kind.GROUPS: file_all_groups,
    Kind.TIMETABLE: file_timetable,
    Kind.COVER: file_covers,
    Kind.MARKS: file_all_marks,
    Kind.WEEKS: file_weeks,
    Kind.TOTALS: file_totals,
}
ORDER = tuple(Kind)
REFUSAL_LIMIT = 600


class FileAtFault(Exception):
    """A file that has errors, so that its transaction is undone."""


def check(run: ImportRun, *, at: datetime) -> None:
    """Try the whole import and undo it: the report says, row by row, what it would do. Changes nothing.

    Does nothing for an import that is not waiting for its check, or that another worker has in hand.
    """
    with _at_work(run, RunState.CHECKING, at=at) as progress:
        if progress is None:
            return
        files, sound = _open_files(run)
        if sound:
            for file, found in _try(run, files, progress, at=at):
                report.write(file, found)
        sound = sound and not any(file.problems.errors for file in files)
        report.finish(run, RunState.READY if sound else RunState.REFUSED, at=at)


def _try(
    run: ImportRun, files: Sequence[OpenFile], progress: Progress, *, at: datetime
) -> list[tuple[OpenFile, report.Finding]]:
    """File all files in a transaction that is undone, and say what each would do to the school."""
    act = _act(run, files, progress, at=at, dry=True)
    last, same = last_filed(run), _brought_in_before(run)
    found: list[tuple[OpenFile, report.Finding]] = []
    with transaction.atomic():
        _prepare(run)
        watch = Watch(act.school, files, on=act.on)
        for file in files:
            progress.say(f"Checking {file.name}")
            filed = _file(file, act)
            digest, same_at = same[file.pk]
            doubts = doubts_about(
                filed, rows=file.rows_read, digest=digest, last=last.get(file.kind.value), same_at=same_at
            )
            found.append((file, report.Finding(filed, watch.changes_by(file), doubts)))
        transaction.set_rollback(True)
    return found


def _brought_in_before(run: ImportRun) -> dict[int, tuple[str, datetime | None]]:
    """Of each file its digest, and when a file of the same bytes was brought in last."""
    digests = dict(run.files.values_list("pk", "digest"))
    before = brought_in_before(run, digests.values())
    return {pk: (digest, before.get(digest)) for pk, digest in digests.items()}


def bring_in(run: ImportRun, *, at: datetime) -> None:
    """Bring the files in, in order, each wholly or not at all. Repeating it changes nothing.

    A file that is at fault by now stops the import, with its report; files before it are in and stay so.
    Does nothing for an import that was not asked for, or that another worker has in hand.
    """
    with _at_work(run, RunState.APPLYING, at=at) as progress:
        if progress is None:
            return
        files, sound = _open_files(run)
        act = _act(run, files, progress, at=at, dry=False)
        for file in files if sound else ():
            progress.say(f"Bringing in {file.name}")
            if not _bring_in_file(run, file, act):
                sound = False
                break
        report.finish(run, RunState.DONE if sound else RunState.REFUSED, at=at)


def _bring_in_file(run: ImportRun, file: OpenFile, act: Act) -> bool:
    try:
        with transaction.atomic():
            _prepare(run)
            watch = Watch(act.school, [file], on=act.on)
            filed = _file(file, act)
            if file.problems.errors:
                raise FileAtFault
            report.write(file, report.Finding(filed, watch.changes_by(file)), is_applied=True)
    except FileAtFault:
        report.write(file, report.Finding())
        return False
    return True


def _act(run: ImportRun, files: Sequence[OpenFile], progress: Progress, *, at: datetime, dry: bool) -> Act:
    groups = [file for file in files if file.kind is Kind.GROUPS]
    on = timezone.localtime(at).date()
    rights = filing_rights(run.asked_by, run.school, on=on)
    return Act(
        school=run.school,
        by=run.asked_by,
        at=at,
        on=on,
        dry=dry,
        may_set_protected=Permission.PROTECTED_FACTS_SET in rights,
        may_replace_hidden=Permission.HIDDEN_ADDRESS_VIEW in rights,
        groups_place_pupils=bool(groups),
        groups_name_tutors=any("tutor_code" in file.given for file in groups),
        faulty_upns=_left_out_before(run),
        missing_leave=frozenset(run.files.filter(missing_leave=True).values_list("pk", flat=True)),
        tell=progress.count,
    )


def _left_out_before(run: ImportRun) -> set[str]:
    """The pupils left out of a file that is in already, where a dead worker's import is taken up again."""
    found: set[str] = set()
    for row in run.files.filter(kind=Kind.PUPILS.value, is_applied=True).exclude(corrections={}):
        found |= _opened(row).upns_left_out()
    return found


def _opened(row: ImportFile) -> OpenFile:
    return open_file(row.pk, row.name, row.kind, bytes(row.content), row.columns, row.corrections)


def _file(file: OpenFile, act: Act) -> Filed:
    """File one file and let the database say at once what it would say at the end."""
    try:
        filed = FILERS[file.kind](file, act)
    except FileRefused as refusal:
        file.problems.error(file.rows_read + 2, "", str(refusal))
        return Filed()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return filed


def _open_files(run: ImportRun) -> tuple[list[OpenFile], bool]:
    """The files that are not in yet, in the order in which they need each other; and whether all open."""
    files: list[OpenFile] = []
    sound = True
    for row in run.files.filter(is_applied=False):
        try:
            files.append(_opened(row))
            refusal = ""
        except FileRefused as problem:
            refusal, sound = str(problem)[:REFUSAL_LIMIT], False
        if refusal != row.refusal:
            ImportFile.objects.filter(pk=row.pk).update(refusal=refusal)
    now = former_upns(run.school)
    for file in files:
        file.renumbered = now
    files.sort(key=lambda file: (ORDER.index(file.kind), file.name))
    report.begin(run, total=sum(file.table.lines for file in files))
    return files, sound


def _prepare(run: ImportRun) -> None:
    """One import at a time in a school, with time enough for it."""
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_OF_SCHOOL, run.school_id])
        cursor.execute("SET LOCAL lock_timeout = '30s'")


@contextmanager
def _at_work(run: ImportRun, state: RunState, *, at: datetime) -> Iterator[Progress | None]:
    """Hold the import for this worker alone; None when it is not in this state or somebody else holds it.

    A dead worker's hold ends with its connection, and the state stays, so that the step can be taken again.
    An unexpected error leaves a sentence with a reference on the page, and its trace in the log.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_OF_RUN, run.pk])
        is_ours = cursor.fetchone()[0]
    if not is_ours:
        yield None
        return
    try:
        run.refresh_from_db(fields=["state"])
        if run.state != state:
            yield None
            return
        with Progress(run.pk) as progress:
            yield progress
    except Exception:
        reference = token_hex(2).upper()
        log.exception("Import %d stopped, reference %s", run.pk, reference)
        report.finish(run, RunState.FAILED, at=at, words=WENT_WRONG.format(reference=reference))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_OF_RUN, run.pk])
