"""Planning a home visit, changing the plan until somebody sets out, and calling it off."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import acting
from accounts.roles import Permission
from attendance.home_visits import PlanFacts, plan_problems
from attendance.models import Visit
from attendance.queries.visits.reached import asks_lead_first, get_visit_for, visitors_for
from schools.access import Rights
from schools.models import Pupil
from schools.services.locked_pupils import lock_pupil

ASK_LEAD = (
    "Speak to the DSL first. The DSL or the head plans a visit to this family themselves, and says who goes"
)
PLAN_FIELDS = (
    *("due_at", "purpose", "visitor", "second", "second_name", "check_in_by"),
    *("risk_raised", "risk_words"),
)


@transaction.atomic
def plan_visit(*, rights: Rights, pupil_id: int, facts: PlanFacts, key: UUID, at: datetime) -> Visit:
    """Plan a visit; the same form sent twice plans it once.

    404 for a pupil out of reach. Raises ValidationError where the safeguarding lead is to be asked first,
    for people who may not visit this pupil, and for a plan that would send somebody alone into the unknown.
    """
    rights.check(Permission.VISIT_WORK)
    acting(rights.user, at=at)
    pupil = lock_pupil(rights, Permission.VISIT_WORK, pupil_id)
    planned = Visit.objects.filter(key=key).first()
    if planned is not None and planned.pupil_id == pupil.pk:
        return planned
    if planned is not None:
        raise ValidationError("Open the page again, and enter this once more")
    _check(rights, pupil, facts, at=at)
    return Visit.objects.create(
        school=rights.school,
        pupil=pupil,
        key=key,
        planned_by=rights.user,
        planned_at=at,
        **_columns(facts),
    )


@transaction.atomic
def change_plan(*, rights: Rights, visit_id: int, facts: PlanFacts, at: datetime) -> Visit:
    """Change what is planned while nobody has set out. Raises as `plan_visit` does, and once somebody has."""
    rights.check(Permission.VISIT_WORK)
    acting(rights.user, at=at)
    visit = get_visit_for(rights, visit_id, lock=True)
    if visit.cancelled_at is not None:
        raise ValidationError("This visit was called off. Plan another one")
    if visit.set_out_at is not None:
        raise ValidationError("Somebody has set out. The plan stands; ask for more time on the visit’s page")
    _check(rights, visit.pupil, facts, at=at)
    for name, value in _columns(facts).items():
        setattr(visit, name, value)
    visit.save(update_fields=PLAN_FIELDS)
    return visit


@transaction.atomic
def cancel_visit(*, rights: Rights, visit_id: int, why: str, at: datetime) -> Visit:
    """Call a visit off, with the reason; a second press changes nothing.

    Raises ValidationError where nothing is said, while somebody is under way, and once it is written down.
    """
    rights.check(Permission.VISIT_WORK)
    acting(rights.user, at=at)
    visit = get_visit_for(rights, visit_id, lock=True)
    if visit.cancelled_at is not None:
        return visit
    if not why:
        raise ValidationError({"why": "Say why the visit is called off"})
    if visit.written_at is not None:
        raise ValidationError("This visit was written down. It stands")
    if visit.set_out_at is not None and visit.safe_at is None:
        raise ValidationError("Somebody is under way. They say that they are safe first")
    visit.cancelled_why, visit.cancelled_by, visit.cancelled_at = why, rights.user, at
    visit.save(update_fields=["cancelled_why", "cancelled_by", "cancelled_at"])
    return visit


def _columns(facts: PlanFacts) -> dict[str, object]:
    return {
        "due_at": facts.due_at,
        "purpose": facts.purpose,
        "visitor_id": facts.visitor_id,
        "second_id": facts.second_id,
        "second_name": facts.second_name,
        "check_in_by": facts.check_in_by,
        "risk_raised": facts.risk_raised,
        "risk_words": facts.risk_words,
    }


def _check(rights: Rights, pupil: Pupil, facts: PlanFacts, *, at: datetime) -> None:
    if not rights.has_for_school(Permission.ESCALATION_DECIDE) and asks_lead_first(pupil, on=at.date()):
        raise ValidationError(ASK_LEAD)
    problems = plan_problems(facts, at=at)
    may_go = {person.pk for person in visitors_for(rights.school, pupil, on=at.date())}
    if facts.visitor_id not in may_go:
        problems["visitor"] = "Choose somebody who may visit this pupil"
    if facts.second_id is not None and facts.second_id not in may_go:
        problems["second"] = "Choose somebody who may visit this pupil, or write a name"
    if problems:
        raise ValidationError(problems)
