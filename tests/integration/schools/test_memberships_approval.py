"""Heads, administrators and safeguarding roles need a second person, but for who sets a school up."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, User
from accounts.roles import Role
from schools.access import rights_of
from schools.models import Membership, School
from schools.queries.people import stamp_of
from schools.services.memberships import change_grant, grant_role
from schools.services.set_up import add_school
from tests.factories import MembershipFactory, UserFactory
from tests.integration.schools.steps import FACTS, TIMES, approve, give, rights
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, World

APPROVALS = "/marlowe-park/people/approvals/"


def opens(person: User, school: School) -> bool:
    return rights_of(person, school.slug, on=TODAY) is not None


@pytest.mark.parametrize("role", [Role.HEAD, Role.ADMIN, Role.DSL, Role.DSO])
def test_such_a_role_opens_nothing_until_the_head_approves_it(world: World, role: Role) -> None:
    person = UserFactory.create()
    membership = give(world, person, role)
    assert not opens(person, world.marlowe)

    approve(rights(world.adeyemi, world.marlowe), membership)

    assert opens(person, world.marlowe)


def test_who_sets_a_school_up_administers_it_at_once_and_the_audit_says_so(world: World) -> None:
    school = add_school(trust=world.marlowe.trust, facts=FACTS, times=TIMES, by=None, on=TODAY, at=NOW)
    person = world.staff[Role.ADMIN]

    grant_role(school=school, user=person, role=Role.ADMIN, valid_from=TODAY, by=person, at=NOW)

    assert opens(person, school)
    line = AuditEvent.objects.filter(verb="grant").latest("pk")
    assert line.after == {"user": person.pk, "role": "admin", "stands": "set up the school"}


def test_the_first_head_of_a_school_stands_at_once_and_the_second_waits(world: World) -> None:
    school = world.ashgrove
    admin = MembershipFactory.create(school=school, role=Role.ADMIN.value).user
    first, second = UserFactory.create(), UserFactory.create()
    for person in (first, second):
        grant_role(school=school, user=person, role=Role.HEAD, valid_from=TODAY, by=admin, at=NOW)

    assert (opens(first, school), opens(second, school)) == (True, False)
    stands = AuditEvent.objects.filter(verb="grant").order_by("pk").values_list("after__stands", flat=True)
    assert list(stands) == ["first head of the school", None]


def test_a_second_administrator_waits_although_there_is_no_head_yet(world: World) -> None:
    admin = MembershipFactory.create(school=world.ashgrove, role=Role.ADMIN.value).user
    person = UserFactory.create()
    grant_role(school=world.ashgrove, user=person, role=Role.ADMIN, valid_from=TODAY, by=admin, at=NOW)

    assert not opens(person, world.ashgrove)


def test_where_the_head_has_left_another_who_prepares_approves_the_next_one(world: World) -> None:
    membership = give(world, UserFactory.create(), Role.HEAD)
    reid = rights(world.reid, world.marlowe)
    with pytest.raises(ValidationError, match="The head teacher approves it"):
        approve(reid, membership)

    Membership.objects.filter(user=world.adeyemi).update(valid_until=TODAY - timedelta(days=1))
    admin = rights(world.staff[Role.ADMIN], world.marlowe)
    with pytest.raises(ValidationError, match="A second person"):
        approve(admin, membership)
    approve(reid, membership)

    assert opens(membership.user, world.marlowe)
    other = give(world, UserFactory.create(), Role.DSO)
    with pytest.raises(ValidationError, match="The head teacher approves it"):
        approve(reid, other)


def test_the_page_of_approvals_approves(world: World) -> None:
    membership = give(world, UserFactory.create(full_name="Mr Next"), Role.ADMIN)
    client = signed_in(world.adeyemi)
    assert "Mr Next" in client.get(APPROVALS).content.decode()

    sent = {"membership": membership.pk, "stamp": stamp_of(membership)}
    page = client.post(APPROVALS, sent, follow=True)

    assert "Mr Next: role approved." in page.content.decode()
    assert AuditEvent.objects.get(verb="approve").obj == str(membership.pk)


def test_a_grant_that_was_changed_since_the_page_was_opened_is_not_approved(world: World) -> None:
    membership = give(world, UserFactory.create(full_name="Mr Next"), Role.DSL, until=TODAY)
    client = signed_in(world.adeyemi)
    shown = client.get(APPROVALS).context["waiting"][0]
    admin = rights(world.staff[Role.ADMIN], world.marlowe)
    change_grant(rights=admin, membership_id=membership.pk, valid_until=None, year_groups=[], at=NOW)

    sent = {"membership": shown.membership_id, "stamp": shown.stamp}
    page = client.post(APPROVALS, sent, follow=True).content.decode()

    assert "This grant was changed since you opened the page. Look again" in page
    assert not opens(membership.user, world.marlowe)


def test_an_unknown_number_approves_nothing(world: World) -> None:
    client = signed_in(world.adeyemi)
    for number in ("", "x", "99999999999999999", str(Membership.objects.get(user=world.shah).pk)):
        page = client.post(APPROVALS, {"membership": number}, follow=True)
        assert "There is nothing to approve" in page.content.decode()


def test_a_role_is_not_given_for_days_on_which_it_is_held(world: World) -> None:
    okafor = world.okafor
    Membership.objects.filter(user=okafor).update(valid_until=date(2027, 7, 21))

    with pytest.raises(ValidationError, match="until Wednesday 21 July 2027"):
        give(world, okafor, Role.OFFICER)
    assert give(world, okafor, Role.OFFICER, on=date(2027, 7, 22)).valid_until is None


def test_a_caseload_has_years_of_the_school(world: World) -> None:
    with pytest.raises(ValidationError, match="years that this school has"):
        give(world, UserFactory.create(), Role.PASTORAL, years=[3])
    assert give(world, UserFactory.create(), Role.PASTORAL, years=[9, 8, 9]).year_groups == [8, 9]
