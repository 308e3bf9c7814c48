"""What people do about home visits, in the words of the tests."""

from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from attendance.home_visits import PlanFacts, Press
from attendance.models import Visit
from attendance.services.visits.plans import plan_visit
from attendance.services.visits.presses import press
from attendance.services.visits.records import Found, write_visit
from schools.models import MarkerKind, Pupil, PupilMarker
from tests.integration.attendance.desk_steps import rights
from tests.world import NOW, TODAY, YESTERDAY, World

VISITS = "/marlowe-park/visits/"


def today_at(hour: int, minute: int = 0) -> datetime:
    """An instant of the day of the tests."""
    return datetime.combine(TODAY, time(hour, minute), tzinfo=NOW.tzinfo)


def plan(visitor: User, **facts: Any) -> PlanFacts:
    """At 14:00 with a check-in at 15:00, unless said otherwise."""
    known: dict[str, Any] = {"due_at": today_at(14), "check_in_by": today_at(15), "purpose": "Nobody answers"}
    return PlanFacts(**(known | {"visitor_id": visitor.pk} | facts))


def planned(
    world: World,
    pupil: Pupil | None = None,
    *,
    by: User | None = None,
    visitor: User | None = None,
    key: UUID | None = None,
    **facts: Any,
) -> Visit:
    """Ms Okafor plans to visit Amir herself, unless said otherwise."""
    return plan_visit(
        rights=rights(by or world.okafor),
        pupil_id=(pupil or world.pupils[0]).pk,
        facts=plan(visitor or by or world.okafor, **facts),
        key=key or uuid4(),
        at=NOW,
    )


def presses(visit: Visit, *steps: Press, at: datetime) -> Visit:
    """Who goes presses these buttons."""
    for step in steps:
        visit = press(rights=rights(visit.visitor), visit_id=visit.pk, step=step, at=at)
    return visit


def found(**facts: Any) -> Found:
    """Seen and spoken to, from 14:10 to 14:30, unless said otherwise."""
    known: dict[str, Any] = {
        "set_out_at": today_at(14),
        "arrived_at": today_at(14, 10),
        "left_at": today_at(14, 30),
        "who_seen": "Amir and his mother",
        "child_seen": True,
        "child_spoken_to": True,
        "child_voice": "My stomach hurts on Mondays",
        "conditions": "The house was warm. Toys on the floor",
        "unseen_step": "",
        "next_step": "Ms Okafor rings on Thursday",
        "next_on": None,
    }
    return Found(**(known | facts))


def written(world: World, visit: Visit | None = None, **facts: Any) -> Visit:
    """Ms Okafor went, is safe, and wrote it down."""
    row = presses(visit or planned(world), Press.SET_OUT, Press.SAFE, at=today_at(14, 40))
    return write_visit(rights=rights(world.okafor), visit_id=row.pk, found=found(**facts), at=today_at(15))


def ask_lead_about(pupil: Pupil) -> None:
    """The safeguarding lead is to be asked first."""
    PupilMarker.objects.create(pupil=pupil, kind=MarkerKind.ASK_FIRST, from_on=YESTERDAY)
