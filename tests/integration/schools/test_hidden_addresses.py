"""A hidden address is told to nobody without its right: by no page, error, history or edit."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from schools.models import PupilAddress
from schools.services.addresses import AddressFacts, add_address, change_address
from tests.factories import ContactFactory
from tests.integration.schools.family_steps import (
    MILL,
    REFUGE,
    father,
    form_of,
    hide_the_family,
    home,
    mother,
    osei,
    parent_now,
    record,
    rights,
    saved,
    shown,
    tells_the_refuge,
)
from tests.sign_in import signed_in
from tests.world import NOW, World

Who = Callable[[World], User]
WITHOUT = pytest.mark.parametrize("who", [osei, lambda world: world.bell], ids=["Mr Osei", "Mr Bell"])
WITH = pytest.mark.parametrize(
    "who", [lambda world: world.okafor, lambda world: world.adeyemi], ids=["Ms Okafor", "Mrs Adeyemi"]
)


def pages(world: World, contact: int, address: int) -> list[str]:
    """Every page of Amir's record."""
    amir = world.pupils[0]
    parts = ("", "edit/", "history/", "addresses/new/", f"addresses/{address}/", "family/new/?find=khan")
    return [record(amir, part) for part in (*parts, f"family/{contact}/")]


@WITHOUT
def test_no_page_of_the_record_tells_it_without_the_right(world: World, who: Who) -> None:
    contact = hide_the_family(world)
    address = PupilAddress.objects.get(pupil=world.pupils[0])
    for page in pages(world, contact.pk, address.pk):
        assert not tells_the_refuge(shown(who(world), page)), page
    assert "Address withheld. Ask the DSL" in shown(who(world), record(world.pupils[0]))


@WITH
def test_the_right_shows_it_with_a_warning(world: World, who: Who) -> None:
    hide_the_family(world)
    assert "The Elms, LS9 7QQ (hidden: do not give it out)" in shown(who(world), record(world.pupils[0]))


@WITHOUT
def test_a_past_one_of_a_sister_hides_the_same_place_in_the_whole_family(world: World, who: Who) -> None:
    contact = mother(world, address_lines="The Elms, flat 2", postcode="ls9 7qq")
    ContactFactory.create(pupil=world.pupils[1], parent=contact.parent)
    PupilAddress.objects.create(
        pupil=world.pupils[1], **REFUGE, until_on=NOW.date().replace(month=1), is_hidden=True
    )
    for page in (record(world.pupils[0]), f"/marlowe-park/pupils/{world.pupils[0].pk}/"):
        assert not tells_the_refuge(shown(who(world), page))


@WITHOUT
def test_taking_the_parent_to_another_child_makes_it_no_less_hidden(world: World, who: Who) -> None:
    contact = mother(world, address_lines="The Elms", postcode="LS9 7QQ")
    home(world, **REFUGE, is_hidden=True)
    other = world.pupils[1]
    contact.delete()
    ContactFactory.create(pupil=other, parent=contact.parent)
    for page in (record(other), record(other, "history/"), f"/marlowe-park/pupils/{other.pk}/"):
        text = shown(who(world), page)
        assert not tells_the_refuge(text), page
        assert "Address withheld. Ask the DSL" in text


@WITHOUT
def test_an_edit_of_the_parent_leaves_it_as_it_stands(world: World, who: Who) -> None:
    contact = hide_the_family(world)
    page = record(world.pupils[0], f"family/{contact.pk}/")
    assert "address_lines" not in form_of(who(world), page).fields

    answer = saved(
        who(world), page, mobile="07700 900555", address_lines="1 New Road", postcode="", address_hidden=None
    )

    assert answer.status_code == 302
    parent = parent_now(contact)
    assert parent.mobile == "07700900555"
    assert (parent.address_lines, parent.postcode, parent.address_hidden) == ("The Elms", "LS9 7QQ", True)


@WITHOUT
def test_it_cannot_be_changed_unseen(world: World, who: Who) -> None:
    address = home(world, **REFUGE, is_hidden=True)
    page = record(world.pupils[0], f"addresses/{address.pk}/")
    answer = signed_in(who(world)).post(page, {"lines": "1 New Road"})
    assert answer.status_code == 422
    assert "This address is hidden." in answer.content.decode()
    assert PupilAddress.objects.get().lines == "The Elms"


