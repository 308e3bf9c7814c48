"""The demo's morning is full of the first-day response, made by the same services, and once."""

from datetime import timedelta

from attendance.models import (
    AgencyTold,
    Arrival,
    ContactAttempt,
    Escalation,
    EscalationDecision,
    HandOver,
    Outcome,
    Visit,
)
from integrations.demo.first_day import respond
from schools.models import Message, Parent, PupilMarker
from tests.factories import ContactFactory, MarkFactory, ParentFactory, ProtectedFactFactory
from tests.integration.attendance.steps import mark, officer_saves
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

NO_REASON, UNAUTHORISED = 220, 201
LAST_WEEK = TODAY - timedelta(days=7)


def test_calls_texts_escalations_visits_arrivals_and_a_hand_over(world: World) -> None:
    crowd = [*world.pupils, *add_pupils(world.class_8hw, 14, [("Crowd", f"Child {n}") for n in range(14)])]
    parent: Parent = ParentFactory.create(school=world.marlowe, mobile="07700900111")
    for pupil in crowd:
        ContactFactory.create(pupil=pupil, parent=parent)
    for pupil in crowd[:4]:
        MarkFactory.create(pupil=pupil, date=YESTERDAY, session=2, code=NO_REASON)
    MarkFactory.create(pupil=crowd[3], date=LAST_WEEK, code=UNAUTHORISED)
    ProtectedFactFactory.create(pupil=crowd[1], worker_name="Dana Price")
    officer_saves(world, *[mark(pupil, "N") for pupil in crowd])

    rung = respond(world.marlowe, on=TODAY, at=NOW)

    outcomes = set(ContactAttempt.objects.values_list("outcome", flat=True))
    assert (rung, outcomes) == (9, {outcome.value for outcome in Outcome})
    assert Message.objects.count() == 2
    assert (Escalation.objects.count(), EscalationDecision.objects.get().decision) == (2, "visit")
    assert (AgencyTold.objects.get().name, PupilMarker.objects.count()) == ("Dana Price", 2)
    assert Visit.objects.filter(written_at=None).get().pupil == EscalationDecision.objects.get().pupil
    assert Visit.objects.get(child_seen=True).pupil == crowd[3]
    assert set(Arrival.objects.values_list("code", flat=True)) == {20}
    assert (Arrival.objects.count(), HandOver.objects.filter(date=YESTERDAY).count()) == (4, 3)
    assert respond(world.marlowe, on=TODAY, at=NOW) == 0


def test_a_school_where_nobody_is_absent_or_employed_has_no_calls(world: World) -> None:
    assert respond(world.marlowe, on=TODAY, at=NOW) == 0
    assert respond(world.ashgrove, on=TODAY, at=NOW) == 0
    assert not Escalation.objects.exists()
