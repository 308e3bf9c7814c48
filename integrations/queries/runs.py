"""Imports as their pages show them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from attendance.codes import code_of
from integrations.models import (
    FileKind,
    ImportDifference,
    ImportFile,
    ImportProblem,
    ImportRun,
    ProblemKind,
    RunState,
)
from schools.calendar import Session
from schools.models import LegalRegister, School
from schools.wording import day_words

SHOWN = 200
SHORT = 10
NOT_SHOWN = "not shown"
AT_FAULT = "Something here needs attention, and what it holds is not shown to you"
AT_WORK = (RunState.CHECKING, RunState.APPLYING)


@dataclass(frozen=True)
class ProblemLine:
    """One row of the table of problems."""

    row: int
    field: str
    value: str
    sentence: str
    is_error: bool

    @property
    def kind_words(self) -> str:
        """The word beside the row."""
        return "Error" if self.is_error else "Check"


@dataclass(frozen=True)
class DifferenceLine:
    """One mark in which both systems differ; codes as letters, empty for those who may not see marks."""

    row: int
    pupil: str
    session_words: str
    ours: str
    theirs: str
    pk: int = 0

    @property
    def sentence(self) -> str:
        """The difference in one line."""
        return f"{self.pupil}, {self.session_words}: {self.ours} here, {self.theirs} in the file"


@dataclass(frozen=True)
class ChangeLine:
    """How many rows of one thing were added, changed and taken away."""

    what: str
    added: int
    changed: int
    removed: int


@dataclass(frozen=True)
class ForeseenLine:
    """One thing that a file changes, before and after."""

    who: str
    before: str
    after: str


@dataclass(frozen=True)
class ForeseenKind:
    """The changes of one kind; the first of them are listed."""

    what: str
    count: int
    lines: tuple[ForeseenLine, ...]

    @property
    def is_short(self) -> bool:
        """Whether the page shows the list without being asked."""
        return self.count <= SHORT

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.count - len(self.lines)


@dataclass(frozen=True)
class FileReport:
    """What was found in one file."""

    pk: int
    name: str
    kind_words: str
    headline: str
    changes: tuple[ChangeLine, ...]
    problems: tuple[ProblemLine, ...]
    differences: tuple[DifferenceLine, ...]
    different: int
    rows: int
    is_applied: bool
    foreseen: tuple[ForeseenKind, ...] = ()
    doubts: tuple[str, ...] = ()
    rows_with_errors: int = 0
    may_mend: bool = False
    missing: int = 0

    @property
    def shown(self) -> tuple[ProblemLine, ...]:
        """The problems that the page lists; the download has all that are kept."""
        return self.problems[:SHOWN]

    @property
    def more(self) -> int:
        """How many problems only the download lists."""
        return len(self.problems) - len(self.shown)

    @property
    def shown_differences(self) -> tuple[DifferenceLine, ...]:
        """The marks that differ which the page lists."""
        return self.differences[:SHOWN]

    @property
    def changes_words(self) -> str:
        """What the table of changes tells of: the past or what would be."""
        return "What was brought in" if self.is_applied else "What would be brought in"

    @property
    def foreseen_words(self) -> str:
        """What the list of changes in words tells of: the past or what would be."""
        return "What changed" if self.is_applied else "What would change"

    @property
    def missing_words(self) -> str:
        """What a person may say of the pupils whom a pupils file does not have."""
        if self.missing == 1:
            return f"Propose the pupil who is on roll here and not in {self.name} as a leaver"
        return f"Propose the {self.missing:,} pupils who are on roll here and not in {self.name} as leavers"

    @property
    def different_words(self) -> str:
        """How many marks differ, and how many of them are listed."""
        listed = len(self.shown_differences)
        more = f", the first {listed:,} are listed" if listed < self.different else ""
        differ = "differs" if self.different == 1 else "differ"
        return f"{_counted(self.different, 'mark')} {differ}{more}."


@dataclass(frozen=True)
class RunReport:
    """An import as its page and the terminal tell it."""

    pk: int
    state: str
    headline: str
    is_at_work: bool
    percent: int
    words: str
    files: tuple[FileReport, ...]
    register_words: str
    dry_run: bool

    @property
    def may_bring_in(self) -> bool:
        """Whether the check found no fault."""
        return self.state == RunState.READY and not self.dry_run

    @property
    def doubtful(self) -> tuple[FileReport, ...]:
        """The files about which a person must answer a doubt before they go in."""
        return tuple(file for file in self.files if file.doubts) if self.may_bring_in else ()

    @property
    def with_missing(self) -> tuple[FileReport, ...]:
        """The pupils files that do not have all who are on roll; half a file's gaps are nobody's leaving."""
        return tuple(file for file in self.files if file.missing and not file.doubts)

    @property
    def to_mend(self) -> tuple[FileReport, ...]:
        """The files with rows that can be put right in the page."""
        return tuple(file for file in self.files if file.may_mend) if self.state == RunState.REFUSED else ()

    @property
    def may_change(self) -> bool:
        """Whether the files wait for another try."""
        is_fresh = not any(file.is_applied for file in self.files)
        return (
            bool(self.files)
            and is_fresh
            and self.state in (RunState.READY, RunState.REFUSED, RunState.FAILED)
        )

    @property
    def note_class(self) -> str:
        """The tone of the sentence above the report."""
        if self.state in (RunState.REFUSED, RunState.FAILED):
            return "note-due"
        return "note-good" if self.state == RunState.DONE else ""

    @property
    def rows_words(self) -> str:
        """What the button brings in."""
        return _counted(sum(file.rows for file in self.files), "row")

    @property
    def has_problems(self) -> bool:
        """Whether there is a list to download."""
        return any(file.problems for file in self.files)


def nothing_unseen(file: ImportFile) -> Collection[str]:
    """The titles of columns that stay unseen at the terminal."""
    return ()


def run_report(
    run: ImportRun,
    *,
    may_see_marks: bool,
    unseen: Callable[[ImportFile], Collection[str]] = nothing_unseen,
) -> RunReport:
    """An import with its files, problems and differences: five statements, whatever their number.

    `unseen` gives the titles of a file's columns whose cells, and what is said of them, stay out of it.
    """
    run.refresh_from_db()
    lists = (
        "problems",
        "foreseen",
        Prefetch("differences", ImportDifference.objects.select_related("pupil")),
    )
    rows = list(run.files.defer("content", "refused_rows").prefetch_related(*lists))
    files = tuple(_file_report(run, row, may_see_marks=may_see_marks, unseen=unseen(row)) for row in rows)
    return RunReport(
        run.pk,
        run.state,
        headline(run, rows),
        run.state in AT_WORK,
        100 * run.done // run.total if run.total else 0,
        run.words,
        files,
        register_words(run.school),
        run.dry_run,
    )


def headline(run: ImportRun, files: Iterable[ImportFile]) -> str:
    """The sentence above the report."""
    rows = sum(file.rows for file in files)
    wrong = sum(file.rows_with_errors for file in files)
    brought_in = [file.name for file in files if file.is_applied]
    if run.state == RunState.DONE:
        changed = sum(sum(counts) for file in files for _, *counts in file.changes)
        return "Everything is in." if changed else "Everything was here already. Nothing has been changed."
    if run.state == RunState.FAILED:
        return run.words
    if run.state == RunState.READY:
        whole = "The row" if rows == 1 else f"All {rows:,} rows"
        doubt = " Something about them is doubtful." if any(file.doubts for file in files) else ""
        return f"{whole} can be brought in. Nothing has been changed yet.{doubt}"
    if run.state != RunState.REFUSED:
        return str(RunState(run.state).label)
    kept = f"Only {', '.join(brought_in)} went in." if brought_in else "Nothing has been changed."
    if not wrong:
        return f"A file cannot be read. {kept}"
    need = "needs" if wrong == 1 else "need"
    return f"{wrong:,} of {rows:,} rows {need} attention. {kept}"


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def register_words(school: School) -> str:
    """Which system holds the register that the law asks for, as a sentence."""
    if school.legal_register == LegalRegister.DAYMARK:
        return "Daymark holds the legal register, so its marks count."
    name = school.mis_name or "The school’s own system"
    return f"{name} holds the legal register. Daymark’s marks are a copy."


def _file_report(
    run: ImportRun, file: ImportFile, *, may_see_marks: bool, unseen: Collection[str]
) -> FileReport:
    return FileReport(
        file.pk,
        file.name,
        str(FileKind(file.kind).label) if file.kind else "Not known",
        _file_headline(run, file),
        _change_lines(run, file),
        tuple(_problem_line(row, unseen) for row in file.problems.all()),
        tuple(_difference_line(row, may_see_marks=may_see_marks) for row in file.differences.all()),
        file.different,
        file.rows,
        file.is_applied,
        _foreseen(run, file),
        tuple(file.doubts),
        file.rows_with_errors,
        bool(file.rows_with_errors) and not file.refusal and not file.is_applied,
        file.missing,
    )


def _foreseen(run: ImportRun, file: ImportFile) -> tuple[ForeseenKind, ...]:
    """The changes in words; none for an import that is kept out, because none of them will happen."""
    if run.state == RunState.REFUSED and not file.is_applied:
        return ()
    lines: dict[str, list[ForeseenLine]] = {what: [] for what, _ in file.foreseen_counts}
    for row in file.foreseen.all():
        lines.setdefault(row.what, []).append(ForeseenLine(row.who, row.before, row.after))
    return tuple(ForeseenKind(what, count, tuple(lines[what])) for what, count in file.foreseen_counts)


def _change_lines(run: ImportRun, file: ImportFile) -> tuple[ChangeLine, ...]:
    """What changes; nothing for an import that is kept out, because nothing of it will happen."""
    if run.state == RunState.REFUSED and not file.is_applied:
        return ()
    return tuple(ChangeLine(*line) for line in file.changes if any(line[1:]))


def _file_headline(run: ImportRun, file: ImportFile) -> str:
    if file.refusal:
        return file.refusal
    parts = [_counted(file.rows, "row")]
    if file.rows_with_errors:
        parts.append(f"{file.rows_with_errors:,} with an error")
    if file.warnings:
        parts.append(f"{file.warnings:,} to check")
    if file.left_out:
        parts.append(f"{file.left_out:,} that the calendar has already")
    if by_hand := sum("" in cells for cells in file.corrections.values()):
        parts.append(f"{by_hand:,} left out in the page")
    if file.different:
        differ = "differs" if file.different == 1 else "differ"
        parts.append(f"{_counted(file.different, 'mark')} that {differ} from ours")
    return ", ".join(parts) + (". Brought in." if file.is_applied else ".")


def _problem_line(row: ImportProblem, unseen: Collection[str]) -> ProblemLine:
    """A problem; a sentence may quote its cell, so both stay unseen together."""
    if row.field in unseen:
        return ProblemLine(row.row, row.field, NOT_SHOWN, AT_FAULT, row.kind == ProblemKind.ERROR)
    return ProblemLine(row.row, row.field, row.value, row.sentence, row.kind == ProblemKind.ERROR)


def _difference_line(row: ImportDifference, *, may_see_marks: bool) -> DifferenceLine:
    session = f"{day_words(row.date, year=True)} {Session(row.session).name}"
    if not may_see_marks:
        return DifferenceLine(row.row, row.pupil.known_name, session, "", "")
    ours, theirs = _mark_words(row.ours, row.our_minutes), _mark_words(row.theirs, row.their_minutes)
    return DifferenceLine(row.row, row.pupil.known_name, session, ours, theirs, row.pk)


def _mark_words(number: int, minutes: int | None) -> str:
    letter = code_of(number).letter
    return letter if minutes is None else f"{letter} ({minutes} min)"
