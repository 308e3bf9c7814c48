"""Concerns about adults: who is told, who reads, and that nobody reads what is about themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from accounts.models import User
from accounts.roles import Role
from safeguarding.door import Purpose, opened_own
from safeguarding.queries.staff_concerns import own_staff_concerns, staff_concern_page, staff_lines
from safeguarding.queries.staff_readers import staff_readers
from safeguarding.services.staff_concerns import (
    Raised,
    StaffFacts,
    StaffStepFacts,
    add_staff_step,
    raise_staff_concern,
)
from safeguarding.services.staff_readers import end_reader, name_reader
from safeguarding.tickets import Level
from schools.access import Rights, rights_of
from schools.models import Message
from tests.seats import seat
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


def rights(world: World, person: User) -> Rights:
    found = rights_of(person, world.marlowe.slug, on=TODAY)
    assert found is not None
    return found


def about(person: User | None, **more: object) -> StaffFacts:
    facts = StaffFacts(
        kind="allegation",
        about_id=person.pk if person else None,
        about_name="A visiting coach",
        is_about_head=False,
        happened_at=NOW - timedelta(hours=1),
        place="Sports hall",
        facts="Held a child by the arm.",
        immediate_action="",
    )
    return replace(facts, **more)  # type: ignore[arg-type]


def given(world: World, facts: StaffFacts, key: UUID | None = None) -> Raised:
    return raise_staff_concern(
        rights=rights(world, world.lane),
        seat=seat(world.lane, Level.KNOWN),
        key=key or uuid4(),
        facts=facts,
        at=NOW,
    )


def read(world: World, person: User) -> list[str]:
    return [line.about for line in staff_lines(rights=rights(world, person), seat=seat(person), now=NOW)]


def given_a_chair(world: World) -> User:
    chair = world.staff[Role.GOVERNOR]
    name(world, chair)
    return chair


def name(world: World, person: User, *, about_head: bool = True, minute: int = 0) -> None:
    name_reader(
        rights=rights(world, world.adeyemi),
        seat=seat(world.adeyemi),
        person_id=person.pk,
        reads_about_head=about_head,
        until_at=None,
        at=NOW + timedelta(minutes=minute),
    )


def step(world: World, raised: Raised, kind: str, *, minute: int = 1, **more: object) -> None:
    add_staff_step(
        rights=rights(world, world.adeyemi),
        seat=seat(world.adeyemi),
        concern_id=raised.concern_id,
        facts=StaffStepFacts(kind, "Said so.", **more),  # type: ignore[arg-type]
        at=NOW + timedelta(minutes=minute),
    )


def test_the_head_alone_reads_a_concern_and_is_told_no_more_than_to_sign_in(world: World) -> None:
    raised = given(world, about(world.bell))
    assert raised.is_read_by_somebody
    assert read(world, world.adeyemi) == [world.bell.full_name]
    assert [message.staff_id for message in Message.objects.all()] == [world.adeyemi.pk]
    for person in (world.reid, world.lane, world.bell, world.staff[Role.GOVERNOR]):
        with pytest.raises(Http404):
            read(world, person)
    with pytest.raises(Http404):
        staff_lines(rights=rights(world, world.adeyemi), seat=seat(world.adeyemi, Level.KNOWN), now=NOW)


def test_a_form_that_is_sent_twice_keeps_one_and_tells_once(world: World) -> None:
    key = uuid4()
    assert given(world, about(world.bell), key) == given(world, about(world.bell), key)
    given(world, about(world.okafor))
    assert len(read(world, world.adeyemi)) == 2
    assert Message.objects.count() == 2


def test_one_about_the_head_is_read_by_the_chair_alone(world: World) -> None:
    chair = given_a_chair(world)
    raised = given(world, about(world.adeyemi))
    given(world, about(None, about_name=world.adeyemi.full_name.upper()))
    given(world, about(world.bell))
    assert raised.is_read_by_somebody
    assert read(world, world.adeyemi) == [world.bell.full_name]
    assert len(read(world, chair)) == 3
    told = Message.objects.order_by("pk").values_list("staff", flat=True)
    assert list(told) == [chair.pk, chair.pk, world.adeyemi.pk]


def test_one_about_the_head_is_kept_where_nobody_is_named_to_read_it(world: World) -> None:
    assert not given(world, about(world.adeyemi)).is_read_by_somebody
    assert Message.objects.count() == 0
    chair = given_a_chair(world)
    assert read(world, chair) == [world.adeyemi.full_name]


def test_nobody_reads_what_is_about_themselves(world: World) -> None:
    chair = given_a_chair(world)
    given(world, about(chair))
    assert read(world, chair) == []
    assert read(world, world.adeyemi) == [chair.full_name]


def test_a_writer_sees_their_words_and_the_replies_alone(world: World) -> None:
    raised = given(world, about(world.bell))
    step(world, raised, "decided", minute=1)
    step(world, raised, "reply", minute=2)
    writer = rights(world, world.lane)
    with opened_own(seat(world.lane, Level.KNOWN), school_id=world.marlowe.pk, purpose=Purpose.OWN):
        own = own_staff_concerns(rights=writer)
    assert [(one.facts, one.state, len(one.replies)) for one in own] == [
        ("Held a child by the arm.", "Answered", 1)
    ]


def test_an_allegation_is_late_until_the_lado_is_told_and_a_low_level_one_is_not(world: World) -> None:
    raised = given(world, about(world.bell))
    given(world, about(world.okafor, kind="low_level"))
    head = rights(world, world.adeyemi)
    after = NOW + timedelta(days=2)
    lines = staff_lines(rights=head, seat=seat(world.adeyemi), now=after)
    assert [(line.kind, line.is_late) for line in lines] == [("low_level", False), ("allegation", True)]
    with pytest.raises(ValidationError, match="when the LADO"):
        step(world, raised, "lado")
    step(world, raised, "lado", told_at=NOW, told_whom="Mr Oyelaran")
    page = staff_concern_page(rights=head, seat=seat(world.adeyemi), concern_id=raised.concern_id, now=after)
    assert not page.line.is_late
    assert [(one.title, one.told_whom) for one in page.steps] == [("Told to the LADO", "Mr Oyelaran")]


def test_a_concern_said_to_be_of_the_other_kind_moves(world: World) -> None:
    raised = given(world, about(world.bell))
    step(world, raised, "kind")
    lines = staff_lines(rights=rights(world, world.adeyemi), seat=seat(world.adeyemi), now=NOW)
    assert [line.kind for line in lines] == ["low_level"]
    step(world, raised, "decided", minute=2)
    step(world, raised, "closed", minute=3)
    with pytest.raises(ValidationError, match="is closed"):
        step(world, raised, "reply", minute=4)


def test_only_the_head_names_readers_and_never_takes_away_the_last_who_reads_about_the_head(
    world: World,
) -> None:
    chair = given_a_chair(world)
    with pytest.raises(ValidationError, match="Only a governor"):
        name(world, world.reid)
    with pytest.raises(ValidationError, match="Choose a governor"):
        name(world, world.bell)
    name(world, world.reid, about_head=False)
    assert read(world, world.reid) == []
    with pytest.raises(ValidationError, match="another governor"):
        end(world, chair)
    end(world, world.reid)
    with pytest.raises(Http404):
        read(world, world.reid)
    known = staff_readers(rights=rights(world, world.adeyemi), seat=seat(world.adeyemi), now=NOW)
    assert [reader.name for reader in known.readers] == [chair.full_name]
    with pytest.raises(Http404):
        end_reader(rights=rights(world, chair), seat=seat(chair), person_id=world.reid.pk, at=NOW)


def end(world: World, person: User) -> None:
    end_reader(
        rights=rights(world, world.adeyemi),
        seat=seat(world.adeyemi),
        person_id=person.pk,
        at=NOW + timedelta(minutes=1),
    )
