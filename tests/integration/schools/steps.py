"""What several tests of people do: give a role, read a person's rights, and name a new school."""

from collections.abc import Sequence
from datetime import date, time

from accounts.models import User
from accounts.roles import Role
from schools.access import Rights, rights_of
from schools.calendar import SessionTimes
from schools.models import Membership, School
from schools.queries.people import stamp_of
from schools.services.memberships import approve_role, grant_role
from schools.services.set_up import SchoolFacts
from tests.world import NOW, TODAY, World

TIMES = SessionTimes(time(8, 45), time(12), time(13), time(15, 15), 30)
FACTS = SchoolFacts(
    name="Fernhill School",
    urn="900123",
    la_code="201",
    establishment="4777",
    phase="SS",
    youngest_year=7,
    oldest_year=13,
    legal_register="daymark",
)


def give(
    world: World,
    user: User,
    role: Role,
    *,
    on: date = TODAY,
    until: date | None = None,
    years: Sequence[int] = (),
) -> Membership:
    """Mr Osei gives somebody a role at Marlowe Park."""
    return grant_role(
        school=world.marlowe,
        user=user,
        role=role,
        year_groups=years,
        valid_from=on,
        valid_until=until,
        by=world.staff[Role.ADMIN],
        at=NOW,
    )


def approve(rights: Rights, membership: Membership) -> Membership:
    """Somebody approves a role as they see it now."""
    membership.refresh_from_db()
    return approve_role(rights=rights, membership_id=membership.pk, stamp=stamp_of(membership), at=NOW)


def rights(person: User, school: School) -> Rights:
    """What a person may do today."""
    found = rights_of(person, school.slug, on=TODAY)
    assert found is not None
    return found
