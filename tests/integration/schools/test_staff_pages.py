"""The staff list: who signs in, who is to be let in, and letting them in by one press."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.roles import Role
from schools.access import rights_of
from schools.models import Membership, Staff
from schools.services.staff import StaffFacts, file_staff
from tests.factories import MembershipFactory, StaffFactory
from tests.integration.reporting.steps import statements
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, World

STAFF = "/marlowe-park/setup/staff/"


@pytest.fixture
def osei(world: World) -> Client:
    return signed_in(world.staff[Role.ADMIN])


def listed(world: World, name: str, **facts: Any) -> Staff:
    email = f"{name.rsplit(maxsplit=1)[-1].lower()}@marlowe.example"
    return StaffFactory.create(
        **{"school": world.marlowe, "title_name": name, "email": email, "role": "teacher"} | facts
    )


def let_in(client: Client, *members: Staff) -> str:
    page = client.post(f"{STAFF}invite/", {"staff": [member.pk for member in members]}, follow=True)
    return page.content.decode()


def test_the_list_says_who_signs_in_and_who_has_no_role(world: World, osei: Client) -> None:
    listed(world, "Mx Ray")
    page = osei.get(STAFF).content.decode()
    assert "Signs in as teacher" in page
    assert "No role yet" in page
    assert "1 without a role" in page

    without = osei.get(f"{STAFF}?show=without").content.decode()
    assert "Mx Ray" in without
    assert "Ms Lane" not in without


def test_everybody_ticked_is_let_in_with_the_proposed_role(world: World, osei: Client) -> None:
    ray, dell, boss = (
        listed(world, "Mx Ray"),
        listed(world, "Mr Dell", role="office"),
        listed(world, "Mrs Hill", role="head"),
    )

    words = let_in(osei, ray, dell, boss)

    assert "3 people let in. The head must approve the role of Mrs Hill." in words
    ray.refresh_from_db()
    assert ray.user is not None
    assert (ray.user.full_name, ray.user.is_active) == ("Mx Ray", False)
    given = Membership.objects.filter(granted_by=world.staff[Role.ADMIN])
    assert {(grant.user.full_name, grant.role) for grant in given} == {
        ("Mx Ray", "teacher"),
        ("Mr Dell", "office"),
        ("Mrs Hill", "head"),
    }
    assert AuditEvent.objects.filter(verb="person.invited").count() == 3


def test_who_cannot_be_let_in_is_named_and_holds_nobody_back(world: World, osei: Client) -> None:
    fine = listed(world, "Mx Ray")
    words = let_in(
        osei,
        fine,
        listed(world, "Mr Mute", email=""),
        listed(world, "Mr Blank", role=""),
        listed(world, "Mrs Years", role="pastoral"),
        listed(world, "Mx Twin", email="ray@marlowe.example"),
        Staff.objects.get(user=world.lane),
    )

    assert "1 person let in." in words
    for sentence in (
        "Mr Mute: No email address",
        "Mr Blank: No role proposed",
        "Mrs Years: Choose the years by hand",
        "Mx Twin: Mx Ray already is teacher here",
    ):
        assert sentence in words
    assert User.objects.filter(email__endswith="@marlowe.example").count() == 1


def test_nobody_chosen_and_staff_of_another_school_let_nobody_in(world: World, osei: Client) -> None:
    elsewhere = listed(world, "Mx Far", school=world.tallis)
    before = Membership.objects.count()

    assert "Choose 1 to 100 people" in let_in(osei)
    assert "has a role already" in let_in(osei, elsewhere)
    assert (
        "Choose 1 to 100" in osei.post(f"{STAFF}invite/", {"staff": ["x", "²"]}, follow=True).content.decode()
    )
    assert Membership.objects.count() == before


FORM = {
    "code": "RAY",
    "full_name": "Mx Alex Ray",
    "title_name": "Mx Ray",
    "email": "ray@marlowe.example",
    "job_title": "Teacher of art",
    "role": "teacher",
    "user": "",
}


def test_a_member_of_staff_is_added_and_changed(world: World, osei: Client) -> None:
    assert "Mx Alex Ray saved." in osei.post(f"{STAFF}new/", FORM, follow=True).content.decode()
    ray = Staff.objects.get(code="RAY")
    assert (ray.school, ray.role, ray.user) == (world.marlowe, "teacher", None)

    osei.post(f"{STAFF}{ray.pk}/", FORM | {"job_title": "Head of art"})

    ray.refresh_from_db()
    assert ray.job_title == "Head of art"
    assert AuditEvent.objects.filter(tbl="schools_staff", verb="update").exists()
    assert rights_of(world.lane, "marlowe-park", on=TODAY) is not None


def test_a_code_stands_once_in_a_school(world: World, osei: Client) -> None:
    listed(world, "Mr First", code="RAY")
    page = osei.post(f"{STAFF}new/", FORM | {"code": "ray"})

    assert page.status_code == 422
    assert "Another member of staff has this code" in page.content.decode()
    assert "Teacher of art" in page.content.decode()


def test_a_sign_in_is_linked_once_and_to_people_of_the_school_alone(world: World, osei: Client) -> None:
    ray = listed(world, "Mx Ray", code="RAY")
    osei.post(f"{STAFF}{ray.pk}/", FORM | {"user": world.okafor.pk})
    ray.refresh_from_db()
    assert ray.user == world.okafor

    for other in (world.lane, world.shah):
        page = osei.post(f"{STAFF}{ray.pk}/", FORM | {"user": other.pk})
        assert page.status_code == 422
    ray.refresh_from_db()
    assert ray.user == world.okafor


def test_nobody_links_their_own_sign_in_nor_takes_anothers(world: World, osei: Client) -> None:
    admin = world.staff[Role.ADMIN]
    MembershipFactory.create(school=world.marlowe, user=admin, role=Role.TEACHER.value)
    ray, lane = listed(world, "Mx Ray", code="RAY"), Staff.objects.get(user=world.lane)
    for part, code in ((f"{ray.pk}/", "RAY"), (f"{lane.pk}/", lane.code), ("new/", "NEW")):
        page = osei.post(f"{STAFF}{part}", FORM | {"user": admin.pk, "code": code})
        assert page.status_code == 422
        assert "Another administrator links your sign-in" in page.content.decode()
    assert not Staff.objects.filter(user=admin).exists()
    lane.refresh_from_db()
    assert lane.user == world.lane


def test_the_only_administrator_learns_who_links_their_sign_in(world: World, osei: Client) -> None:
    admin, ray = world.staff[Role.ADMIN], listed(world, "Mx Ray", code="RAY")
    alone = osei.post(f"{STAFF}{ray.pk}/", FORM | {"user": admin.pk}).content.decode()
    assert "Another administrator links your sign-in. You are the only one here: invite a second" in alone

    second = MembershipFactory.create(school=world.marlowe, role=Role.ADMIN.value).user
    page = osei.post(f"{STAFF}{ray.pk}/", FORM | {"user": admin.pk}).content.decode()
    assert "Another administrator links your sign-in" in page
    assert "the only one here" not in page

    signed_in(second).post(f"{STAFF}{ray.pk}/", FORM | {"user": admin.pk})
    assert osei.post(f"{STAFF}{ray.pk}/", FORM | {"user": admin.pk}).status_code == 302
    ray.refresh_from_db()
    assert ray.user == admin


def test_a_staff_file_still_recognises_the_only_administrator_by_their_address(world: World) -> None:
    admin = world.staff[Role.ADMIN]
    facts = StaffFacts("OSE", "Mr Osei", "Mr Kofi Osei", admin.email, "", "")
    file_staff(school=world.marlowe, staff=[facts], given=["email"], by=admin, at=NOW)
    assert Staff.objects.get(code="OSE").user == admin


def test_staff_of_another_school_are_not_found_and_a_teacher_is_refused(world: World, osei: Client) -> None:
    elsewhere = listed(world, "Mx Far", school=world.tallis)
    assert osei.get(f"{STAFF}{elsewhere.pk}/").status_code == 404
    assert "Mx Far" not in osei.get(STAFF).content.decode()
    assert signed_in(world.lane).get(STAFF).status_code == 403


@pytest.mark.parametrize("address", [STAFF, f"{STAFF}?show=without", "/marlowe-park/people/"])
def test_a_list_costs_as_many_statements_for_three_as_for_thirty(world: World, address: str) -> None:
    admin = world.staff[Role.ADMIN]
    for number in range(3):
        listed(world, f"Mx A{number}")
    few = statements(admin, address)
    for number in range(30):
        listed(world, f"Mx B{number}")
    assert len(statements(admin, address)) == len(few)


def test_a_long_list_is_paged(world: World, osei: Client) -> None:
    Staff.objects.bulk_create(
        Staff(school=world.marlowe, code=f"X{n}", title_name=f"T{n:03}", full_name=f"T{n:03}")
        for n in range(120)
    )
    first = osei.get(STAFF).content.decode()
    assert "?page=2" in first
    assert "T119" not in first
    assert "T119" in osei.get(f"{STAFF}?page=2").content.decode()
