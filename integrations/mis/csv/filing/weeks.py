"""A week grid of marks: unfolded into single marks, and filed as a marks file is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from integrations.mis.csv.fields import Kind
from integrations.mis.csv.filing.act import Act, Filed
from integrations.mis.csv.filing.marks import file_all_marks
from integrations.mis.csv.mapping.pupil_keys import keys_of
from integrations.mis.csv.mapping.weeks import MARKS, CellProblems, unfold_weeks
from integrations.mis.csv.reading import OpenFile
from schools.queries.known import admission_numbers, known_upns

Rows = Iterator[tuple[int, list[str]]]
Tell = Callable[[int], None]


@dataclass(slots=True)
class UnfoldedFile(OpenFile):
    """A week grid that is read as if it were a marks file."""

    unfold: Callable[[Tell], Rows] = field(kw_only=True)

    def rows(self, tell: Tell) -> Rows:
        """A row for every mark of the grid."""
        return self.unfold(tell)


def file_weeks(file: OpenFile, act: Act) -> Filed:
    """File the marks of a grid that the school does not have; those that differ are listed."""
    numbers, upns = keys_of(admission_numbers(act.school)), known_upns(act.school) | act.faulty_upns
    problems = CellProblems.of(file.problems)

    def unfold(tell: Tell) -> Rows:
        return unfold_weeks(file.rows(tell), file.columns, problems, numbers=numbers, upns=upns)

    marks = UnfoldedFile(file.pk, file.name, Kind.MARKS, file.table, MARKS, problems=problems, unfold=unfold)
    filed = file_all_marks(marks, act)
    file.problems.left_out += problems.left_out
    return filed
