"""Who may open a child's file: named, kept out, restricted, shared one entry, and ended."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from safeguarding.door import Purpose, opened_file
from safeguarding.models import Audience, Concern, ConcernWords, GrantKind
from safeguarding.queries.reach import ReachPage, reach_page
from safeguarding.services.reach import (
    NO_LEAD_LEFT,
    ReachWord,
    end_grant,
    exclude_person,
    name_person,
    restrict_file,
    set_audience,
    share_record,
)
from safeguarding.tickets import Level
from schools.access import Rights, rights_of
from schools.models import Pupil
from tests.factories import MembershipFactory
from tests.integration.attendance.pages import statements
from tests.seats import confirmed, given_a_concern, seat
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
REVIEW = date(2027, 4, 20)


def rights(world: World, person: User) -> Rights:
    found = rights_of(person, world.marlowe.slug, on=TODAY)
    assert found is not None
    return found


def deputy_of(world: World) -> User:
    member = MembershipFactory.create(school=world.marlowe, role="dsl", approved_by=world.adeyemi)
    return member.user


def name(world: World, person: User, *, writes: bool = False, child: Pupil | None = None) -> None:
    name_person(
        rights=rights(world, world.reid),
        seat=seat(world.reid),
        pupil_id=(child or world.pupils[0]).pk,
        word=ReachWord(person.pk, "Her tutor works with the family", None, REVIEW),
        writes=writes,
        at=NOW,
    )


def exclude(world: World, person: User, by: User | None = None) -> None:
    by = by or world.reid
    exclude_person(
        rights=rights(world, by),
        seat=seat(by),
        pupil_id=world.pupils[0].pk,
        word=ReachWord(person.pk, "Is the child's uncle"),
        at=NOW,
    )


def restrict(world: World, *people: User) -> None:
    restrict_file(
        rights=rights(world, world.reid),
        seat=seat(world.reid),
        pupil_id=world.pupils[0].pk,
        people=[person.pk for person in people],
        reason="A parent works here",
        at=NOW,
    )


def page_of(world: World, person: User | None = None) -> ReachPage:
    person = person or world.reid
    return reach_page(rights(world, person), seat(person), world.pupils[0].pk, at=NOW)


def facts_read(world: World, person: User) -> list[str]:
    with opened_file(
        seat(person),
        school_id=world.marlowe.pk,
        pupil_id=world.pupils[0].pk,
        purpose=Purpose.REVIEW,
    ):
        return list(ConcernWords.objects.order_by("facts").values_list("facts", flat=True))


def end(world: World, kind: GrantKind, by: User | None = None) -> None:
    by = by or world.reid
    line = next(line for line in page_of(world, by).grants if line.kind == kind and line.is_live)
    end_grant(
        rights=rights(world, by),
        seat=seat(by),
        pupil_id=world.pupils[0].pk,
        grant_id=line.grant_id,
        reason="No longer needed",
        at=NOW,
    )


def share(world: World, concern: Concern, person: User) -> None:
    share_record(
        rights=rights(world, world.reid),
        seat=seat(world.reid),
        pupil_id=world.pupils[0].pk,
        record_id=concern.pk,
        word=ReachWord(person.pk, "Saw it too"),
        at=NOW,
    )


def hide(world: World, concern: Concern, audience: Audience) -> None:
    set_audience(
        rights=rights(world, world.reid),
        seat=seat(world.reid),
        pupil_id=world.pupils[0].pk,
        record_id=concern.pk,
        audience=audience,
        at=NOW,
    )


def test_a_named_person_opens_the_file_until_that_ends(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    name(world, world.rahman)
    assert facts_read(world, world.rahman) == ["Asked for a second lunch."]
    end(world, GrantKind.READ)
    with pytest.raises(Http404):
        facts_read(world, world.rahman)
    assert [line.why_ended for line in page_of(world).past] == ["No longer needed"]


def test_a_grant_stands_on_the_page_with_its_reason_and_its_day(world: World) -> None:
    name(world, world.rahman, writes=True)
    line = page_of(world).team[0]
    assert (line.person, line.kind, line.review_on) == ("Mr Rahman", GrantKind.WORK, REVIEW)
    assert (line.by, line.waits_for_review) == ("Mr Reid", False)


def test_nobody_is_named_whose_role_never_reads_or_never_writes(world: World) -> None:
    with pytest.raises(ValidationError, match="Choose somebody"):
        name(world, world.bell)
    with pytest.raises(ValidationError, match="Choose somebody"):
        name(world, world.lane, writes=True)
    with pytest.raises(ValidationError, match="Choose somebody"):
        name(world, world.shah)
    with pytest.raises(ValidationError, match="safeguarding lead"):
        name(world, world.reid)


@pytest.mark.parametrize(
    ("until_on", "review_on"),
    [(None, None), (date(2027, 3, 8), None), (None, date(2028, 3, 20))],
    ids=["no day", "passed", "over a year"],
)
def test_a_grant_has_a_day_that_can_come(world: World, until_on: date | None, review_on: date | None) -> None:
    with pytest.raises(ValidationError, match="Give a"):
        name_person(
            rights=rights(world, world.reid),
            seat=seat(world.reid),
            pupil_id=world.pupils[0].pk,
            word=ReachWord(world.lane.pk, "Her tutor", until_on, review_on),
            writes=False,
            at=NOW,
        )


def test_who_is_no_lead_changes_nothing_and_sees_nobody(world: World) -> None:
    name(world, world.rahman, writes=True)
    for person in (world.rahman, world.adeyemi, world.lane):
        with pytest.raises(Http404):
            exclude(world, world.lane, by=person)
        with pytest.raises(Http404):
            page_of(world, person)


def test_an_exclusion_stands_over_a_grant_and_over_a_new_one(world: World) -> None:
    name(world, world.rahman)
    exclude(world, world.rahman)
    with pytest.raises(Http404):
        facts_read(world, world.rahman)
    with pytest.raises(ValidationError, match="kept out"):
        name(world, world.rahman)
    with pytest.raises(ValidationError, match="kept out already"):
        exclude(world, world.rahman)


def test_a_lead_may_keep_themselves_out_while_another_is_left(world: World) -> None:
    with pytest.raises(ValidationError, match=NO_LEAD_LEFT):
        exclude(world, world.reid)
    deputy = deputy_of(world)
    exclude(world, world.reid)
    with pytest.raises(Http404):
        page_of(world)
    with pytest.raises(ValidationError, match=NO_LEAD_LEFT):
        exclude(world, deputy, by=deputy)


def test_a_restricted_file_opens_for_the_few_alone(world: World) -> None:
    deputy = deputy_of(world)
    given_a_concern(world.lane, world.pupils[0])
    name(world, world.rahman)
    with pytest.raises(ValidationError, match=NO_LEAD_LEFT):
        restrict(world, world.rahman)
    restrict(world, world.reid)
    for person in (deputy, world.rahman):
        with pytest.raises(Http404):
            facts_read(world, person)
    assert facts_read(world, world.reid) == ["Asked for a second lunch."]
    assert [line.person for line in page_of(world).only] == ["Mr Reid"]


def test_somebody_else_ends_what_is_about_oneself(world: World) -> None:
    deputy = deputy_of(world)
    restrict(world, world.reid)
    with pytest.raises(ValidationError, match="another safeguarding lead"):
        end(world, GrantKind.ONLY)
    restrict(world, deputy)
    line = next(line for line in page_of(world).only if line.person == "Mr Reid")
    end_grant(
        rights=rights(world, deputy),
        seat=seat(deputy),
        pupil_id=world.pupils[0].pk,
        grant_id=line.grant_id,
        reason="No longer needed",
        at=NOW,
    )
    with pytest.raises(Http404):
        page_of(world)


def test_one_entry_is_shared_and_no_other(world: World) -> None:
    shared = given_a_concern(world.okafor, world.pupils[0], facts="Seen at the gate.")
    given_a_concern(world.okafor, world.pupils[0], facts="Not for her tutor.")
    hide(world, shared, Audience.LEAD)
    share(world, shared, world.lane)
    assert facts_read(world, world.lane) == ["Seen at the gate."]
    assert page_of(world).shares[0].record == f"ref {shared.number}"


def test_what_is_held_back_is_counted_and_what_is_hidden_is_not(world: World) -> None:
    held, hidden = (
        given_a_concern(world.okafor, world.pupils[0], facts=facts) for facts in ("Held.", "Hidden.")
    )
    hide(world, held, Audience.LEAD)
    hide(world, hidden, Audience.HIDDEN)
    name(world, world.rahman)
    with opened_file(
        seat(world.rahman), school_id=world.marlowe.pk, pupil_id=world.pupils[0].pk, purpose=Purpose.REVIEW
    ) as file:
        assert (file.restricted, Concern.objects.count()) == (1, 0)
    assert {line.audience for line in page_of(world).held_back} == {Audience.LEAD, Audience.HIDDEN}


def test_no_entry_of_another_file_is_shared_or_held_back(world: World) -> None:
    other = given_a_concern(world.okafor, world.pupils[1])
    with pytest.raises(Http404):
        share(world, other, world.lane)
    with pytest.raises(Http404):
        hide(world, other, Audience.HIDDEN)


def url(world: World, route: str = "safeguarding_people", **more: object) -> str:
    return reverse(route, kwargs={"school": world.marlowe.slug, "pupil": world.pupils[0].pk, **more})


def test_a_lead_names_somebody_from_the_page(world: World) -> None:
    browser = confirmed(world.reid)
    page = browser.get(url(world))
    assert page.status_code == 200
    assert "Nobody is named" in page.text
    sent = browser.post(
        url(world, "safeguarding_person_new"),
        {"person": world.rahman.pk, "kind": "read", "review_on": "2027-04-20", "reason": "Her head of year"},
    )
    assert sent.status_code == 302
    assert "Mr Rahman" in browser.get(url(world)).text


def test_a_refused_form_keeps_what_was_typed(world: World) -> None:
    typed = {"person": world.reid.pk, "kind": "read", "reason": "Typed once"}
    answer = confirmed(world.reid).post(url(world, "safeguarding_person_new"), typed)
    assert answer.status_code == 422
    assert "Typed once" in answer.text
    for page, form in (
        ("safeguarding_person_exclude", {"person": world.reid.pk, "reason": "Typed once"}),
        ("safeguarding_restrict", {"people": [world.rahman.pk], "reason": "Typed once"}),
    ):
        answer = confirmed(world.reid).post(url(world, page), form)
        assert answer.status_code == 422
        assert NO_LEAD_LEFT in answer.text


def test_every_form_of_the_page_saves(world: World) -> None:
    deputy_of(world)
    concern = given_a_concern(world.okafor, world.pupils[0])
    browser = confirmed(world.reid)
    record = {"record": concern.pk}
    for route, more, typed in (
        ("safeguarding_person_exclude", {}, {"person": world.staff[Role.SENCO].pk, "reason": "Aunt"}),
        ("safeguarding_restrict", {}, {"people": [world.reid.pk], "reason": "Parent works here"}),
        ("safeguarding_audience", record, {"audience": "hidden"}),
        ("safeguarding_share", record, {"person": world.lane.pk, "reason": "Saw it too"}),
    ):
        assert browser.get(url(world, route, **more)).status_code == 200
        assert browser.post(url(world, route, **more), typed).status_code == 302, route
    page = page_of(world)
    assert [len(lines) for lines in (page.excluded, page.only, page.held_back, page.shares)] == [1] * 4
    ending = url(world, "safeguarding_grant_end", grant=page.shares[0].grant_id)
    assert browser.post(ending, {"reason": "Over"}).status_code == 302


def test_the_pages_are_not_there_for_others_nor_for_another_school(world: World) -> None:
    assert confirmed(world.rahman).get(url(world)).status_code in (403, 404)
    elsewhere = world.pupils_elsewhere["9T"].pk
    reid = confirmed(world.reid)
    assert reid.get(reverse("safeguarding_people", args=[world.marlowe.slug, elsewhere])).status_code == 404
    unknown = url(world, "safeguarding_audience", record=uuid4())
    assert reid.get(unknown).status_code == 404
    assert reid.get(url(world, "safeguarding_grant_end", grant=uuid4())).status_code == 404
    with pytest.raises(Http404):
        reach_page(rights(world, world.reid), seat(world.reid, Level.KNOWN), world.pupils[0].pk, at=NOW)


def test_the_page_costs_the_same_for_many_people_and_entries(world: World) -> None:
    browser = confirmed(world.reid)

    def cost() -> int:
        with statements() as asked:
            assert browser.get(url(world)).status_code == 200
        return len(asked)

    given_a_concern(world.okafor, world.pupils[0])
    name(world, world.rahman)
    before = cost()
    for _ in range(3):
        given_a_concern(world.okafor, world.pupils[0])
    name(world, world.lane)
    exclude(world, world.okafor)
    assert cost() == before
