"""Codes agreed ahead as the tests write them down."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from accounts.models import User
from attendance.codes import find_code
from attendance.models import CodePermit, Mark
from attendance.models.permit import A_WEEK
from attendance.permits import PermitFacts, TripFacts
from attendance.services.permits import grant_permit
from schools.access import Rights, rights_of
from schools.calendar import Session
from schools.models import Pupil
from tests.factories import ContactFactory, ParentFactory
from tests.world import NOW, TODAY, World

MONDAY_TO_FRIDAY = tuple(A_WEEK)
MORNINGS, AFTERNOONS = (0, 2, 4, 6, 8), (1, 3, 5, 7, 9)


def permit_row(
    world: World,
    pupil: Pupil,
    letter: str = "V",
    *,
    starts_on: date = TODAY,
    ends_on: date = TODAY,
    places: Iterable[int] = MONDAY_TO_FRIDAY,
    note: str = "Science Museum",
    **facts: object,
) -> CodePermit:
    """A permit as a row, past the rules of the services; granted by Ms Okafor."""
    code = find_code(letter, TODAY) if letter else None
    return CodePermit.objects.create(
        school=pupil.school,
        pupil=pupil,
        code=code.number if code else None,
        starts_on=starts_on,
        ends_on=ends_on,
        places=list(places),
        note=note,
        granted_by=world.okafor,
        **({"granted_at": NOW} | facts),
    )


def marks_of(pupil: Pupil) -> list[tuple[date, Session, int]]:
    """Day, session and code number of every mark of a pupil, earliest first."""
    rows = Mark.objects.filter(pupil=pupil).values_list("date", "session", "code")
    return [(on, Session(session), code) for on, session, code in rows]


def rights_for(person: User, slug: str = "marlowe-park", on: date = TODAY) -> Rights:
    """What a person may do at a school today."""
    found = rights_of(person, slug, on=on)
    assert found is not None
    return found


def visit(pupil: Pupil, **changes: Any) -> PermitFacts:
    """A visit to the museum today."""
    facts = PermitFacts(pupil.pk, "V", TODAY, TODAY, note="Science Museum", provider="Science Museum, Ms Roe")
    return replace(facts, **changes)


def part_time(pupil: Pupil, **changes: Any) -> PermitFacts:
    """Mornings only for three weeks, agreed with a parent with whom the pupil lives."""
    parent = ParentFactory.create(school=pupil.school, title="Mrs", forename="Sana", surname="Khan")
    ContactFactory.create(pupil=pupil, parent=parent, lives_with_pupil=True)
    facts = PermitFacts(
        pupil.pk,
        "C2",
        TODAY,
        date(2027, 3, 25),
        places=frozenset(AFTERNOONS),
        note="Mornings only",
        reason="Back after an operation",
        agreed_with_id=parent.pk,
        agreed_on=date(2027, 3, 5),
        agreed_by="Mrs Adeyemi",
        review_on=date(2027, 3, 19),
    )
    return replace(facts, **changes)


def officer_grants(world: World, facts: PermitFacts, **options: Any) -> CodePermit:
    """Ms Okafor agrees a code ahead."""
    return grant_permit(rights=rights_for(world.okafor), facts=facts, **{"at": NOW, **options})


def museum_trip(**changes: Any) -> TripFacts:
    """A trip to the museum today."""
    return replace(TripFacts("Science Museum", "London", "Ms Roe", TODAY, TODAY), **changes)
