"""What is known and done about absences, in the words of the tests."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from accounts.models import User
from attendance.codes import NO_REASON, PRESENT_AFTERNOON, PRESENT_MORNING
from attendance.models import ContactAttempt, Escalation, EscalationDecision, StepDone, Visit
from schools.access import Rights, rights_of
from schools.calendar import LONDON
from schools.models import Channel, Contact, Message, MessageKind, Pupil, School, SchoolDay
from schools.queries.school_days import SchoolDayNow, school_day_now
from tests.factories import MarkFactory
from tests.world import NOW, TODAY


def at(hour: int, minute: int = 0, *, on: date = TODAY) -> datetime:
    """A time of today, or of another day."""
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=LONDON)


def rights_at(person: User, moment: datetime = NOW, *, school: str = "marlowe-park") -> Rights:
    """What a person may do at a moment."""
    found = rights_of(person, school, on=moment.date())
    assert found is not None
    return found


def day_at(school: School, moment: datetime) -> SchoolDayNow:
    """The school's day at a moment."""
    return school_day_now(school, moment)


def school_days_before(school: School, count: int, on: date = TODAY) -> list[date]:
    """The last school days before a day, earliest first."""
    days = SchoolDay.objects.filter(school=school, date__lt=on).order_by("-date")
    return sorted(days.values_list("date", flat=True)[:count])


def was_here(pupil: Pupil, on: date) -> None:
    """The pupil was in school all day."""
    for session, code in ((1, PRESENT_MORNING), (2, PRESENT_AFTERNOON)):
        MarkFactory.create(pupil=pupil, date=on, session=session, code=code)


def was_away(pupil: Pupil, on: date, code: int = NO_REASON, *, sessions: tuple[int, ...] = (1, 2)) -> None:
    """The pupil was away in these sessions: without a reason, unless said otherwise."""
    for session in sessions:
        MarkFactory.create(pupil=pupil, date=on, session=session, code=code)


def away_for(pupil: Pupil, days: int, code: int = NO_REASON) -> None:
    """Away for so many school days, this morning the last; here on the day before."""
    before = school_days_before(pupil.school, days)
    was_here(pupil, before[0])
    for on in before[1:]:
        was_away(pupil, on, code)
    was_away(pupil, TODAY, code, sessions=(1,))


def attempt(pupil: Pupil, by: User, **facts: Any) -> ContactAttempt:
    """A try today, without an answer unless said otherwise."""
    row: dict[str, Any] = {
        "school": pupil.school,
        "pupil": pupil,
        "date": TODAY,
        "call": uuid4(),
        "name": "Mrs Khan",
        "relationship": "Mother",
        "outcome": "no_answer",
        "made_by": by,
        "made_at": at(9, 40, on=facts.get("date", TODAY)),
    }
    return ContactAttempt.objects.create(**row | facts)


def message(contact: Contact, by: User, **facts: Any) -> Message:
    """A text that waits to be sent, about this morning."""
    row: dict[str, Any] = {
        "school": contact.pupil.school,
        "pupil": contact.pupil,
        "contact": contact,
        "kind": MessageKind.FIRST_DAY,
        "channel": Channel.TEXT,
        "date": TODAY,
        "session": 1,
        "queued_by": by,
        "queued_at": at(9, 30),
    }
    return Message.objects.create(**row | facts)


def done(pupil: Pupil, by: User, step: str, on: date = TODAY) -> StepDone:
    """A step that somebody did, in words."""
    return StepDone.objects.create(
        school=pupil.school, pupil=pupil, due_on=on, step=step, words="Done", done_by=by, done_at=at(10)
    )


def visit(pupil: Pupil, by: User, due_at: datetime, **facts: Any) -> Visit:
    """A visit that is planned."""
    row: dict[str, Any] = {"school": pupil.school, "pupil": pupil, "key": uuid4(), "due_at": due_at}
    row |= {"purpose": "See the child", "visitor": by, "planned_by": by, "planned_at": NOW}
    return Visit.objects.create(**row | facts)


def decided(pupil: Pupil, by: User, decision: str, **facts: Any) -> EscalationDecision:
    """What the safeguarding lead decided of an absence that is told to them."""
    case = Escalation.objects.create(
        school=pupil.school, pupil=pupil, date=TODAY, raised_by=by, raised_at=at(10)
    )
    row: dict[str, Any] = {"decided_by": by, "decided_at": at(10, 30)}
    return EscalationDecision.objects.create(
        escalation=case, school=pupil.school, pupil=pupil, decision=decision, **row | facts
    )
