"""Proposed leavings: who is said to leave, and a person's word that a pupil stays.

Nothing here deletes a name. Only the gate of leavers sets `left_on`, on a ground of reg 9 (SI 2024/208).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting, log_event
from accounts.models import User
from accounts.roles import Permission
from schools.access import Rights
from schools.models import LeavingState, ProposedLeaving, School
from schools.queries.rows import rows_of
from schools.services.staging import stage_rows

KEPT = "leaving.kept"


@dataclass(frozen=True, slots=True)
class LeavingFacts:
    """A pupil of whom another system says that they leave, with the last day on roll."""

    upn: str
    last_on: date


OPEN_ENTRIES = """
SELECT r.id, max(s.last_on) FROM staged_leaving_upn s
JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = s.upn AND s.upn <> ''
JOIN schools_rollentry r ON r.pupil_id = p.id AND r.school_id = p.school_id AND r.left_on IS NULL
GROUP BY r.id
"""
# A day on which a person has decided already is not asked again; another day is a new question.
PROPOSE = """
WITH filed AS (
  INSERT INTO schools_proposedleaving AS w (roll_entry_id, last_on, source, proposed_at, state, words)
  SELECT s.entry_id, s.last_on, %(source)s, %(at)s, 'waiting', ''
  FROM staged_leaving s
  JOIN schools_rollentry r ON r.id = s.entry_id AND r.school_id = %(school)s AND r.left_on IS NULL
  WHERE s.last_on >= r.admitted_on
    AND NOT EXISTS (SELECT FROM schools_proposedleaving d
                    WHERE d.roll_entry_id = r.id AND d.last_on = s.last_on AND d.state <> 'waiting')
  ON CONFLICT (roll_entry_id) WHERE state = 'waiting'
  DO UPDATE SET last_on = excluded.last_on, source = excluded.source
  WHERE w.last_on <> excluded.last_on
  RETURNING 1
) SELECT count(*) FROM filed
"""


@transaction.atomic
def propose_leavings(
    *, school: School, leavings: Sequence[LeavingFacts], source: str, by: User | None, at: datetime
) -> int:
    """Propose that pupils leave, by UPN; how many proposals are new or have another day.

    Only a pupil on roll can leave. A proposal that waits takes the new day; one that a person has decided
    stays decided, and is not made again for the same day.
    """
    acting(by, at=at)
    stage_rows("staged_leaving_upn", {"upn": "text", "last_on": "date"}, map(astuple, leavings))
    entries = rows_of(OPEN_ENTRIES, {"school": school.pk})
    return propose_entries(school=school, entries=entries, source=source, by=by, at=at)


@transaction.atomic
def propose_entries(
    *, school: School, entries: Iterable[Sequence[object]], source: str, by: User | None, at: datetime
) -> int:
    """Propose that entries of the roll end: (entry, last day on roll), each entry once."""
    acting(by, at=at)
    stage_rows("staged_leaving", {"entry_id": "bigint", "last_on": "date"}, entries)
    ((count,),) = rows_of(PROPOSE, {"school": school.pk, "source": source, "at": at})
    return int(count)


@transaction.atomic
def keep_pupil(*, rights: Rights, leaving_id: int, words: str, at: datetime) -> ProposedLeaving:
    """Say that a pupil who was proposed to leave stays, and why.

    Raises ValidationError without words and for what is decided already; 404 for another school's.
    """
    rights.check(Permission.LEAVER_PREPARE)
    if not words.strip():
        raise ValidationError({"words": "Say why the pupil stays"})
    acting(rights.user, at=at)
    leaving = (
        ProposedLeaving.objects.select_for_update(of=("self",))
        .select_related("roll_entry__pupil")
        .filter(pk=leaving_id, roll_entry__school=rights.school)
        .first()
    )
    if leaving is None:
        raise Http404
    if leaving.state != LeavingState.WAITING:
        raise ValidationError("Somebody has decided this already. Nothing was changed")
    leaving.state = LeavingState.STAYS
    leaving.words = words.strip()
    leaving.decided_by, leaving.decided_at = rights.user, at
    leaving.save(update_fields=["state", "words", "decided_by", "decided_at"])
    pupil = leaving.roll_entry.pupil_id
    log_event(KEPT, by=rights.user, school=rights.school.pk, pupil=pupil, obj=str(leaving.pk), reason=words)
    return leaving
