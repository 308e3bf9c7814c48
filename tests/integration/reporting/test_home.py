"""/ leads to the person's school, or asks which."""

from django.test import Client

from accounts.roles import Role
from schools.models import Membership
from tests.factories import MembershipFactory, UserFactory
from tests.integration.reporting.steps import opened, shown, statements
from tests.world import TODAY, World


def test_one_school_opens_at_once(world: World) -> None:
    response = opened(world.lane, "/")
    assert (response.status_code, response.headers["Location"]) == (302, "/marlowe-park/")


def test_a_person_of_two_schools_chooses(world: World) -> None:
    MembershipFactory.create(user=world.okafor, school=world.ashgrove, role=Role.OFFICER.value)
    page = shown(world.okafor, "/")
    assert 'href="/ashgrove/"' in page
    assert 'href="/marlowe-park/"' in page
    assert "Attendance officer" in page
    assert "Tallis Wood" not in page


def test_two_roles_at_one_school_are_no_choice(world: World) -> None:
    MembershipFactory.create(user=world.lane, school=world.marlowe, role=Role.HEAD.value)
    assert opened(world.lane, "/").headers["Location"] == "/marlowe-park/"


def test_a_grant_that_has_ended_opens_nothing(world: World) -> None:
    Membership.objects.filter(user=world.lane).update(valid_until=TODAY.replace(day=8))
    assert "no access to a school" in shown(world.lane, "/")
    assert opened(world.lane, "/marlowe-park/").status_code == 404


def test_a_person_without_any_grant_is_told_whom_to_ask(world: World) -> None:
    assert "Ask an administrator of your school" in shown(UserFactory.create(), "/")


def test_a_visitor_is_asked_to_sign_in(world: World) -> None:
    assert Client().get("/").headers["Location"].startswith("/account/login/")


def test_the_choice_costs_three_statements(world: World) -> None:
    MembershipFactory.create(user=world.okafor, school=world.ashgrove, role=Role.OFFICER.value)
    assert len(statements(world.okafor, "/")) == 3
