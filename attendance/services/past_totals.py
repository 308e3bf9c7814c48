"""Totals of terms before Daymark, brought in as history. No figure of ours ever rests on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.audit import acting
from accounts.models import User
from schools.models import School
from schools.services.staging import Changes, changes_of, stage_rows


@dataclass(frozen=True, slots=True)
class TotalsFacts:
    """A pupil's sessions of one past term, by UPN. `problem` says where they contradict each other."""

    upn: str
    year_starts: date
    term: str
    school_name: str
    possible: int
    attended: int
    authorised: int
    unauthorised: int
    late: int | None
    problem: str


COLUMNS = {
    "upn": "text", "year_starts": "date", "term": "text", "school_name": "text", "possible": "smallint",
    "attended": "smallint", "authorised": "smallint", "unauthorised": "smallint", "late": "smallint",
    "problem": "text",
}  # fmt: skip
FILE = """
WITH filed AS (
  INSERT INTO attendance_pasttotals AS t (school_id, pupil_id, year_starts, term, school_name, possible,
                                          attended, authorised, unauthorised, late, problem, source)
  SELECT %(school)s, p.id, s.year_starts, s.term, s.school_name, s.possible, s.attended, s.authorised,
         s.unauthorised, s.late, s.problem, %(source)s
  FROM staged_totals s JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = s.upn
  ON CONFLICT (pupil_id, year_starts, term, school_name) DO UPDATE
    SET possible = excluded.possible, attended = excluded.attended, authorised = excluded.authorised,
        unauthorised = excluded.unauthorised, late = excluded.late, problem = excluded.problem,
        source = excluded.source
    WHERE (t.possible, t.attended, t.authorised, t.unauthorised, t.late, t.problem)
      IS DISTINCT FROM (excluded.possible, excluded.attended, excluded.authorised, excluded.unauthorised,
                        excluded.late, excluded.problem)
  RETURNING old.id IS NULL AS is_new
) SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM filed
"""


@transaction.atomic
def file_past_totals(
    *, school: School, totals: Sequence[TotalsFacts], source: str, by: User | None, at: datetime
) -> Changes:
    """Add totals of past terms and correct those that stand; `source` names the file they come from."""
    acting(by, at=at)
    stage_rows("staged_totals", COLUMNS, map(astuple, totals))
    return changes_of(FILE, {"school": school.pk, "source": source})
