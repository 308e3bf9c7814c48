"""Two records that are not likely to be one child's stay two, and no fact moves by who may not set it."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.roles import Role
from attendance.services.merges import NOT_YOURS_TO_MOVE
from schools.models import Contact, ProtectedFact, Pupil, RollEntry, SafetyNote
from tests.factories import ContactFactory, MembershipFactory, ProtectedFactFactory
from tests.integration.attendance.merge_steps import NOV, PERMANENT, SEP, merged, pair
from tests.world import World


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"born_on": date(2014, 1, 1)}, "different dates of birth"),
        ({"upn": PERMANENT}, "different permanent UPNs"),
        ({"known_forename": "Zoë", "legal_forename": "Zoë"}, "neither like names nor a number in common"),
    ],
)
def test_two_children_are_not_made_one(world: World, facts: dict[str, Any], words: str) -> None:
    kept, other = pair(world)
    Pupil.objects.filter(pk=other.pk).update(**facts)

    for first, second in ((kept, other), (other, kept)):
        with pytest.raises(ValidationError, match=words):
            merged(first, second, by=world.adeyemi)
    assert RollEntry.objects.filter(pupil=other).exists()


@pytest.mark.parametrize("shared", ["admission_number", "former_upn"])
def test_a_child_of_another_name_is_known_by_a_number(world: World, shared: str) -> None:
    kept, other = pair(world)
    number = kept.upn if shared == "former_upn" else kept.admission_number
    Pupil.objects.filter(pk=other.pk).update(
        known_surname="Aziz",
        legal_surname="Aziz",
        known_forename="Tom",
        legal_forename="Tom",
        **{shared: number},
    )
    merged(kept, other, by=world.okafor)
    assert Pupil.objects.get(pk=other.pk).merged_into == kept


@pytest.mark.parametrize("fact", ["protected", "stop", "note"])
def test_only_who_may_set_a_fact_gives_it_to_another_record(world: World, fact: str) -> None:
    kept, other = pair(world)
    if fact == "protected":
        ProtectedFactFactory.create(pupil=other, until_on=NOV, worker_name="Jo Marsh")
    elif fact == "stop":
        ContactFactory.create(pupil=other, must_not_contact=True)
    else:
        SafetyNote.objects.create(pupil=other, text="Ring after noon", from_on=SEP, until_on=NOV)

    for person in (world.okafor, world.bell, world.staff[Role.ADMIN]):
        with pytest.raises(ValidationError) as refusal:
            merged(kept, other, by=person)
        assert refusal.value.messages == [NOT_YOURS_TO_MOVE]
    MembershipFactory.create(
        user=world.okafor, school=world.marlowe, role=Role.DSL.value, approved_by=world.adeyemi
    )
    merged(kept, other, by=world.okafor)


def test_a_record_keeps_the_facts_that_it_has(world: World) -> None:
    kept, other = pair(world)
    fact = ProtectedFactFactory.create(pupil=kept)
    stopped = ContactFactory.create(pupil=kept, must_not_contact=True)
    merged(kept, other, by=world.okafor)
    assert (ProtectedFact.objects.get(), Contact.objects.get()) == (fact, stopped)
