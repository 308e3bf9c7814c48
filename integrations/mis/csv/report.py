"""What an import found and did, written down for its page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from django.db.models.functions import Now

from integrations.mis.csv.client import FileRefused
from integrations.mis.csv.filing.act import Filed
from integrations.mis.csv.mapping.problems import Problem, ProblemKind, Problems
from integrations.mis.csv.reading import OpenFile
from integrations.models import ImportDifference, ImportFile, ImportProblem, ImportRun, RunState
from schools.names import clean_text

SENTENCE_LIMIT, VALUE_LIMIT, FIELD_LIMIT = 400, 80, 60


def begin(run: ImportRun, *, total: int) -> None:
    """The worker has opened the files and starts on `total` lines."""
    ImportRun.objects.filter(pk=run.pk).update(
        started_at=Now(), beat_at=Now(), finished_at=None, done=0, total=total, words="Starting"
    )


def finish(run: ImportRun, state: RunState, *, words: str = "") -> None:
    """The work is over; a finished import keeps no file."""
    run.state, run.words = state, words
    ImportRun.objects.filter(pk=run.pk).update(state=state, words=words, finished_at=Now(), beat_at=Now())
    if state == RunState.DONE:
        ImportFile.objects.filter(run=run).update(content=b"", sample=[])


def write(file: OpenFile, filed: Filed, *, is_applied: bool = False) -> None:
    """Write one file's report in place of any older one."""
    problems = file.problems
    ImportProblem.objects.filter(file=file.pk).delete()
    ImportDifference.objects.filter(file=file.pk).delete()
    ImportProblem.objects.bulk_create(_problems(file), batch_size=1_000)
    ImportDifference.objects.bulk_create(
        [
            ImportDifference(
                file_id=file.pk,
                row=found.row,
                pupil_id=found.pupil_id,
                date=found.date,
                session=found.session,
                ours=found.ours,
                our_minutes=found.our_minutes,
                theirs=found.theirs,
                their_minutes=found.their_minutes,
            )
            for found in filed.differences
        ],
        batch_size=1_000,
    )
    ImportFile.objects.filter(pk=file.pk).update(
        rows=file.rows_read,
        rows_with_errors=len(problems.rows_with_errors),
        warnings=_count_warnings(problems),
        left_out=problems.left_out,
        different=filed.different,
        changes=[[what, row.added, row.changed, row.removed] for what, row in filed.changes.items()],
        is_applied=is_applied,
    )


def _count_warnings(problems: Problems) -> int:
    sentences = {problem.sentence for problem in problems.warnings}
    return sum(problems.times[sentence] for sentence in sentences)


def _problems(file: OpenFile) -> Iterator[ImportProblem]:
    """The problems that are kept, with their cells, and a line for each sentence of many more."""
    kept = file.problems.kept
    cells = _cells_of({problem.row for problem in kept}, file)
    for problem in kept:
        yield _row(file, problem, _shown(file.cell(problem.field, cells.get(problem.row, []))))
    doubts = {problem.sentence for problem in file.problems.warnings}
    for sentence, count in file.problems.untold:
        kind = ProblemKind.WARNING if sentence in doubts else ProblemKind.ERROR
        rows = "row" if count == 1 else "rows"
        yield _row(file, Problem(0, "", f"{count:,} more {rows}: {sentence}", kind), "")


def _row(file: OpenFile, problem: Problem, value: str) -> ImportProblem:
    return ImportProblem(
        file_id=file.pk,
        row=problem.row,
        field=problem.field[:FIELD_LIMIT],
        kind=problem.kind.value,
        sentence=problem.sentence[:SENTENCE_LIMIT],
        value=value,
    )


def _cells_of(rows: set[int], file: OpenFile) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    if not rows - {0}:
        return found
    with suppress(FileRefused):  # a file that breaks off has said so
        for number, cells in file.table.rows():
            if number in rows:
                found[number] = cells
    return found


def _shown(cell: str) -> str:
    try:
        return clean_text(cell)[:VALUE_LIMIT]
    except ValueError:
        return ""