@WITHOUT
def test_who_guesses_it_is_neither_told_nor_obeyed(world: World, who: Who) -> None:
    hidden = home(world, **REFUGE, is_hidden=True)
    other = home(world, **MILL)
    guess = AddressFacts("The Elms", "LS1 1AA", None, None, is_hidden=False)
    add_address(rights=rights(who(world)), pupil_id=world.pupils[0].pk, facts=guess, at=NOW)
    version = form_of(who(world), record(world.pupils[0], f"addresses/{other.pk}/"))["version"].value()
    change_address(
        rights=rights(who(world)),
        pupil_id=world.pupils[0].pk,
        address_id=other.pk,
        facts=guess,
        version=version,
        at=NOW,
    )
    rows = PupilAddress.objects.values_list("pk", "lines", "postcode", "is_hidden")
    assert list(rows) == [
        (hidden.pk, "The Elms", "LS9 7QQ", True),
        (other.pk, "3 Mill Lane", "LS1 4AB", False),
    ]


def test_who_hides_an_address_does_not_see_it_afterwards(world: World) -> None:
    address = home(world, **REFUGE)
    page = record(world.pupils[0], f"addresses/{address.pk}/")
    assert tells_the_refuge(shown(world.bell, page))
    assert saved(world.bell, page, is_hidden="on").status_code == 302
    assert not tells_the_refuge(shown(world.bell, record(world.pupils[0])))


def test_who_may_see_it_may_change_and_lift_it(world: World) -> None:
    contact = hide_the_family(world)
    page = record(world.pupils[0], f"family/{contact.pk}/")
    assert saved(world.okafor, page, address_lines="9 Open Road", address_hidden=None).status_code == 302
    parent = parent_now(contact)
    assert (parent.address_lines, parent.address_hidden) == ("9 Open Road", False)


def hidden_since(world: World) -> Any:
    """An address that stood open, was changed, and was hidden then; it stands on the father's row too."""
    address = home(world, **REFUGE)
    contact = father(world, address_lines="THE ELMS", postcode="")
    page = record(world.pupils[0], f"addresses/{address.pk}/")
    assert saved(world.okafor, page, lines="The Elms, flat 4").status_code == 302
    assert saved(world.okafor, page, is_hidden="on").status_code == 302
    return contact


@WITHOUT
def test_the_history_does_not_tell_what_was_hidden_later(world: World, who: Who) -> None:
    hidden_since(world)
    page = shown(who(world), record(world.pupils[0], "history/"))
    assert not tells_the_refuge(page)
    assert "Address withheld. Ask the DSL" in page


@WITHOUT
def test_the_history_does_not_tell_one_that_was_removed(world: World, who: Who) -> None:
    home(world, **REFUGE, is_hidden=True).delete()
    contact = mother(world, address_lines="The Elms", postcode="LS9 7QQ", address_hidden=True)
    contact.delete()
    assert not tells_the_refuge(shown(who(world), record(world.pupils[0], "history/")))


@WITH
def test_the_history_tells_it_with_the_right(world: World, who: Who) -> None:
    hidden_since(world)
    assert "The Elms, flat 4" in shown(who(world), record(world.pupils[0], "history/"))


@WITHOUT
def test_a_stale_page_does_not_tell_it(world: World, who: Who) -> None:
    contact = mother(world, address_lines="3 Mill Lane", postcode="LS1 4AB")
    page = record(world.pupils[0], f"family/{contact.pk}/")
    form = form_of(who(world), page)
    saved(world.okafor, page, address_lines="The Elms", postcode="LS9 7QQ", address_hidden="on")

    answer = signed_in(who(world)).post(
        page,
        {
            "version": form["version"].value(),
            "forename": "Sana",
            "surname": "Khan",
            "relationship": "Mother",
            "address_lines": "3 Mill Lane",
        },
    )

    assert answer.status_code == 422
    assert "Somebody saved this while you had it open" in answer.content.decode()
    assert not tells_the_refuge(answer.content.decode())
    assert parent_now(contact).address_lines == "The Elms"
