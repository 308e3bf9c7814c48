"""What people do about a pupil whom nobody can reach, in the words of the tests."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from accounts.models import User
from attendance.models import ContactAttempt, EscalationDecision, Outcome
from attendance.queries.first_day.escalations import EscalationLine, open_escalations
from attendance.services.first_day.escalations import Told, decide, escalate
from schools.access import Rights, rights_of
from schools.models import Contact, Pupil
from schools.queries.school_days import SchoolDayNow, school_day_now
from tests.factories import ContactFactory
from tests.integration.attendance.steps import mark, officer_saves
from tests.world import NOW, TODAY, World

HALF_PAST_NINE = NOW.replace(hour=9, minute=30)
TOLD_AT = NOW.replace(hour=10, minute=20)
ELEVEN = NOW.replace(hour=11, minute=0)
DECIDED_AT = NOW.replace(hour=11, minute=4)
WORRY = "Grandmother says nobody has been home since Sunday"


def rights_now(person: User, at: datetime = NOW, school: str = "marlowe-park") -> Rights:
    """What somebody may do at a school on the day of an instant."""
    found = rights_of(person, school, on=at.date())
    assert found is not None
    return found


def day_at(world: World, at: datetime) -> SchoolDayNow:
    """Marlowe Park at an instant."""
    return school_day_now(world.marlowe, at)


def given_n(world: World, *pupils: Pupil) -> None:
    """Ms Okafor marks pupils N this morning."""
    officer_saves(world, *[mark(pupil, "N") for pupil in pupils])


def given_a_try(
    world: World,
    pupil: Pupil,
    *,
    outcome: Outcome = Outcome.NO_ANSWER,
    at: datetime = HALF_PAST_NINE,
    on: date = TODAY,
) -> ContactAttempt:
    """Mr Bell rang the mother, whom the school has among the contacts."""
    mother = Contact.objects.filter(pupil=pupil).first() or ContactFactory.create(pupil=pupil)
    return ContactAttempt.objects.create(
        school=world.marlowe,
        pupil=pupil,
        date=on,
        call=uuid4(),
        contact=mother,
        name="Mrs Sana Khan",
        relationship="Mother",
        number="+447700900123",
        outcome=outcome,
        made_by=world.bell,
        made_at=at,
    )


def officer_tells(
    world: World, pupil: Pupil, *, by: User | None = None, at: datetime = TOLD_AT, words: str = WORRY
) -> Told:
    """Ms Okafor tells the lead, unless somebody else does."""
    return escalate(rights=rights_now(by or world.okafor, at), pupil_id=pupil.pk, words=words, at=at)


def lead_decides(
    world: World,
    pupil: Pupil,
    decision: str,
    *,
    by: User | None = None,
    at: datetime = DECIDED_AT,
    wait: timedelta | None = None,
    seen: int | None = None,
) -> EscalationDecision:
    """Mr Reid decides, unless somebody else does."""
    return decide(
        rights=rights_now(by or world.reid, at),
        pupil_id=pupil.pk,
        decision=decision,
        until_at=at + wait if wait else None,
        at=at,
        seen=seen,
    )


def lines_of(world: World, at: datetime = TOLD_AT) -> list[EscalationLine]:
    """What stands on Mr Reid's list."""
    return open_escalations(rights_now(world.reid, at), day_at(world, at))
