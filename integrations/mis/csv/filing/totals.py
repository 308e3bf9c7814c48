"""A file of termly totals: history of other systems, kept as they counted it."""

from __future__ import annotations

from attendance.services.past_totals import TotalsFacts, file_past_totals
from integrations.mis.csv.filing.act import Act, Filed
from integrations.mis.csv.mapping.pupil_keys import keys_of
from integrations.mis.csv.mapping.totals import TotalRow, read_totals
from integrations.mis.csv.reading import OpenFile
from schools.queries.known import admission_numbers, known_upns

SOURCE_LIMIT = 200


def file_totals(file: OpenFile, act: Act) -> Filed:
    """File totals of past terms; counts that contradict each other are kept and flagged."""
    rows = read_totals(
        file.rows(act.tell),
        file.columns,
        file.problems,
        numbers=keys_of(admission_numbers(act.school)),
        upns=known_upns(act.school) | act.faulty_upns,
        today=act.on,
    )
    totals = [_facts(row) for row in rows if row.upn not in act.faulty_upns]
    filed = file_past_totals(
        school=act.school, totals=totals, source=file.name[:SOURCE_LIMIT], by=act.by, at=act.at
    )
    return Filed({"totals of past terms": filed})


def _facts(row: TotalRow) -> TotalsFacts:
    return TotalsFacts(**{name: getattr(row, name) for name in TotalsFacts.__dataclass_fields__})
