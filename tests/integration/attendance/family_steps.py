"""What people do when they ring a family, in the words of the tests."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import User
from attendance.forms.calls import seen_marks
from attendance.models import Mark, Outcome
from attendance.queries.first_day.panels import CallPanel
from attendance.queries.first_day.sessions import SeenMarks
from attendance.services.first_day.attempts import AttemptFacts
from attendance.services.first_day.calls import LoggedCall, log_call
from attendance.services.first_day.panels import open_panel
from schools.models import Contact, Pupil
from schools.queries.school_days import school_day_now
from tests.factories import ContactFactory, ParentFactory
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.steps import mark, teacher_saves
from tests.world import NOW, TODAY, World

# 09:20, when the register of the morning has closed.
CLOSED = NOW.replace(hour=9, minute=20)


def mother_of(pupil: Pupil, **facts: Any) -> Contact:
    """Mrs Khan, first in call order, unless said otherwise."""
    made: Contact = ContactFactory.create(pupil=pupil, **facts)
    return made


def father_of(pupil: Pupil, **facts: Any) -> Contact:
    """Mr Khan, second in call order, unless said otherwise."""
    parent = ParentFactory.create(school=pupil.school, title="Mr", forename="Imran", mobile="07700900456")
    given = {"parent": parent, "call_order": 2, "relationship": "Father"} | facts
    made: Contact = ContactFactory.create(pupil=pupil, **given)
    return made


def nobody_came(world: World, *pupils: Pupil) -> None:
    """The teacher marked these pupils N before the close."""
    teacher_saves(world, *(mark(pupil, "N") for pupil in pupils))


def panel_of(person: User, pupil: Pupil, at: datetime = CLOSED) -> CallPanel:
    """The panel as somebody opens it."""
    theirs = rights(person)
    return open_panel(rights=theirs, pupil_id=pupil.pk, day=school_day_now(theirs.school, at))


def seen_by(person: User, pupil: Pupil, at: datetime = CLOSED) -> SeenMarks:
    """The marks that the panel showed."""
    return seen_marks(panel_of(person, pupil, at).seen)


def facts_about(*pupils: Pupil, **facts: Any) -> AttemptFacts:
    """Mrs Khan was rung, and spoke of a cold, unless said otherwise."""
    contact = Contact.objects.filter(pupil=pupils[0], must_not_contact=False).order_by("call_order").first()
    given: dict[str, Any] = {"pupil_ids": tuple(pupil.pk for pupil in pupils), "on": TODAY, "call": uuid4()}
    given |= {"contact_id": contact.pk if contact else None, "words": "Has a cold"} | facts
    return AttemptFacts(**given)


def rings(
    person: User, *pupils: Pupil, at: datetime = CLOSED, seen: SeenMarks | None = None, **facts: Any
) -> LoggedCall:
    """Somebody rings about these pupils from a panel that they opened just before."""
    shown = seen if seen is not None else seen_by(person, pupils[0], at)
    return log_call(rights=rights(person), facts=facts_about(*pupils, **facts), seen=shown, at=at)


def letters(pupil: Pupil) -> dict[int, tuple[int, int]]:
    """The code and version of each session of today."""
    rows = Mark.objects.filter(pupil=pupil, date=TODAY)
    return {row.session: (row.code, row.version) for row in rows}


NO_ANSWER = Outcome.NO_ANSWER.value
LATER = CLOSED + timedelta(minutes=5)
