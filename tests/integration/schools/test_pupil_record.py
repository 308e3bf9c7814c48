"""The record of a pupil: the entry in the admission register (reg 8), corrected by hand."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import AuditEvent
from accounts.roles import Role
from schools.models import Pupil
from schools.services.pupil_records import PupilEntry, change_pupil
from tests.factories import ContactFactory, ParentFactory
from tests.integration.schools.family_steps import (
    MILL,
    audited,
    father,
    filled,
    form_of,
    home,
    mother,
    osei,
    record,
    rights,
    saved,
    shown,
    statements,
)
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, World


def page_of(world: World) -> Any:
    """What stands on Amir's record, opened by the data manager."""
    return signed_in(osei(world)).get(record(world.pupils[0])).context["page"]


def test_reg8_the_record_holds_what_the_admission_register_must(world: World) -> None:
    Pupil.objects.filter(pk=world.pupils[0].pk).update(
        former_names="Amir Shah", last_school_name="Elm Primary", last_school_address="1 Elm Road"
    )
    home(world, **MILL)
    mother(world)
    page = page_of(world)
    entry = dict(page.entry)
    assert entry["Legal forename"] == "Amir"
    assert entry["Date of birth"] == "5 March 2014"
    assert entry["Former names"] == "Amir Shah"
    assert (entry["Last school"], entry["Address of the last school"]) == ("Elm Primary", "1 Elm Road")
    assert page.stays == [("Starting day 1 September 2026", "Current (this school only)")]
    assert [line.words for line in page.homes] == ["3 Mill Lane, LS1 4AB"]
    assert [(card.name, card.relationship) for card in page.contacts] == [("Mrs Sana Khan", "Mother")]


def test_reg8_the_record_says_what_it_lacks(world: World) -> None:
    assert page_of(world).gaps == [
        "No address of the pupil is recorded (reg 8).",
        "No parent is recorded (reg 8).",
    ]
    mother(world, mobile="")
    home(world, **MILL)
    assert page_of(world).gaps == [
        "A parent with whom the pupil lives has no emergency phone (reg 8).",
        "Only one contact is recorded. The guidance asks for more than one (Working together, p 20).",
    ]
    parent = ParentFactory.create(school=world.marlowe)
    ContactFactory.create(pupil=world.pupils[0], parent=parent, call_order=2, lives_with_pupil=True)
    parent.__class__.objects.filter(school=world.marlowe).update(phone="01132496000")
    assert page_of(world).gaps == []


def test_a_correction_is_saved_and_audited_with_who(world: World) -> None:
    amir = world.pupils[0]
    answer = saved(osei(world), record(amir, "edit/"), known_forename="Ameer", home_language="Urdu")
    assert answer.status_code == 302
    amir.refresh_from_db()
    assert (amir.known_forename, amir.legal_forename, amir.home_language) == ("Ameer", "Amir", "Urdu")
    line = audited("schools_pupil", amir.pk)
    assert (line.verb, line.actor, line.pupil) == ("update", osei(world).pk, amir.pk)
    assert line.before is not None
    assert line.before["known_forename"] == "Amir"


