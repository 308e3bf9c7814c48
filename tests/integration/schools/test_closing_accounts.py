"""Closing an account ends every role here at once; who comes back begins without the old ones."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from accounts.models import AuditEvent, Invitation, User
from accounts.roles import Role
from accounts.services import accept_invitation, deactivate_person, invite_person
from schools.access import not_over, rights_of
from schools.models import Membership
from schools.services.closing import close_account
from schools.services.people import Newcomer, let_in
from tests.factories import MembershipFactory
from tests.integration.schools.steps import give, rights
from tests.sign_in import signed_in
from tests.sign_in_pages import PASSWORD
from tests.world import NOW, TODAY, TOMORROW, World

SITE = "http://testserver/"


def close(world: World, person: User, *, reason: str = "Left the school") -> User:
    admin = rights(world.staff[Role.ADMIN], world.marlowe)
    return close_account(rights=admin, person_id=person.pk, reason=reason, at=NOW)


def roles(person: User, school: str = "marlowe-park") -> list[Role]:
    found = rights_of(person, school, on=TODAY)
    return [grant.role for grant in found.grants] if found else []


def test_a_closed_account_has_no_role_and_no_session(world: World) -> None:
    browser = signed_in(world.okafor)
    give(world, world.okafor, Role.SENCO)
    give(world, world.okafor, Role.OFFICE, on=TOMORROW)

    closed = close(world, world.okafor)

    assert not closed.is_active
    assert not Membership.objects.filter(not_over(TODAY), user=world.okafor).exists()
    assert browser.get("/marlowe-park/").headers["Location"].startswith("/account/login/")
    line = AuditEvent.objects.get(verb="person.deactivated")
    assert (line.actor, line.reason) == (world.staff[Role.ADMIN].pk, "Left the school")


def test_who_is_invited_again_has_the_new_role_alone(world: World) -> None:
    User.objects.filter(pk=world.okafor.pk).update(joined_at=NOW - timedelta(days=90))
    close(world, world.okafor)
    come_back(world, world.okafor)

    assert roles(world.okafor) == [Role.TEACHER]


def test_not_even_where_the_account_was_closed_without_ending_its_roles(world: World) -> None:
    User.objects.filter(pk=world.okafor.pk).update(joined_at=NOW - timedelta(days=90))
    MembershipFactory.create(user=world.okafor, school=world.ashgrove, role=Role.OFFICER.value)
    deactivate_person(person=world.okafor, by=None, at=NOW)
    come_back(world, world.okafor)

    assert roles(world.okafor) == [Role.TEACHER]
    assert roles(world.okafor, "ashgrove") == []


def come_back(world: World, person: User) -> None:
    """Mr Osei invites the person as a teacher, and the person takes the invitation."""
    newcomer = Newcomer(person.email, person.full_name, "", Role.TEACHER)
    admin = rights(world.staff[Role.ADMIN], world.marlowe)
    let_in(newcomer, rights=admin, on=TODAY, at=NOW, site=SITE)
    link = invite_person(email=person.email, full_name=person.full_name, by=None, at=NOW, site=SITE).link
    token = link.rstrip("/").rsplit("/", 1)[1]
    accept_invitation(token=token, full_name=person.full_name, password=PASSWORD, at=NOW)


def test_an_invitation_sent_twice_takes_no_role_away(world: World) -> None:
    admin = rights(world.staff[Role.ADMIN], world.marlowe)
    first = let_in(
        Newcomer("n@school.example", "Mx N", "", Role.OFFICE), rights=admin, on=TODAY, at=NOW, site=SITE
    )
    let_in(Newcomer("n@school.example", "Mx N", "", Role.TEACHER), rights=admin, on=TODAY, at=NOW, site=SITE)

    assert roles(first.user) == [Role.OFFICE, Role.TEACHER]


def test_an_account_that_another_school_uses_stays_open_there_with_its_session(world: World) -> None:
    MembershipFactory.create(user=world.okafor, school=world.ashgrove, role=Role.OFFICER.value)
    browser = signed_in(User.objects.get(pk=world.okafor.pk))

    closed = close(world, world.okafor)

    assert closed.is_active
    assert (roles(closed), roles(closed, "ashgrove")) == ([], [Role.OFFICER])
    assert not AuditEvent.objects.filter(verb="sessions.ended", obj=str(closed.pk)).exists()
    assert browser.get("/ashgrove/").status_code == 200
    assert browser.get("/marlowe-park/").status_code == 404


def test_who_may_not_close_what(world: World) -> None:
    with pytest.raises(ValidationError, match="your own account"):
        close(world, world.staff[Role.ADMIN])
    with pytest.raises(ValidationError, match="Give a reason"):
        close(world, world.okafor, reason=" ")
    with pytest.raises(Http404):
        close(world, world.shah)
    with pytest.raises(PermissionDenied):
        close_account(rights=rights(world.lane, world.marlowe), person_id=world.okafor.pk, reason="x", at=NOW)
    assert roles(world.okafor) == [Role.OFFICER]


def test_the_page_closes_and_the_person_is_gone_from_the_list(world: World) -> None:
    osei = signed_in(world.staff[Role.ADMIN])
    address = f"/marlowe-park/people/person/{world.okafor.pk}/close/"
    assert "Old roles do not come back" in osei.get(address).content.decode()
    assert osei.post(address, {"reason": ""}).status_code == 422

    page = osei.post(address, {"reason": "Left on 9 March"}, follow=True)

    words = page.content.decode()
    assert "Ms Okafor has no role here any more, and opens nothing of this school." in words
    assert world.okafor.email not in words
    person = osei.get(f"/marlowe-park/people/person/{world.okafor.pk}/").content.decode()
    assert "No role here any more" in person
    assert "Over" in person


def test_the_page_of_a_person_tells_roles_and_account(world: World) -> None:
    give(world, world.lane, Role.DSO)
    page = signed_in(world.staff[Role.ADMIN]).get(f"/marlowe-park/people/person/{world.lane.pk}/")

    words = page.content.decode()
    assert "Waits for approval" in words
    assert "Given by Mr Osei" in words
    assert "In the staff list as" in words


def test_a_new_link_goes_to_who_never_came_in(world: World) -> None:
    admin = rights(world.staff[Role.ADMIN], world.marlowe)
    newcomer = Newcomer("n@school.example", "Mx N", "", Role.OFFICE)
    person = let_in(newcomer, rights=admin, on=TODAY, at=timezone.now(), site=SITE).user
    before = Invitation.objects.get(user=person).token_digest
    osei = signed_in(world.staff[Role.ADMIN])
    assert "The link works until" in osei.get(f"/marlowe-park/people/person/{person.pk}/").content.decode()

    page = osei.post(f"/marlowe-park/people/person/{person.pk}/invite/", follow=True)

    assert "Mx N was sent a new invitation." in page.content.decode()
    assert Invitation.objects.get(user=person).token_digest != before
    again = osei.post(f"/marlowe-park/people/person/{world.okafor.pk}/invite/", follow=True)
    assert "has used the invitation already" in again.content.decode()


def test_people_of_another_school_are_not_found(world: World) -> None:
    osei = signed_in(world.staff[Role.ADMIN])
    for part in ("", "close/"):
        assert osei.get(f"/marlowe-park/people/person/{world.shah.pk}/{part}").status_code == 404
    assert osei.post(f"/marlowe-park/people/person/{world.shah.pk}/invite/").status_code == 404
