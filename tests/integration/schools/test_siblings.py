"""Siblings are proposed by address and surname or by a shared parent, and a person decides."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from schools.access import Rights, rights_of
from schools.models import Pupil, PupilAddress, RollEntry, SiblingPair
from schools.queries.siblings import Show, sibling_page
from schools.services.siblings import decide_siblings
from tests.factories import ContactFactory, ParentFactory
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

PAGE = "/marlowe-park/setup/siblings/"


def rights(person: User) -> Rights:
    found = rights_of(person, "marlowe-park", on=TODAY)
    assert found is not None
    return found


def two_khans(world: World) -> tuple[Pupil, Pupil]:
    (sara,) = add_pupils(world.class_7a, 1, [("Khan", "Sara")])
    return world.pupils[0], sara


def live_at(*pupils: Pupil, lines: str = "1 Mill Road", postcode: str = "LN1 1AA", **facts: Any) -> None:
    for pupil in pupils:
        PupilAddress.objects.create(pupil=pupil, lines=lines, postcode=postcode, **facts)


def proposed(world: World, show: str = "") -> list[tuple[str, str, str]]:
    found = signed_in(world.okafor).get(f"{PAGE}?show={show}").context["found"]
    return [(line.one.name, line.other.name, line.why) for line in found.lines]


def test_the_same_address_and_surname_propose_a_pair(world: World) -> None:
    amir, sara = two_khans(world)
    live_at(amir)
    live_at(sara, lines="1, mill road", postcode="ln11aa")
    live_at(world.pupils[1])
    assert proposed(world) == [("Amir Khan", "Sara Khan", "same address and surname")]
    assert sibling_page(world.marlowe, Show.WAITING, page=1, on=TODAY).count == 1


def test_a_shared_parent_proposes_a_pair_of_other_surnames(world: World) -> None:
    mother: Any = ParentFactory.create(school=world.marlowe)
    for pupil in world.pupils[:2]:
        ContactFactory.create(pupil=pupil, parent=mother)
    assert [why for _, _, why in proposed(world)] == ["same parent: Mrs Khan"]


@pytest.mark.parametrize(
    "facts", [{"has_responsibility": False}, {"relationship": "Social worker"}], ids=["minder", "worker"]
)
def test_who_is_rung_for_two_families_proposes_no_pair(world: World, facts: dict[str, Any]) -> None:
    duty: Any = ParentFactory.create(school=world.marlowe)
    for pupil in world.pupils[:2]:
        ContactFactory.create(pupil=pupil, parent=duty, **facts)
    assert proposed(world) == []


@pytest.mark.parametrize("hides", ["one", "both", "a parent"])
def test_a_hidden_address_proposes_no_pair(world: World, hides: str) -> None:
    amir, sara = two_khans(world)
    live_at(amir, is_hidden=hides == "both")
    live_at(sara, is_hidden=hides in ("one", "both"))
    if hides == "a parent":
        mother: Any = ParentFactory.create(
            school=world.marlowe, address_lines="One Mill Rd", postcode="LN1 1AA", address_hidden=True
        )
        ContactFactory.create(pupil=sara, parent=mother)
    assert proposed(world) == []


def test_a_home_that_a_half_sister_hides_proposes_no_pair(world: World) -> None:
    amir, sara = two_khans(world)
    live_at(amir, sara, lines="The Elms, Leeds", postcode="")
    mother: Any = ParentFactory.create(school=world.marlowe)
    for pupil in (amir, world.pupils[1]):
        ContactFactory.create(pupil=pupil, parent=mother, has_responsibility=False)
    assert len(proposed(world)) == 1
    live_at(world.pupils[1], lines="The Elms", postcode="LS9 7QQ", is_hidden=True)
    assert proposed(world) == []


def test_a_past_address_and_a_leaver_propose_no_pair(world: World) -> None:
    amir, sara = two_khans(world)
    live_at(amir)
    live_at(sara, until_on=YESTERDAY)
    assert proposed(world) == []
    PupilAddress.objects.update(until_on=None)
    assert len(proposed(world)) == 1
    RollEntry.objects.filter(pupil=sara).update(left_on=YESTERDAY, is_history=True)
    assert proposed(world) == []


def test_pupils_of_two_schools_are_no_pair(world: World) -> None:
    (elsewhere,) = add_pupils(world.class_9t, 1, [("Khan", "Sara")])
    live_at(world.pupils[0], elsewhere)
    assert proposed(world) == []


def test_one_pair_is_confirmed_and_the_audit_knows_by_whom(world: World) -> None:
    amir, sara = two_khans(world)
    live_at(amir, sara)
    answer = signed_in(world.okafor).post(PAGE, {"decide": f"yes:{amir.pk}-{sara.pk}"}, follow=True)

    assert "1 pair confirmed as siblings." in answer.content.decode()
    pair = SiblingPair.objects.get()
    assert (pair.one, pair.other, pair.are_siblings, pair.decided_by) == (amir, sara, True, world.okafor)
    assert AuditEvent.objects.get(tbl="schools_siblingpair").actor == world.okafor.pk
    assert proposed(world) == []
    assert [row[:2] for row in proposed(world, "siblings")] == [("Amir Khan", "Sara Khan")]


def test_a_page_is_refused_at_once_and_one_of_it_put_right_later(world: World) -> None:
    amir, sara = two_khans(world)
    zoe = world.pupils[1]
    sent = [f"{amir.pk}-{sara.pk}", f"{amir.pk}-{zoe.pk}"]
    signed_in(world.okafor).post(PAGE, {"decide": "no:all", "pair": sent})
    assert len(proposed(world, "apart")) == 2

    signed_in(world.okafor).post(PAGE, {"decide": f"yes:{sent[0]}"})
    assert SiblingPair.objects.filter(are_siblings=True).count() == 1
    assert SiblingPair.objects.count() == 2


@pytest.mark.parametrize("sent", ["", "yes:", "yes:all", "yes:1", "yes:a-b", "no:3-3", "yes:1-" + "9" * 30])
def test_what_cannot_be_read_decides_nothing(world: World, sent: str) -> None:
    answer = signed_in(world.okafor).post(PAGE, {"decide": sent})
    assert answer.status_code in (302, 404)
    assert not SiblingPair.objects.exists()


def test_only_pupils_of_the_school_are_decided_on(world: World) -> None:
    pairs = [(world.pupils[0].pk, world.pupils_elsewhere["9T"].pk)]
    with pytest.raises(Http404):
        decide_siblings(rights=rights(world.okafor), pairs=pairs, are_siblings=True, at=NOW)
    with pytest.raises(PermissionDenied):
        decide_siblings(rights=rights(world.lane), pairs=pairs, are_siblings=True, at=NOW)
    with pytest.raises(ValidationError):
        decide_siblings(rights=rights(world.okafor), pairs=[], are_siblings=True, at=NOW)


def test_many_pairs_cost_as_many_statements_as_one(world: World) -> None:
    def sent() -> int:
        client = signed_in(world.okafor)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    live_at(*two_khans(world))
    few = sent()
    live_at(*add_pupils(world.class_8hw, 12, [("Khan", name) for name in "ABCDEFGHIJKL"]))
    page = signed_in(world.okafor).get(f"{PAGE}?page=2").context["found"]
    assert (page.count, page.pages, len(page.lines)) == (91, 2, 41)
    assert sent() == few


def test_a_page_beyond_the_last_is_the_first(world: World) -> None:
    live_at(*two_khans(world))
    first, beyond = (sibling_page(world.marlowe, Show.WAITING, page=page, on=TODAY) for page in (1, 9))
    assert first.lines
    assert beyond == first
