"""Marks of another system: staged, compared, and filed by one statement. Ours are never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from accounts.audit import acting, log_event
from accounts.models import User
from schools.models import School
from schools.services.staging import analyse, make_stage

STAGE = "staged_mark"
COLUMNS = {
    "row": "integer", "pupil_id": "bigint", "date": "date", "session": "smallint", "code": "smallint",
    "minutes_late": "smallint", "note": "text",
}  # fmt: skip
COPY = f"COPY {STAGE} FROM STDIN"
PIECE = 1 << 18

# A mark that was cleared here and comes in again gets a version that no open page has seen.
FILE = """
INSERT INTO attendance_mark (pupil_id, date, session, code, minutes_late, version, source, school_id,
                             set_by_id, set_at, note)
SELECT s.pupil_id, s.date, s.session, s.code, s.minutes_late, 1 + coalesce(a.changes, 0), 'import',
       %(school)s, %(by)s, %(at)s, s.note
FROM staged_mark s LEFT JOIN (
  SELECT pupil_id, date, session, count(*) AS changes FROM attendance_markamendment
  WHERE school_id = %(school)s GROUP BY pupil_id, date, session) a USING (pupil_id, date, session)
ON CONFLICT (pupil_id, date, session) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class MarksFiled:
    """How many marks were added, and how many stood here already, alike or different."""

    added: int
    standing: int


def stage_marks(lines: Iterable[str]) -> None:
    """Stage marks for this transaction; a line is the COPY text of a row of COLUMNS."""
    make_stage(STAGE, COLUMNS)
    size = 0
    waiting: list[str] = []
    with closing(connection.connection.cursor()) as cursor, cursor.copy(COPY) as copy:
        for line in lines:
            waiting.append(line)
            size += len(line)
            if size > PIECE:
                copy.write("".join(waiting))
                waiting.clear()
                size = 0
        copy.write("".join(waiting))
    analyse(STAGE)


@transaction.atomic
def file_marks(*, school: School, by: User | None, at: datetime) -> MarksFiled:
    """File the staged marks that the school does not have; a mark that stands is never touched.

    One statement for any number of marks, and one line in the audit when any was added.
    """
    acting(by, at=at)
    with connection.cursor() as cursor:
        cursor.execute(FILE, {"school": school.pk, "by": by.pk if by else None, "at": at})
        added = cursor.rowcount
        cursor.execute("SELECT count(*) FROM staged_mark")
        staged = cursor.fetchone()[0]
    if added:
        log_event("import", by=by, school=school.pk, tbl="attendance_mark", after={"marks": added})
    return MarksFiled(added, staged - added)
