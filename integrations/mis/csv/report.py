"""What an import found and did, written down for its page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from accounts.audit import acting
from integrations.mis.csv.client import FileRefused
from integrations.mis.csv.filing.act import Filed
from integrations.mis.csv.foreseen import Foreseen
from integrations.mis.csv.mapping.problems import Problem, ProblemKind, Problems
from integrations.mis.csv.reading import OpenFile
from integrations.models import (
    ImportChange,
    ImportDifference,
    ImportFile,
    ImportProblem,
    ImportRun,
    RunState,
)
from schools.names import clean_text
from schools.wording import list_words

SENTENCE_LIMIT, VALUE_LIMIT, FIELD_LIMIT = 400, 80, 60
WHO_LIMIT, WORDS_LIMIT = 200, 300
TOLD_ONE_BY_ONE, NAMED_ROWS = 5, 3


def begin(run: ImportRun, *, total: int) -> None:
    """The worker has opened the files and starts on `total` lines."""
    ImportRun.objects.filter(pk=run.pk).update(
        started_at=Now(), beat_at=Now(), finished_at=None, done=0, total=total, words="Starting"
    )


@transaction.atomic
def finish(run: ImportRun, state: RunState, *, at: datetime, words: str = "") -> None:
    """The work is over; a finished import keeps no file."""
    acting(run.asked_by, at=at)
    run.state, run.words = state, words
    ImportRun.objects.filter(pk=run.pk).update(state=state, words=words, finished_at=Now(), beat_at=Now())
    if state == RunState.DONE:
        ImportFile.objects.filter(run=run).update(content=b"", sample=[], corrections={})


@dataclass(frozen=True, slots=True)
class Finding:
    """What one file does to a school: what was filed, what changes in words, and what is doubtful."""

    filed: Filed = field(default_factory=Filed)
    foreseen: Foreseen = field(default_factory=Foreseen)
    doubts: Sequence[str] = ()


def write(file: OpenFile, found: Finding, *, is_applied: bool = False) -> None:
    """Write one file's report in place of any older one."""
    problems, filed = file.problems, found.filed
    ImportProblem.objects.filter(file=file.pk).delete()
    ImportDifference.objects.filter(file=file.pk).delete()
    ImportChange.objects.filter(file=file.pk).delete()
    ImportChange.objects.bulk_create(_changes(file, found.foreseen))
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
        refused_rows=stretches(problems.rows_with_errors),
        warnings=_count_warnings(problems),
        left_out=problems.left_out,
        different=filed.different,
        changes=[[what, row.added, row.changed, row.removed] for what, row in filed.changes.items()],
        foreseen_counts=[[what.value, count] for what, count in found.foreseen.counts],
        pupils=filed.pupils,
        first_on=filed.days[0],
        last_on=filed.days[1],
        missing=filed.missing,
        doubts=list(found.doubts),
        is_applied=is_applied,
    )


def stretches(rows: Collection[int]) -> list[list[int]]:
    """Row numbers as the first and last of each unbroken stretch; 0, the file itself, is none of them."""
    found: list[list[int]] = []
    for row in sorted(row for row in rows if row):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return found


def _changes(file: OpenFile, foreseen: Foreseen) -> list[ImportChange]:
    return [
        ImportChange(
            file_id=file.pk,
            what=change.what.value,
            who=change.who[:WHO_LIMIT],
            before=change.before[:WORDS_LIMIT],
            after=change.after[:WORDS_LIMIT],
        )
        for change in foreseen.kept
    ]


def _count_warnings(problems: Problems) -> int:
    sentences = {problem.sentence for problem in problems.warnings}
    return sum(problems.times[sentence] for sentence in sentences)


def _problems(file: OpenFile) -> Iterator[ImportProblem]:
    """The problems that are kept, with their cells, and a line for each sentence of many more.

    A doubt that many rows share is told once, with their number and the first of them.
    """
    problems = file.problems
    doubts = {problem.sentence for problem in problems.warnings}
    common = {sentence for sentence in doubts if problems.times[sentence] > TOLD_ONE_BY_ONE}
    kept = [problem for problem in problems.kept if problem.sentence not in common]
    cells = _cells_of({problem.row for problem in kept}, file)
    for sentence in sorted(common):
        yield _row(file, _told_once(problems, sentence), "")
    for problem in kept:
        yield _row(file, problem, _shown(file.cell(problem.field, cells.get(problem.row, []))))
    for sentence, count in problems.untold:
        if sentence not in common:
            kind = ProblemKind.WARNING if sentence in doubts else ProblemKind.ERROR
            rows = "row" if count == 1 else "rows"
            words = f"{count:,} more {rows}: {sentence}"
            yield _row(file, Problem(0, problems.titles[sentence], words, kind), "")


def _told_once(problems: Problems, sentence: str) -> Problem:
    alike = [problem for problem in problems.warnings if problem.sentence == sentence]
    first = list_words([str(problem.row) for problem in alike[:NAMED_ROWS]])
    words = f"{problems.times[sentence]:,} rows, the first on rows {first}: {sentence}"
    return Problem(0, alike[0].field, words, ProblemKind.WARNING)


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
        for number, cells in file.lines():
            if number in rows:
                found[number] = cells
    return found


def _shown(cell: str) -> str:
    try:
        return clean_text(cell)[:VALUE_LIMIT]
    except ValueError:
        return ""
