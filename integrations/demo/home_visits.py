"""The demo's home visits: one planned for this afternoon, and one that was written down last week."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from attendance.codes import CODES
from attendance.home_visits import PlanFacts, Press
from attendance.models import Mark, Visit
from attendance.services.visits.plans import plan_visit
from attendance.services.visits.presses import press
from attendance.services.visits.records import Found, write_visit
from schools.access import Rights

AWAY = [code.number for code in CODES if code.letter in ("N", "O")]
A_WEEK = timedelta(days=7)
DRIVE, STAY = timedelta(minutes=14), timedelta(minutes=22)


def plan_for_today(lead: Rights, officer: Rights, pupil_id: int, *, key: UUID, at: datetime) -> Visit:
    """The officer goes this afternoon with somebody who may visit."""
    due_at = at.replace(hour=13, minute=30)
    facts = PlanFacts(
        due_at=due_at,
        purpose="Nobody has answered. Is everybody well?",
        visitor_id=officer.user.pk,
        second_name="Ms Hall, family support",
        check_in_by=due_at + timedelta(hours=1),
    )
    return plan_visit(rights=lead, pupil_id=pupil_id, facts=facts, key=key, at=at)


def write_last_weeks(officer: Rights, *, at: datetime) -> Visit | None:
    """A visit of last week, with what was found; None where nobody was absent without a reason then."""
    went = (at - A_WEEK).replace(hour=14, minute=5, second=0, microsecond=0)
    absent = Mark.objects.filter(school=officer.school, date=went.date(), code__in=AWAY)
    mark = absent.order_by("pupil").first()
    if mark is None:
        return None
    key = uuid5(NAMESPACE_URL, f"daymark.demo/visited/{officer.school.slug}/{went.date()}")
    facts = PlanFacts(
        due_at=went,
        purpose="Third day without a word from home",
        visitor_id=officer.user.pk,
        check_in_by=went + timedelta(hours=1),
    )
    planned = went - timedelta(hours=3)
    visit = plan_visit(rights=officer, pupil_id=mark.pupil_id, facts=facts, key=key, at=planned)
    arrived, left = went + DRIVE, went + DRIVE + STAY
    for step, moment in zip(Press, (went, arrived, left, left + DRIVE), strict=True):
        press(rights=officer, visit_id=visit.pk, step=step, at=moment)
    found = Found(
        set_out_at=went,
        arrived_at=arrived,
        left_at=left,
        who_seen="Mother and a younger brother",
        child_seen=True,
        child_spoken_to=True,
        child_voice="I have a tummy ache in the mornings. It goes when I stay at home.",
        conditions="Hall and living room tidy and warm. Curtains drawn.",
        unseen_step="",
        next_step="Meeting with the mother and the head of year on Thursday",
        next_on=at.date() + timedelta(days=2),
    )
    return write_visit(rights=officer, visit_id=visit.pk, found=found, at=left + DRIVE + timedelta(minutes=9))
