"""Bringing the admission register in. Who is on roll here leaves by a person's decision, never by a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.audit import acting
from accounts.models import User
from schools.models import School
from schools.queries.rows import rows_of
from schools.services.staging import Changes, changes_of, stage_rows

COLUMNS = {"upn": "text", "admitted_on": "date", "left_on": "date", "enrolment": "text"}


@dataclass(frozen=True, slots=True)
class RollFacts:
    """A pupil's time on roll as another system has it; `left_on` is the last day."""

    upn: str
    admitted_on: date
    left_on: date | None
    enrolment: str


@dataclass(frozen=True, slots=True)
class RollFiled:
    """What was filed, and by UPN what a person must decide."""

    changes: Changes
    proposed_leavings: dict[str, date]
    other_starts: dict[str, date]


CORRECT = """
UPDATE schools_rollentry r SET enrolment = s.enrolment
FROM staged_roll s JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = s.upn
WHERE r.pupil_id = p.id AND r.admitted_on = s.admitted_on AND r.left_on IS NULL
  AND r.enrolment <> s.enrolment
RETURNING r.id
"""
ADD = """
INSERT INTO schools_rollentry (pupil_id, school_id, admitted_on, left_on, enrolment, is_history, ground)
SELECT p.id, %(school)s, s.admitted_on, h.left_on, s.enrolment, h.left_on IS NOT NULL, ''
FROM staged_roll s JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = s.upn
CROSS JOIN LATERAL (SELECT CASE WHEN s.left_on < %(first_day)s THEN s.left_on END AS left_on) h
WHERE NOT EXISTS (SELECT FROM schools_rollentry r WHERE r.pupil_id = p.id
                  AND daterange(r.admitted_on, r.left_on, '[]') && daterange(s.admitted_on, h.left_on, '[]'))
RETURNING id
"""
COUNTED = "WITH filed AS ({}) SELECT {} FROM filed"
PROPOSED = """
SELECT s.upn, s.left_on FROM staged_roll s JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = s.upn
JOIN schools_rollentry r ON r.pupil_id = p.id AND r.admitted_on = s.admitted_on AND r.left_on IS NULL
WHERE s.left_on IS NOT NULL
"""
OTHER_STARTS = """
SELECT DISTINCT ON (s.upn) s.upn, r.admitted_on
FROM staged_roll s JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = s.upn
JOIN schools_rollentry r ON r.pupil_id = p.id
  AND daterange(r.admitted_on, r.left_on, '[]') && daterange(s.admitted_on, s.left_on, '[]')
WHERE NOT EXISTS (SELECT FROM schools_rollentry q WHERE q.pupil_id = p.id AND q.admitted_on = s.admitted_on)
ORDER BY s.upn, r.admitted_on DESC
"""


@transaction.atomic
def file_roll(
    *, school: School, entries: Sequence[RollFacts], with_enrolment: bool, by: User | None, at: datetime
) -> RollFiled:
    """Enter pupils in the admission register (reg 8, SI 2024/208) by UPN, one row each.

    A new entry with a leaving before the school's first day on Daymark is filed as history. Any other
    leaving is only proposed, whatever its day: an open entry stays open until a person decides on its ground
    (reg 9). A starting day that stands here is never moved; `other_starts` gives it.
    """
    acting(by, at=at)
    stage_rows("staged_roll", COLUMNS, map(astuple, entries))
    values = {"school": school.pk, "first_day": school.first_day_on}
    corrected = Changes()
    if with_enrolment:
        corrected = changes_of(COUNTED.format(CORRECT, "0, count(*)"), values)
    added = changes_of(COUNTED.format(ADD, "count(*)"), values)
    proposed, other = rows_of(PROPOSED, values), rows_of(OTHER_STARTS, values)
    return RollFiled(corrected + added, dict(proposed), dict(other))
