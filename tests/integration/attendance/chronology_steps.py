"""A pupil's first days of absence as rows, each with a word of its own that only its readers may see."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from attendance.codes import LATE_AFTER_CLOSE
from attendance.models import (
    AgencyTold,
    Arrival,
    ContactAttempt,
    Decision,
    Escalation,
    EscalationDecision,
    HandOver,
    Outcome,
    SignOut,
    StayAtHome,
    StepDone,
    Visit,
    VisitNote,
)
from schools.calendar import Session
from schools.models import Channel, Contact, Message, MessageKind, Pupil
from tests.factories import ContactFactory
from tests.world import NOW, TODAY, TOMORROW, World

NUMBER = "07700900123"
# A word, and the readers who may see it; everybody else sees none of it.
OFFICER, OFFICE, PASTORAL, LEAD, DEPUTY, SENCO, HEAD, TEACHER = (
    *("officer", "office", "pastoral", "dsl", "dso", "senco", "head", "teacher"),
)
WORKERS = {OFFICER, OFFICE, PASTORAL, LEAD, DEPUTY, HEAD}
VISITORS = WORKERS - {OFFICE}
CANARIES = {
    "zqattempt": WORKERS,
    NUMBER: WORKERS,
    "zqstep": WORKERS,
    "zqhanded": WORKERS,
    "zqstay": WORKERS,
    "zqtold": {OFFICER, LEAD, HEAD},
    "Police welfare check": WORKERS,
    "zqagency": VISITORS | {SENCO},
    "Virtual school": VISITORS | {SENCO},
    "zqvoice": VISITORS,
    "zqpurpose": VISITORS,
    "zqnote": VISITORS,
    "zqalarm": VISITORS,
    "A home visit was made": {SENCO},
    "1 restricted entry": {OFFICE},
    "zqlate": {OFFICER, OFFICE, PASTORAL, HEAD},
    "zqdentist": {OFFICER, OFFICE, PASTORAL, HEAD},
    "The family was contacted": {TEACHER, SENCO},
}


def after(minutes: int) -> datetime:
    """So many minutes after 08:49 today."""
    return NOW + timedelta(minutes=minutes)


def mother_of(pupil: Pupil) -> Contact:
    """The first contact of a pupil."""
    found = Contact.objects.filter(pupil=pupil, call_order=1).first()
    return found or ContactFactory.create(pupil=pupil, call_order=1, relationship="Mother")


def attempt(world: World, pupil: Pupil, minutes: int = 10, **facts: Any) -> ContactAttempt:
    """Ms Okafor spoke to the mother."""
    mother = mother_of(pupil)
    usual: dict[str, Any] = {
        "school": pupil.school,
        "pupil": pupil,
        "date": TODAY,
        "call": uuid4(),
        "contact": mother,
        "name": "Mrs Khan",
        "relationship": "Mother",
        "number": NUMBER,
        "outcome": Outcome.SPOKE,
        "words": "zqattempt",
        "made_by": world.okafor,
        "made_at": after(minutes),
    }
    return ContactAttempt.objects.create(**(usual | facts))


def message(world: World, pupil: Pupil, minutes: int = 20) -> Message:
    """A text to the mother that waits to be sent."""
    return Message.objects.create(
        school=pupil.school,
        pupil=pupil,
        contact=mother_of(pupil),
        kind=MessageKind.FIRST_DAY,
        channel=Channel.TEXT,
        date=TODAY,
        session=Session.AM.value,
        queued_by=world.okafor,
        queued_at=after(minutes),
    )


def visit(world: World, pupil: Pupil, minutes: int = 70, **facts: Any) -> Visit:
    """Mr Rahman and a colleague saw the child at the door."""
    usual: dict[str, Any] = {
        "school": pupil.school,
        "pupil": pupil,
        "key": uuid4(),
        "due_at": after(minutes + 5),
        "purpose": "zqpurpose",
        "visitor": world.rahman,
        "second_name": "Ms Doe",
        "planned_by": world.okafor,
        "planned_at": after(minutes),
        "set_out_at": after(minutes + 5),
        "arrived_at": after(minutes + 10),
        "child_seen": True,
        "child_spoken_to": True,
        "child_voice": "zqvoice",
        "next_step": "Ring tomorrow",
        "next_on": TOMORROW,
        "written_by": world.rahman,
        "written_at": after(minutes + 20),
        "alarm_words": "zqalarm",
        "alarm_by": world.okafor,
        "alarm_at": after(minutes + 15),
    }
    return Visit.objects.create(**(usual | facts))


def escalation(
    world: World,
    pupil: Pupil,
    *,
    decision: str = Decision.POLICE,
    until_at: datetime | None = None,
    by_clock: bool = False,
) -> Escalation:
    """Ms Okafor, or the clock, told the lead, who decided."""
    common = {"school": pupil.school, "pupil": pupil}
    told = Escalation.objects.create(
        **common,
        date=TODAY,
        words="zqtold",
        raised_by=None if by_clock else world.okafor,
        raised_at=after(45),
    )
    EscalationDecision.objects.create(
        **common,
        escalation=told,
        decision=decision,
        until_at=until_at,
        decided_by=world.reid,
        decided_at=after(50),
    )
    return told


def a_day_of_everything(world: World, pupil: Pupil) -> None:
    """One row of each source, in the order in which they happened, from 08:59 on."""
    attempt(world, pupil)
    message(world, pupil)
    common = {"school": pupil.school, "pupil": pupil}
    StepDone.objects.create(
        **common, due_on=TODAY, step="siblings", words="zqstep", done_by=world.okafor, done_at=after(30)
    )
    HandOver.objects.create(
        **common, date=TODAY, to=world.rahman, words="zqhanded", made_by=world.okafor, made_at=after(35)
    )
    StayAtHome.objects.create(
        **common, from_on=TODAY, until_on=TOMORROW, why="zqstay", asked_by=world.okafor, asked_at=after(40)
    )
    escalation(world, pupil)
    AgencyTold.objects.create(
        **common,
        date=TODAY,
        agency="virtual_school",
        way="call",
        words="zqagency",
        call=uuid4(),
        told_by=world.okafor,
        told_at=after(55),
    )
    made = visit(world, pupil)
    VisitNote.objects.create(**common, visit=made, words="zqnote", made_by=world.rahman, made_at=after(100))
    Arrival.objects.create(
        **common,
        date=TODAY,
        session=Session.AM.value,
        arrived_at=after(110),
        minutes_late=99,
        reason="zqlate",
        code=LATE_AFTER_CLOSE,
        signed_by=world.bell,
        signed_at=after(111),
    )
    SignOut.objects.create(**common, date=TODAY, out_at=after(120), reason="zqdentist", signed_by=world.bell)
