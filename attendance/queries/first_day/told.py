"""What those who told the safeguarding lead see of it afterwards: that it was told, and the outcome."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.roles import Permission
from attendance.models import Decision
from attendance.queries.first_day.escalation_sql import ANSWER, LAST_DECISION, escalation_values
from attendance.queries.first_day.escalations import decision_words
from attendance.queries.first_day.one_absence import at_words
from schools.access import Rights
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow

# Of each pupil the last escalation that is open, or of which something was said today.
TOLD = f"""
SELECT DISTINCT ON (o.pupil_id) o.pupil_id, coalesce(teller.full_name, ''), o.raised_at,
       o.closed_at IS NULL AND answer.code IS NULL,
       coalesce(d.decision, ''), coalesce(d.full_name, ''), d.decided_at, d.until_at,
       EXISTS (SELECT FROM protected x WHERE x.id = o.pupil_id)
FROM attendance_escalation o
JOIN tellers t ON t.id = o.pupil_id
LEFT JOIN accounts_user teller ON teller.id = o.raised_by_id
{ANSWER}{LAST_DECISION}
WHERE o.school_id = %(school)s AND o.pupil_id = ANY (%(pupils)s)
  AND (o.closed_at IS NULL OR o.closed_at >= %(midnight)s)
ORDER BY o.pupil_id, o.raised_at DESC, o.id DESC
"""


@dataclass(frozen=True)
class ToldLine:
    """That the lead was told of a pupil, and what was decided. `stands`: telling again adds nothing.

    `names_care`: the words tell that social care is involved, which is a protected fact.
    """

    told: str
    decided: str
    stands: bool
    names_care: bool = False

    @property
    def words(self) -> str:
        """Both in one line."""
        return f"{self.told}. {self.decided}" if self.decided else self.told


def told_of(rights: Rights, pupil_ids: Collection[int], day: SchoolDayNow) -> dict[int, ToldLine]:
    """Of which of these pupils the lead was told, by the pupil: one statement, none without pupils.

    A decision to involve children's social care is named to those alone who may read protected facts.
    """
    if not pupil_ids:
        return {}
    tables, reach = reaches(
        rights, tellers=Permission.ESCALATION_RAISE, protected=Permission.PROTECTED_FACTS_VIEW
    )
    values = escalation_values(day) | reach
    values |= {"school": rights.school.pk, "pupils": list(pupil_ids)}
    return {row[0]: _line(row, day.on) for row in rows_of(f"{tables}{TOLD}", values)}


def _line(row: tuple[Any, ...], on: date) -> ToldLine:
    _, teller, raised_at, stands, decision, by, decided_at, until_at, sees_protected = row
    decided = ""
    if decision == Decision.SOCIAL_CARE and not sees_protected:
        decided = f"{by} decided {at_words(decided_at, on=on)} and has taken it on"
    elif decision:
        decided = decision_words(decision, by, decided_at, until_at, on=on)
    names_care = decision == Decision.SOCIAL_CARE and sees_protected
    return ToldLine(told_words(teller, raised_at, on=on), decided, stands, names_care)


def told_words(teller: str, raised_at: datetime, *, on: date) -> str:
    """That the lead was told: "Ms Okafor told the DSL at 10:20"."""
    if not teller:
        return "The DSL has it"
    return f"{teller} told the DSL {at_words(raised_at, on=on)}"
