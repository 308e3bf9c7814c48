"""Whom a call is about: brothers and sisters, and never the child of another family."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client

from attendance.codes import ILLNESS
from attendance.models import ContactAttempt
from attendance.queries.first_day.attempts import attempts_of
from attendance.services.first_day.attempts import log_attempt
from schools.models import Contact, Parent, Pupil, SiblingPair
from tests.factories import ParentFactory
from tests.integration.attendance import call_steps
from tests.integration.attendance.call_steps import listed
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.family_steps import (
    CLOSED,
    facts_about,
    father_of,
    letters,
    mother_of,
    nobody_came,
    panel_of,
)
from tests.sign_in import signed_in
from tests.world import World, add_pupils


@pytest.fixture(autouse=True)
def closed(clock: object) -> None:
    """It is 09:20, and the morning's register is closed."""
    clock.move_to(CLOSED)  # type: ignore[attr-defined]


def path(pupil: Pupil) -> str:
    return f"/marlowe-park/contact/{pupil.pk}/"


def page_of(client: Client, pupil: Pupil) -> str:
    return client.get(path(pupil)).content.decode()


def duty_worker(world: World) -> Parent:
    """The social worker of several families; the authority holds parental responsibility."""
    adult: Parent = ParentFactory.create(
        school=world.marlowe, title="", forename="Duty", surname="Worker", mobile="07700900777"
    )
    return adult


def siblings_by_word(world: World, one: Pupil, other: Pupil) -> None:
    """Ms Okafor said that they are brother and sister."""
    first, second = sorted((one.pk, other.pk))
    SiblingPair.objects.create(
        one_id=first, other_id=second, are_siblings=True, decided_by=world.okafor, decided_at=CLOSED
    )


def test_four_children_with_one_social_worker_are_four_calls_and_no_family(world: World) -> None:
    worker = duty_worker(world)
    children = add_pupils(world.class_8hw, 4)
    for child in children:
        mother_of(child, parent=worker, relationship="Social worker")
    nobody_came(world, *children)
    for person in (world.bell, world.okafor, world.reid):
        panel = panel_of(person, children[0])
        assert panel.siblings == []
    ids = {child.pk for child in children}
    rows = [row for row in listed(world, at=CLOSED).rows if row.pupils[0].pupil_id in ids]
    assert [len(row.pupils) for row in rows] == [1, 1, 1, 1]


def test_a_shared_aunt_without_responsibility_makes_no_brothers(world: World) -> None:
    amir, zoe = world.pupils[:2]
    aunt = mother_of(amir, relationship="Childminder", has_responsibility=False).parent
    mother_of(zoe, parent=aunt, relationship="Childminder", has_responsibility=False)
    nobody_came(world, amir, zoe)
    assert panel_of(world.okafor, amir).siblings == []
    assert len(call_steps.row_of(listed(world, at=CLOSED), amir).pupils) == 1


def test_a_sister_of_the_same_first_adult_is_ticked_and_a_brother_of_another_is_not_there(
    world: World,
) -> None:
    amir, zoe, jack = world.pupils[:3]
    mother, father = mother_of(amir), father_of(amir)
    mother_of(zoe, parent=mother.parent, has_responsibility=False, lives_with_pupil=True)
    mother_of(jack, parent=father.parent)
    nobody_came(world, amir, zoe, jack)
    page = page_of(signed_in(world.okafor), amir)
    assert f'name="siblings" value="{zoe.pk}" checked' in page
    assert f'name="siblings" value="{jack.pk}"' not in page
    row = call_steps.row_of(listed(world, at=CLOSED), amir)
    assert {pupil.pupil_id for pupil in row.pupils} == {amir.pk, zoe.pk}
    facts = {
        "call": str(uuid4()),
        "seen": panel_of(world.okafor, amir).seen,
        "contact": str(mother.pk),
        "siblings": str(zoe.pk),
        "outcome": "spoke",
        "way": "call",
        "letter": "I",
    }
    answer = signed_in(world.okafor).post(path(amir), facts, headers={"X-Panel": "1"})
    assert answer.json()["said"] == f"Amir Khan and {zoe.known_name}: call logged, I set for the morning"
    assert {letters(zoe)[1][0], letters(amir)[1][0]} == {ILLNESS}
    assert letters(jack)[1][1] == 1


def test_a_sister_by_word_is_offered_and_rung_only_through_a_contact_of_her_own(world: World) -> None:
    amir, zoe = world.pupils[:2]
    mother = mother_of(amir)
    mother_of(zoe, parent=ParentFactory.create(school=world.marlowe, surname="Roe"))
    siblings_by_word(world, amir, zoe)
    nobody_came(world, amir, zoe)
    (row,) = panel_of(world.okafor, amir).siblings
    assert (row.pupil_id, row.is_of_call) == (zoe.pk, False)
    about = facts_about(amir, zoe, contact_id=mother.pk)
    with pytest.raises(ValidationError, match=f"Mrs Sana Khan is no contact of {zoe.known_name}"):
        log_attempt(rights=rights(world.bell), facts=about, at=CLOSED)
    assert not ContactAttempt.objects.exists()
    about = facts_about(amir, zoe, contact_id=None, name="The grandmother")
    assert len(log_attempt(rights=rights(world.bell), facts=about, at=CLOSED)) == 2


def test_a_social_worker_is_named_to_who_may_know_that_there_is_one(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    worker = mother_of(amir, parent=duty_worker(world), relationship="Social Worker", call_order=2)
    about = facts_about(amir, contact_id=worker.pk)
    with pytest.raises(Http404):
        log_attempt(rights=rights(world.bell), facts=about, at=CLOSED)
    log_attempt(rights=rights(world.okafor), facts=about, at=CLOSED)
    for person, sees in ((world.bell, False), (world.okafor, True)):
        page = page_of(signed_in(person), amir)
        assert "Mrs Sana Khan" in page
        for words in ("Duty Worker", "07700900777", "ocial worker"):
            assert (words in page) is sees, words
        (line,) = attempts_of(rights(person), [amir.pk])
        assert bool(line.who and line.number) is sees
    Contact.objects.filter(pupil=amir).exclude(pk=worker.pk).delete()
    nobody_came(world, amir)
    told = [call_steps.row_of(listed(world, person, CLOSED), amir) for person in (world.bell, world.okafor)]
    assert [row.first_contact for row in told] == ["", "Duty Worker (social worker)"]
    assert "No contact whom you may ring is on the record." in page_of(signed_in(world.bell), amir)
