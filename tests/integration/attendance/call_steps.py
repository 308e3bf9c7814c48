"""Absent pupils and their families, for the tests of the call list."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import User
from attendance.codes import NO_REASON
from attendance.models import ContactAttempt, Mark
from attendance.queries.first_day.call_list import CallList, CallRow, call_list
from schools.access import Rights, rights_of
from schools.models import Contact, Parent, Pupil
from schools.queries.school_days import school_day_now
from tests.factories import ContactFactory, MarkFactory, ParentFactory, RegisterFactory
from tests.world import NOW, TODAY, World

AT = NOW + timedelta(minutes=40)


def rights(person: User) -> Rights:
    """The person's rights at Marlowe Park today."""
    found = rights_of(person, "marlowe-park", on=TODAY)
    assert found is not None
    return found


def absent(world: World, *pupils: Pupil, code: int = NO_REASON, on: date = TODAY, **more: Any) -> None:
    """This morning's register of 8HW was submitted with N for these pupils."""
    register = RegisterFactory.create(
        group=world.class_8hw, date=on, submitted_at=NOW, submitted_by=world.lane, **more
    )
    Mark.objects.bulk_create(
        MarkFactory.build(
            pupil=pupil, school=world.marlowe, date=on, code=code, register_id=register.pk, **more
        )
        for pupil in pupils
    )


def family(pupil: Pupil, parent: Parent | None = None, **facts: Any) -> Contact:
    """An adult of the pupil's family."""
    adult = parent or ParentFactory.create(school=pupil.school, forename="Sana", surname=pupil.known_surname)
    contact: Contact = ContactFactory.create(pupil=pupil, parent=adult, **facts)
    return contact


def tried(pupil: Pupil, by: User, outcome: str, *, at: datetime = AT, **facts: Any) -> ContactAttempt:
    """Somebody rang about the pupil's absence of that day."""
    return ContactAttempt.objects.create(
        school=pupil.school,
        pupil=pupil,
        date=at.date(),
        made_by=by,
        made_at=at,
        outcome=outcome,
        **({"call": uuid4(), "name": "Mrs Hale"} | facts),
    )


def listed(world: World, person: User | None = None, at: datetime = AT, **options: Any) -> CallList:
    """The list as the person reads it: as the attendance officer does, unless said otherwise."""
    return call_list(rights(person or world.okafor), school_day_now(world.marlowe, at), **options)


def row_of(found: CallList, pupil: Pupil) -> CallRow:
    """The row of a pupil."""
    return next(row for row in found.rows if pupil.pk in [each.pupil_id for each in row.pupils])
