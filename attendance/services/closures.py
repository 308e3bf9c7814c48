"""An unexpected closure of the school or a part of it: an act of its own, with its own reason.

Y4 stands for a site that is closed to everybody, Y3 for a part that is closed to some (SI 2024/208, reg 10;
WTISA). A closure that was planned is no mark: it goes into the calendar, and there is no session to mark.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.audit import acting
from attendance.bulk import Selection, closure_days_problem, closure_letter
from attendance.models import BulkAct, BulkKind
from attendance.queries.bulk.sessions import plan_closure
from attendance.services.bulk import ActFacts, carry_out, check_may_set, check_reason, in_turn, whom_words
from schools.access import Rights


def record_closure(
    *,
    rights: Rights,
    selection: Selection,
    reason: str,
    stamp: str | None = None,
    at: datetime,
) -> BulkAct:
    """Mark everybody chosen as unable to attend because the school, or their part of it, was closed.

    Blanks and N become Y4 (everyone) or Y3 (groups); present, late and every code with a reason stay.
    Y codes are wrong where pupils could come in if they wished: the form asks, and turns that away. Raises
    ValidationError for days to come, no reason, nothing to set, or a stale `stamp`. Undone by `undo_bulk`.
    """
    check_may_set(rights, selection)
    check_reason(reason)
    if problem := closure_days_problem(selection.starts_on, selection.ends_on, timezone.localtime(at).date()):
        raise ValidationError({"ends_on": problem})
    reason = reason.strip()
    with in_turn(), transaction.atomic():
        acting(rights.user, at=at, reason=f"{closure_letter(selection)}: {reason}")
        plan = plan_closure(rights.school, selection, at=at)
        facts = ActFacts(
            BulkKind.CLOSURE,
            selection,
            reason,
            whom_words(rights, selection),
            note=f"School closed: {reason}",
        )
        return carry_out(plan, facts, rights=rights, stamp=stamp, at=at)
