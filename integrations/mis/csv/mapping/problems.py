"""What is wrong with a file's rows, told row by row (pure)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

KEPT = 1_000
KEPT_OF_ONE_SENTENCE = 20


class ProblemKind(StrEnum):
    """An error keeps the whole file out; a warning is told and lets it in."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence about one cell: the spreadsheet's row number, and the column by its title."""

    row: int
    field: str
    sentence: str
    kind: ProblemKind


@dataclass(slots=True)
class Problems:
    """The problems of one file. All are counted; enough of each kind and sentence are kept to be shown.

    `titles` has the column of each sentence, told or not. `left_out` counts rows that are right and need no
    place, such as a closure already in the calendar.
    """

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    rows_with_errors: set[int] = field(default_factory=set)
    times: Counter[str] = field(default_factory=Counter)
    titles: dict[str, str] = field(default_factory=dict)
    left_out: int = 0

    def error(self, row: int, title: str, sentence: str) -> None:
        self.rows_with_errors.add(row)
        self._keep(self.errors, Problem(row, title, sentence, ProblemKind.ERROR))

    def warn(self, row: int, title: str, sentence: str) -> None:
        self._keep(self.warnings, Problem(row, title, sentence, ProblemKind.WARNING))

    def _keep(self, kept: list[Problem], problem: Problem) -> None:
        self.times[problem.sentence] += 1
        self.titles.setdefault(problem.sentence, problem.field)
        if self.times[problem.sentence] <= KEPT_OF_ONE_SENTENCE and len(kept) < KEPT:
            kept.append(problem)

    @property
    def kept(self) -> list[Problem]:
        """Errors and warnings together, in the order of the file."""
        return sorted((*self.errors, *self.warnings), key=lambda problem: problem.row)

    @property
    def untold(self) -> list[tuple[str, int]]:
        """Sentences that apply to more rows than are kept, and to how many more."""
        told = Counter(problem.sentence for problem in (*self.errors, *self.warnings))
        return [
            (sentence, times - told[sentence])
            for sentence, times in self.times.items()
            if times > told[sentence]
        ]

    def summary(self, rows: int) -> str:
        """The sentence above the table of problems, for a file of `rows` rows."""
        wrong = len(self.rows_with_errors)
        if not wrong:
            return f"All {rows:,} rows can be brought in." if rows != 1 else "The row can be brought in."
        need = "needs" if wrong == 1 else "need"
        return f"{wrong:,} of {rows:,} rows {need} attention. Nothing has been changed."


def quoted(text: str) -> str:
    """A cell's text as a sentence shows it: in quotation marks, short, without hidden characters."""
    shown = "".join(character if character.isprintable() else " " for character in text).strip()
    return f"“{shown[:40]}…”" if len(shown) > 40 else f"“{shown}”"
