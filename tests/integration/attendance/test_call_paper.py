"""The call list on paper: the numbers in the order of ringing, and none that the reader may not ring."""

import pytest
import time_machine

from accounts.models import User
from schools.models import MarkerKind, Parent, PupilMarker
from tests.factories import ParentFactory, SafetyNoteFactory
from tests.integration.attendance.call_steps import AT, absent, family, tried
from tests.integration.attendance.pages import statements, words_of
from tests.sign_in import signed_in
from tests.world import World, add_pupils

PAPER = "/marlowe-park/contact/?print=1"


@pytest.fixture(autouse=True)
def half_past_nine() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def paper_of(person: User) -> str:
    return words_of(signed_in(person).get(PAPER))


def adult(world: World, forename: str, mobile: str, phone: str = "") -> Parent:
    made: Parent = ParentFactory.create(
        school=world.marlowe, title="Ms", forename=forename, surname="Khan", mobile=mobile, phone=phone
    )
    return made


def test_the_paper_has_the_numbers_in_call_order_and_none_of_whom_nobody_contacts(world: World) -> None:
    amir = world.pupils[0]
    absent(world, amir)
    family(amir, adult(world, "Imran", "07700900002"), call_order=2, relationship="Father")
    family(amir, adult(world, "Sana", "07700900001", "02079460001"), call_order=1, relationship="Mother")
    family(amir, adult(world, "Bilal", "07700900003"), call_order=3, must_not_contact=True)
    tried(amir, world.okafor, "not_working", number="02079460001")
    paper = paper_of(world.okafor)
    first = "Ms Sana Khan, mother: 07700900001 or 02079460001 (does not work)"
    assert first in paper
    assert paper.index(first) < paper.index("Ms Imran Khan, father: 07700900002")
    assert "Bilal" not in paper
    assert "07700900003" not in paper


def test_no_number_is_on_paper_where_the_dsl_is_asked_first_or_of_a_social_worker(world: World) -> None:
    amir, zoe, jack = world.pupils[:3]
    absent(world, amir, zoe, jack)
    family(amir, adult(world, "Sana", "07700900001"))
    PupilMarker.objects.create(pupil=amir, kind=MarkerKind.ASK_FIRST, from_on=AT.date())
    family(zoe, adult(world, "Ola", "07700900002"))
    SafetyNoteFactory.create(pupil=zoe)
    family(jack, adult(world, "Ann", "07700900003"), relationship="Social worker")
    office = paper_of(world.bell)
    assert "Speak to the DSL first" in office
    assert "Read the safety note first Ms Ola Khan, mother: 07700900002" in office
    assert [number for number in ("07700900001", "07700900003", "Ann Khan") if number in office] == []
    lead = paper_of(world.reid)
    assert all(number in lead for number in ("07700900001", "07700900002", "07700900003"))


def test_an_adult_of_one_of_two_is_named_for_that_one_and_the_paper_costs_the_same(world: World) -> None:
    amir, zoe = world.pupils[:2]
    absent(world, amir, zoe)
    mother = adult(world, "Sana", "07700900001")
    for pupil in (amir, zoe):
        family(pupil, mother, has_responsibility=True, relationship="Mother")
    family(amir, adult(world, "Imran", "07700900002"), call_order=2, relationship="Father")
    officer = signed_in(world.okafor)
    officer.get(PAPER)
    with statements() as few:
        paper = words_of(officer.get(PAPER))
    assert paper.count("07700900001") == 1
    assert "Ms Imran Khan, father, about Amir Khan alone: 07700900002" in paper
    more = add_pupils(world.class_8hw, 8)
    for number, child in enumerate(more):
        family(child, adult(world, "Ada", f"0770090010{number}"))
    with statements() as many:
        officer.get(PAPER)
    assert len(few) == len(many)
