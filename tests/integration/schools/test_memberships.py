"""Roles are granted, approved and ended by those who may, and nobody adds to their own rights."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent, User
from accounts.roles import Role
from schools.access import Rights, rights_of
from schools.models import Membership, School
from schools.services.memberships import end_role, grant_role
from tests.factories import UserFactory
from tests.integration.schools.steps import approve
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World

PEOPLE = "/marlowe-park/people/"


def granted(world: World, user: User, role: Role, *, by: User | None = None) -> Membership:
    return grant_role(
        school=world.marlowe,
        user=user,
        role=role,
        valid_from=TODAY,
        by=by or world.staff[Role.ADMIN],
        at=NOW,
    )


def rights(person: User, school: School) -> Rights:
    found = rights_of(person, school.slug, on=TODAY)
    assert found is not None
    return found


def ended(world: World, membership: Membership, *, by: User | None = None, last_day: date = TODAY) -> date:
    who = rights(by or world.staff[Role.ADMIN], world.marlowe)
    found = end_role(rights=who, membership_id=membership.pk, last_day=last_day, at=NOW)
    assert found.valid_until is not None
    return found.valid_until


def test_a_grant_opens_the_school_and_leaves_a_line(world: World) -> None:
    person = UserFactory.create()
    membership = granted(world, person, Role.OFFICE)

    assert rights(person, world.marlowe).grants[0].role is Role.OFFICE
    line = AuditEvent.objects.get(verb="grant")
    assert (line.actor, line.obj) == (world.staff[Role.ADMIN].pk, str(membership.pk))
    assert line.after == {"user": person.pk, "role": "office"}


@pytest.mark.parametrize("role", [Role.HEAD, Role.OFFICER, Role.DSL])
def test_an_administrator_gives_no_role_to_themselves(world: World, role: Role) -> None:
    admin = world.staff[Role.ADMIN]
    before = Membership.objects.count()
    with pytest.raises(ValidationError, match="You cannot give yourself a role"):
        granted(world, admin, role, by=admin)

    data = {"full_name": admin.full_name, "email": admin.email, "job_title": "", "role": role.value}
    response = signed_in(admin).post(PEOPLE, data)
    assert response.status_code == 422
    assert "You cannot give yourself a role" in response.content.decode()
    assert Membership.objects.count() == before


def test_a_caseload_names_its_years_and_a_grant_that_stands_is_not_given_twice(world: World) -> None:
    with pytest.raises(ValidationError, match="Choose the years"):
        granted(world, UserFactory.create(), Role.PASTORAL)
    with pytest.raises(ValidationError, match="already is"):
        granted(world, world.okafor, Role.OFFICER)


def test_a_safeguarding_role_opens_nothing_until_the_head_approves_it(world: World) -> None:
    person = UserFactory.create()
    membership = granted(world, person, Role.DSO)
    assert rights_of(person, world.marlowe.slug, on=TODAY) is None

    approve(rights(world.adeyemi, world.marlowe), membership)

    assert rights(person, world.marlowe).grants[0].role is Role.DSO
    assert AuditEvent.objects.get(verb="approve").actor == world.adeyemi.pk
    with pytest.raises(ValidationError, match="nothing to approve"):
        approve(rights(world.adeyemi, world.marlowe), membership)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.DSL])
def test_who_prepares_safeguarding_roles_approves_none(world: World, role: Role) -> None:
    membership = granted(world, UserFactory.create(), Role.DSO, by=world.okafor)
    with pytest.raises(ValidationError, match="The head teacher approves it"):
        approve(rights(world.staff[role], world.marlowe), membership)

    signed_in(world.staff[role]).post(f"{PEOPLE}approvals/", {"membership": membership.pk})
    membership.refresh_from_db()
    assert membership.approved_by is None


def test_the_head_approves_neither_their_own_grant_nor_a_role_of_their_own(world: World) -> None:
    given = granted(world, UserFactory.create(), Role.DSO, by=world.adeyemi)
    own = granted(world, world.adeyemi, Role.DSL)
    for membership in (given, own):
        with pytest.raises(ValidationError, match="A second person"):
            approve(rights(world.adeyemi, world.marlowe), membership)


def test_a_teacher_neither_approves_nor_ends(world: World) -> None:
    lane = rights(world.lane, world.marlowe)
    membership = Membership.objects.get(user=world.okafor)
    with pytest.raises(PermissionDenied):
        approve(lane, membership)
    with pytest.raises(PermissionDenied):
        end_role(rights=lane, membership_id=membership.pk, last_day=TODAY, at=NOW)


def test_an_ended_grant_is_over_the_day_after(world: World) -> None:
    assert ended(world, Membership.objects.get(user=world.okafor)) == TODAY
    assert rights_of(world.okafor, "marlowe-park", on=TOMORROW) is None
    line = AuditEvent.objects.get(verb="end")
    assert line.after == {"user": world.okafor.pk, "valid_until": "2027-03-09"}


def test_ending_a_grant_that_is_over_does_not_open_it_again(world: World) -> None:
    membership = Membership.objects.get(user=world.okafor)
    ended(world, membership, last_day=YESTERDAY)
    assert ended(world, membership) == YESTERDAY
    assert rights_of(world.okafor, "marlowe-park", on=TODAY) is None


def test_nobody_ends_their_own_grant_nor_one_of_another_school(world: World) -> None:
    with pytest.raises(ValidationError, match="your own access"):
        ended(world, Membership.objects.get(user=world.staff[Role.ADMIN]))
    with pytest.raises(Http404):
        ended(world, Membership.objects.get(user=world.shah))
