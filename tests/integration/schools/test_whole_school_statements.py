"""The pages of the set-up's health send as many statements for 1,500 pupils as for three."""

from datetime import date

import pytest

from accounts.roles import Role
from schools.models import Contact, Parent, ProposedLeaving, PupilAddress, RollEntry
from tests.integration.reporting.steps import statements
from tests.world import NOW, TOMORROW, World, add_pupils

SETUP = "/marlowe-park/setup/"
PAGES = {
    "/marlowe-park/": Role.ADMIN,
    f"{SETUP}checks/": Role.ADMIN,
    f"{SETUP}checks/numbers-that-cannot-ring/": Role.ADMIN,
    f"{SETUP}checks/duplicates/": Role.ADMIN,
    f"{SETUP}year-end/": Role.ADMIN,
    f"{SETUP}leavers/": Role.OFFICER,
}
PUPILS = 1500


@pytest.fixture
def whole_school(world: World) -> World:
    """Three pupils, one of whom leaves."""
    propose(world, world.pupils[0].pk)
    return world


def propose(world: World, *pupils: int) -> None:
    ProposedLeaving.objects.bulk_create(
        ProposedLeaving(roll_entry=entry, last_on=TOMORROW, source="Arbor", proposed_at=NOW)
        for entry in RollEntry.objects.filter(pupil__in=pupils)
    )


def born(day: int) -> date:
    return date(2014, 2, 1 + day)


def grow(world: World) -> None:
    """1,500 pupils more, each with a home and a parent whose number cannot ring."""
    names = [(f"Family {number // 2}", f"Child {number}") for number in range(PUPILS)]
    pupils = [
        pupil
        for day in range(28)
        for pupil in add_pupils(world.class_8hw, len(names[day::28]), names[day::28], born_on=born(day))
    ]
    parents = Parent.objects.bulk_create(
        Parent(school=world.marlowe, forename="Sana", surname=pupil.legal_surname, mobile="0770 12")
        for pupil in pupils
    )
    Contact.objects.bulk_create(
        Contact(pupil=pupil, parent=parent, call_order=1, relationship="Mother")
        for pupil, parent in zip(pupils, parents, strict=True)
    )
    PupilAddress.objects.bulk_create(
        PupilAddress(pupil=pupil, lines=f"{pupil.legal_surname} House", postcode="LN1 1AA")
        for pupil in pupils
    )
    propose(world, *(pupil.pk for pupil in pupils[:300]))


def test_no_page_sends_more_for_a_whole_school(whole_school: World) -> None:
    people = {url: whole_school.staff[role] for url, role in PAGES.items()}
    few = {url: len(statements(person, url)) for url, person in people.items()}
    grow(whole_school)
    assert {url: len(statements(person, url)) for url, person in people.items()} == few
