"""Parents apart, each with their own address, language and place in the order of contact."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from schools.models import Contact, Parent, SafetyNote
from schools.services.parents import move_contact, remove_contact
from tests.factories import ContactFactory, SafetyNoteFactory
from tests.integration.schools.family_steps import (
    audited,
    father,
    filled,
    form_of,
    mother,
    osei,
    parent_now,
    record,
    rights,
    saved,
    shown,
)
from tests.sign_in import signed_in
from tests.world import NOW, World

FATHER = {
    "title": "Mr",
    "forename": "Imran",
    "surname": "Khan",
    "relationship": "Father",
    "has_responsibility": "on",
    "mobile": "+44 7700 900999",
    "address_lines": "5 Hill Road",
    "postcode": "ls6 1aa",
    "language": "Urdu",
    "needs_interpreter": "on",
    "reading_needs": "Large print",
}


def added(world: World, **changed: str) -> Any:
    """The answer to Mr Osei, who adds Amir's father."""
    return signed_in(osei(world)).post(record(world.pupils[0], "family/new/"), FATHER | changed)


def order(world: World) -> list[str]:
    """Whom to ring, first to last."""
    return [str(row.relationship) for row in Contact.objects.filter(pupil=world.pupils[0])]


def test_a_parent_is_added_as_the_last_to_be_rung_with_an_address_of_their_own(world: World) -> None:
    mother(world, address_lines="3 Mill Lane")
    assert added(world).status_code == 302
    assert order(world) == ["Mother", "Father"]
    parent = Parent.objects.get(forename="Imran")
    assert (parent.mobile, parent.postcode, parent.address_lines) == ("07700900999", "LS6 1AA", "5 Hill Road")
    assert (parent.language, parent.needs_interpreter, parent.reading_needs) == ("Urdu", True, "Large print")
    assert audited("schools_parent", parent.pk).actor == osei(world).pk
    page = shown(osei(world), record(world.pupils[0]))
    assert "Urdu, needs an interpreter" in page
    assert "5 Hill Road, LS6 1AA" in page


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("mobile", "999", "Enter a UK phone number"),
        ("surname", "", "This is needed"),
        ("email", "no address", "Enter a valid email address."),
        ("forename", "Im\x00ran", "Remove the characters we cannot store"),
    ],
)
def test_what_cannot_stand_is_refused_and_what_was_typed_is_kept(
    world: World, field: str, typed: str, words: str
) -> None:
    answer = added(world, **{field: typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "5 Hill Road" in answer.content.decode()
    assert not Parent.objects.exists()


def test_a_number_of_another_country_is_kept_with_its_code(world: World) -> None:
    assert added(world, mobile="+48 601 234 567").status_code == 302
    assert Parent.objects.get().mobile == "+48601234567"


def test_a_parent_of_another_pupil_is_found_by_name_and_shared(world: World) -> None:
    contact = mother(world)
    page = shown(osei(world), record(world.pupils[1], "family/new/?find=sana+khan"))
    assert "Mrs Sana Khan" in page
    assert "Contact of Amir Khan" in page
    answer = signed_in(osei(world)).post(
        record(world.pupils[1], "family/new/"), {"parent": contact.parent_id, "relationship": "Aunt"}
    )
    assert answer.status_code == 302
    assert Parent.objects.count() == 1
    edit = shown(osei(world), record(world.pupils[0], f"family/{contact.pk}/"))
    assert world.pupils[1].known_name in edit.replace("&#x27;", "'")
    twice = signed_in(osei(world)).post(
        record(world.pupils[1], "family/new/"), {"parent": contact.parent_id, "relationship": "Aunt"}
    )
    assert "This parent is among the contacts already" in twice.content.decode()


def test_a_parent_of_another_school_is_neither_found_nor_taken(world: World) -> None:
    foreign = ContactFactory.create(pupil=world.pupils_elsewhere["9T"], parent__surname="Dalton").parent
    assert "Dalton" not in shown(world.bell, record(world.pupils[0], "family/new/?find=sana"))
    typed = {"parent": foreign.pk, "relationship": "Aunt"}
    assert signed_in(world.bell).post(record(world.pupils[0], "family/new/"), typed).status_code == 404


@pytest.mark.parametrize("words", ["%00", "%20%20", "%25", "_", "a" * 3000])
def test_words_that_no_name_holds_find_nobody(world: World, words: str) -> None:
    mother(world)
    page = record(world.pupils[1], f"family/new/?find={words}")
    assert signed_in(world.bell).get(page).context["sheet"].found == []


@pytest.mark.parametrize("number", ["two", "-1", "99999999999999999999", "0"])
def test_a_number_that_is_no_parents_is_not_there(world: World, number: str) -> None:
    page = record(world.pupils[1], f"family/new/?parent={number}")
    assert signed_in(world.bell).get(page).status_code == 404


def test_the_order_of_contact_changes_one_place_at_a_time(world: World) -> None:
    mother(world)
    second = father(world)
    url = record(world.pupils[0], f"family/{second.pk}/order/")
    assert signed_in(world.bell).post(url, {"to": "up", "seen": "2"}).status_code == 302
    assert order(world) == ["Father", "Mother"]
    assert signed_in(world.bell).post(url, {"to": "down", "seen": "1"}).status_code == 302
    assert order(world) == ["Mother", "Father"]


@pytest.mark.parametrize(
    ("up", "seen", "words"),
    [(False, 2, "cannot be moved further"), (True, 1, "Somebody changed the order while you had it open")],
)
def test_an_order_that_is_stale_or_at_its_end_is_told(world: World, up: bool, seen: int, words: str) -> None:
    mother(world)
    second = father(world)
    with pytest.raises(ValidationError, match=words):
        move_contact(
            rights=rights(world.bell),
            pupil_id=world.pupils[0].pk,
            contact_id=second.pk,
            up=up,
            seen=seen,
            at=NOW,
        )
    assert order(world) == ["Mother", "Father"]


def test_the_second_of_two_people_is_told_and_overwrites_nothing(world: World) -> None:
    contact = mother(world)
    page = record(world.pupils[0], f"family/{contact.pk}/")
    stale = filled(form_of(world.bell, page))
    saved(osei(world), page, mobile="07700 900777")
    answer = signed_in(world.bell).post(page, stale | {"known_as": "Sunny"})
    assert answer.status_code == 422
    assert "Mobile is now 07700900777" in answer.content.decode()
    assert (parent_now(contact).mobile, parent_now(contact).known_as) == ("07700900777", "")


def test_an_edit_does_not_touch_who_may_be_contacted(world: World) -> None:
    contact = mother(world)
    Contact.objects.filter(pk=contact.pk).update(must_not_contact=True)
    page = record(world.pupils[0], f"family/{contact.pk}/")
    assert "Speak to the DSL first. Do not ring this person." in shown(osei(world), page)
    assert saved(osei(world), page, must_not_contact=None, known_as="Sunny").status_code == 302
    assert Contact.objects.get().must_not_contact


def test_a_contact_is_removed_and_the_history_keeps_the_entry(world: World) -> None:
    contact = mother(world)
    url = record(world.pupils[0], f"family/{contact.pk}/remove/")
    assert signed_in(osei(world)).post(url).status_code == 302
    assert order(world) == []
    assert "Contact Mrs Sana Khan removed" in shown(osei(world), record(world.pupils[0], "history/"))


@pytest.mark.parametrize("is_past", [False, True])
def test_a_contact_with_a_word_of_the_safeguarding_lead_is_not_removed(world: World, is_past: bool) -> None:
    contact = mother(world)
    until_on = NOW.date().replace(day=1) if is_past else None
    SafetyNoteFactory.create(pupil=world.pupils[0], contact=contact, until_on=until_on)
    with pytest.raises(ValidationError, match="Speak to the DSL before you remove this contact"):
        remove_contact(rights=rights(osei(world)), pupil_id=world.pupils[0].pk, contact_id=contact.pk, at=NOW)
    assert SafetyNote.objects.exists()