def test_the_second_of_two_people_is_told_and_overwrites_nothing(world: World) -> None:
    page = record(world.pupils[0], "edit/")
    stale = filled(form_of(world.bell, page))
    saved(osei(world), page, known_forename="Ameer")

    answer = signed_in(world.bell).post(page, stale | {"known_forename": "Ami", "transport": "Bus 4"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody saved this while you had it open, so nothing of yours was saved." in text
    assert "Known as, forename is now Ameer" in text
    assert answer.context["form"]["transport"].value() == "Bus 4"
    world.pupils[0].refresh_from_db()
    assert (world.pupils[0].known_forename, world.pupils[0].transport) == ("Ameer", "")
    again = filled(answer.context["form"])
    assert signed_in(world.bell).post(page, again).status_code == 302
    world.pupils[0].refresh_from_db()
    assert (world.pupils[0].known_forename, world.pupils[0].transport) == ("Ami", "Bus 4")


def test_a_number_of_another_pupil_is_refused_with_the_name(world: World) -> None:
    answer = saved(osei(world), record(world.pupils[0], "edit/"), upn=world.pupils[1].upn)
    assert answer.status_code == 422
    assert f"{world.pupils[1].known_name} has this UPN" in answer.context["form"].errors["upn"][0]


def test_a_number_of_a_pupil_elsewhere_says_nothing_of_them(world: World) -> None:
    answer = saved(osei(world), record(world.pupils[0], "edit/"), upn=world.pupils_elsewhere["9T"].upn)
    assert answer.status_code == 302


def test_a_wrong_number_is_saved_with_a_warning(world: World) -> None:
    typed = filled(form_of(osei(world), record(world.pupils[0], "edit/"))) | {"upn": "A31240002600"}
    page = signed_in(osei(world)).post(record(world.pupils[0], "edit/"), typed, follow=True)
    assert "Check the UPN A31240002600. A UPN has 13 characters; this one has 12." in page.content.decode()


def test_a_temporary_number_that_gives_way_is_kept(world: World) -> None:
    amir, permanent = world.pupils[0], world.pupils[0].upn
    Pupil.objects.filter(pk=amir.pk).update(upn="T20110001804V")
    assert saved(osei(world), record(amir, "edit/"), upn=permanent.lower()).status_code == 302
    amir.refresh_from_db()
    assert (amir.upn, amir.former_upn) == (permanent, "T20110001804V")


def test_a_birthday_after_the_starting_day_is_refused(world: World) -> None:
    answer = saved(osei(world), record(world.pupils[0], "edit/"), born_on="2026-09-01")
    assert answer.status_code == 422
    assert "before the starting day" in answer.content.decode()


def entry_of(pupil: Pupil) -> PupilEntry:
    """The entry as it stands."""
    return PupilEntry(**{name: getattr(pupil, name) for name in PupilEntry.__dataclass_fields__})


def test_who_may_not_keep_records_changes_none(world: World) -> None:
    amir = world.pupils[0]
    for person in (world.lane, world.rahman, world.reid):
        with pytest.raises((Http404, PermissionDenied)):
            change_pupil(
                rights=rights(person), pupil_id=amir.pk, entry=entry_of(amir), version="", on=TODAY, at=NOW
            )


@pytest.mark.parametrize("part", ["", "edit/", "history/", "addresses/new/", "family/new/"])
def test_another_schools_record_is_not_there(world: World, part: str) -> None:
    foreign = world.pupils_elsewhere["9T"]
    answer = signed_in(osei(world)).get(f"/marlowe-park/pupils/{foreign.pk}/record/{part}")
    assert answer.status_code == 404
    assert foreign.known_surname not in answer.content.decode()
    refused = AuditEvent.objects.filter(verb="refused", actor=osei(world).pk).latest("id")
    assert (refused.obj, refused.pupil) == (str(foreign.pk), None)


def test_another_pupils_address_and_contact_are_not_there(world: World) -> None:
    contact, address = mother(world), home(world, **MILL)
    for part in (f"family/{contact.pk}/", f"addresses/{address.pk}/"):
        assert signed_in(osei(world)).get(record(world.pupils[1], part)).status_code == 404


def test_opening_the_record_is_written_down(world: World) -> None:
    shown(world.bell, record(world.pupils[0]))
    line = AuditEvent.objects.filter(verb="open", actor=world.bell.pk).latest("id")
    assert (line.pupil, line.school, line.tbl) == (world.pupils[0].pk, world.marlowe.pk, "schools_pupil")


def test_a_future_address_is_told_apart_from_todays(world: World) -> None:
    page = record(world.pupils[0], "addresses/new/")
    typed = {"lines": "Flat 2\r\n\r\n 8  New Road", "postcode": "ls27ab", "from_on": "2027-04-12"}
    assert signed_in(osei(world)).post(page, typed).status_code == 302
    home(world, **MILL, until_on=date(2027, 4, 11))
    assert [(line.words, line.days) for line in page_of(world).homes] == [
        ("3 Mill Lane, LS1 4AB", "until 11 April 2027"),
        ("Flat 2, 8 New Road, LS2 7AB", "Future address, from 12 April 2027"),
    ]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"lines": "3 Mill Lane"}, "This address is recorded already"),
        ({"lines": ""}, "This is needed"),
        ({"lines": "4 Mill Lane", "from_on": "0001-01-01"}, "Give a date from 1 January 1990"),
        ({"lines": "4 Mill Lane", "until_on": "9999-12-31"}, "Give a date from 1 January 1990"),
        (
            {"lines": "4 Mill Lane", "from_on": "2027-03-09", "until_on": "2027-03-08"},
            "The last day must be on or after the first",
        ),
    ],
)
def test_an_address_that_cannot_stand_is_refused(world: World, typed: dict[str, str], words: str) -> None:
    home(world, **MILL)
    answer = signed_in(osei(world)).post(record(world.pupils[0], "addresses/new/"), typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_an_address_ends_with_its_last_day(world: World) -> None:
    address = home(world, **MILL)
    page = record(world.pupils[0], f"addresses/{address.pk}/")
    assert saved(osei(world), page, until_on="2027-03-08").status_code == 302
    assert [line.days for line in page_of(world).homes] == ["Past address, until 8 March 2027"]
    assert audited("schools_pupiladdress", address.pk).actor == osei(world).pk


@pytest.mark.parametrize("part", ["", "history/"])
def test_a_page_costs_as_many_statements_for_a_large_family_as_for_a_small_one(
    world: World, part: str
) -> None:
    mother(world)
    home(world, **MILL)
    father(world)
    few = statements(osei(world), record(world.pupils[0], part))
    for number in range(3, 33):
        contact = ContactFactory.create(pupil=world.pupils[0], call_order=number)
        ContactFactory.create(pupil=world.pupils[1], parent=contact.parent, call_order=number)
        home(world, lines=f"{number} Oak Lane")
    assert statements(osei(world), record(world.pupils[0], part)) <= few


def test_only_a_school_that_boards_asks_for_boarders(world: World) -> None:
    amir = world.pupils[0]
    assert "Boarder" not in shown(osei(world), record(amir))
    world.marlowe.takes_boarders = True
    world.marlowe.save()
    assert saved(osei(world), record(amir, "edit/"), is_boarder="on").status_code == 302
    assert ("Boarder", "Yes") in page_of(world).entry
    world.marlowe.takes_boarders = False
    world.marlowe.save()
    assert saved(osei(world), record(amir, "edit/"), transport="Bus 4").status_code == 302
    amir.refresh_from_db()
    assert amir.is_boarder


def test_governors_have_no_record(world: World) -> None:
    assert signed_in(world.staff[Role.GOVERNOR]).get(record(world.pupils[0])).status_code == 403
