"""Proposed leavings: what another system or the year's end says, for the head to decide (reg 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.audit import acting
from accounts.models import User
from schools.models import School
from schools.services.staging import changes_of, stage_rows

SOURCE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class LeavingFacts:
    """A pupil, by UPN, and the last day on roll that is proposed."""

    upn: str
    last_on: date


# A proposal that waits learns a new day; one that a person has answered for the same day stays answered.
PROPOSE = """
WITH wanted AS (
  SELECT DISTINCT ON (r.id) r.id AS entry_id, s.last_on
  FROM staged_leaving s JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = s.upn
  JOIN schools_rollentry r ON r.pupil_id = p.id AND r.left_on IS NULL AND r.admitted_on <= s.last_on
  ORDER BY r.id, s.last_on
), filed AS (
  INSERT INTO schools_proposedleaving AS l (roll_entry_id, last_on, source, proposed_at, state, words)
  SELECT w.entry_id, w.last_on, %(source)s, %(at)s, 'waiting', '' FROM wanted w
  WHERE NOT EXISTS (SELECT FROM schools_proposedleaving d
                    WHERE d.roll_entry_id = w.entry_id AND d.state <> 'waiting' AND d.last_on = w.last_on)
  ON CONFLICT (roll_entry_id) WHERE state = 'waiting'
  DO UPDATE SET last_on = excluded.last_on, source = excluded.source, proposed_at = excluded.proposed_at
    WHERE l.last_on <> excluded.last_on
  RETURNING old.id IS NULL AS is_new
) SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM filed
"""


@transaction.atomic
def propose_leavings(
    *, school: School, leavings: Sequence[LeavingFacts], source: str, by: User | None, at: datetime
) -> int:
    """Propose that pupils leave; returns how many proposals are new or have a new day. Repeatable.

    No name is deleted: the entry stays open until the head decides on its ground (reg 9, SI 2024/208).
    """
    acting(by, at=at)
    stage_rows("staged_leaving", {"upn": "text", "last_on": "date"}, map(astuple, leavings))
    values = {"school": school.pk, "source": source[:SOURCE_LIMIT], "at": at}
    changes = changes_of(PROPOSE, values)
    return changes.added + changes.changed
