"""A grant gets another last day, or its caseload other years; an approved role never lasts longer unseen."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.roles import Role
from schools.models import Membership
from schools.services.memberships import change_grant
from tests.integration.schools.steps import give, rights
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World

SUMMER = date(2027, 7, 21)


def grant_of(person: User) -> Membership:
    return Membership.objects.get(user=person)


def change(
    world: World, membership: Membership, until: date | None, *, years: tuple[int, ...] = ()
) -> Membership:
    return change_grant(
        rights=rights(world.staff[Role.ADMIN], world.marlowe),
        membership_id=membership.pk,
        valid_until=until,
        year_groups=years,
        at=NOW,
    )


def test_a_last_day_is_set_moved_and_taken_away(world: World) -> None:
    grant = grant_of(world.okafor)

    for until in (SUMMER, TOMORROW, None):
        assert change(world, grant, until).valid_until == until
    line = AuditEvent.objects.filter(verb="change").latest("pk")
    assert (line.before, line.after) == (
        {"valid_until": "2027-03-10", "year_groups": []},
        {"user": world.okafor.pk, "valid_until": None, "year_groups": []},
    )


def test_a_caseload_gets_other_years_and_no_other_role_has_any(world: World) -> None:
    assert change(world, grant_of(world.rahman), None, years=(9, 7)).year_groups == [7, 9]
    assert change(world, grant_of(world.okafor), None, years=(9, 7)).year_groups == []
    with pytest.raises(ValidationError, match="Choose the years"):
        change(world, grant_of(world.rahman), None)


def test_an_approved_role_ends_earlier_but_not_later_than_approved(world: World) -> None:
    grant = grant_of(world.reid)
    assert change(world, grant, SUMMER).valid_until == SUMMER
    for longer in (SUMMER + timedelta(days=1), None):
        with pytest.raises(ValidationError, match="approved to its last day"):
            change(world, grant, longer)


@pytest.mark.parametrize(
    ("until", "words"), [(YESTERDAY, "today or later"), (TOMORROW, "already is attendance officer")]
)
def test_a_day_that_is_over_and_a_day_of_another_grant_are_refused(
    world: World, until: date, words: str
) -> None:
    grant = grant_of(world.okafor)
    change(world, grant, TODAY)
    give(world, world.okafor, Role.OFFICER, on=TOMORROW)
    with pytest.raises(ValidationError, match=words):
        change(world, grant, until)


def test_what_is_over_stays_over_and_nobody_changes_their_own_or_anothers_schools(world: World) -> None:
    grant = grant_of(world.okafor)
    Membership.objects.filter(pk=grant.pk).update(valid_until=YESTERDAY)
    with pytest.raises(ValidationError, match="This access is over"):
        change(world, grant, None)
    with pytest.raises(ValidationError, match="You cannot change your own access"):
        change(world, grant_of(world.staff[Role.ADMIN]), SUMMER)
    with pytest.raises(Http404):
        change(world, grant_of(world.shah), SUMMER)
    with pytest.raises(PermissionDenied):
        change_grant(
            rights=rights(world.lane, world.marlowe),
            membership_id=grant.pk,
            valid_until=None,
            year_groups=[],
            at=NOW,
        )


@pytest.fixture
def osei(world: World) -> Client:
    return signed_in(world.staff[Role.ADMIN])


def test_the_page_changes_a_caseload(world: World, osei: Client) -> None:
    grant = grant_of(world.rahman)
    address = f"/marlowe-park/people/{grant.pk}/"
    assert "Head of" not in osei.get(address).content.decode()

    page = osei.post(address, {"valid_until": "2027-07-21", "year_groups": ["8", "9"]}, follow=True)

    words = page.content.decode()
    assert "Mr Rahman: access saved." in words
    assert "Year 8 and Year 9" in words
    assert "21 Jul 2027" in words


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(world: World, osei: Client) -> None:
    page = osei.post(f"/marlowe-park/people/{grant_of(world.okafor).pk}/", {"valid_until": "2027-03-01"})

    assert page.status_code == 422
    assert "today or later" in page.content.decode()
    assert 'value="2027-03-01"' in page.content.decode()


def test_the_page_of_a_grant_that_is_over_is_not_found(world: World, osei: Client) -> None:
    grant = grant_of(world.okafor)
    Membership.objects.filter(pk=grant.pk).update(valid_until=YESTERDAY)
    assert osei.get(f"/marlowe-park/people/{grant.pk}/").status_code == 404
    assert osei.get(f"/marlowe-park/people/{grant_of(world.shah).pk}/").status_code == 404
