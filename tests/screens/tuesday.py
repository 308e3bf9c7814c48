"""The named world made fuller: 08:49 on Tuesday 9 March 2027, with half of the registers in."""

from datetime import timedelta
from uuid import uuid4

from attendance.models import Visit
from attendance.services.amendments import amend_mark
from attendance.services.marks import MarkChange, save_marks
from attendance.services.registers import submit_register
from schools.calendar import Session
from schools.models import Group, Pupil, SupportKind
from tests.databases import Addresses
from tests.factories import (
    ContactFactory,
    MembershipFactory,
    ParentFactory,
    ProtectedFactFactory,
    StaffFactory,
    SupportFactFactory,
    UserFactory,
)
from tests.world import NOW, TODAY, YESTERDAY, World, add_group, add_pupils, build_world
from tests.year_of_marks import add_year_of_marks

NAMES = """Adeyemi Tobi, Ahmed Zara, Bennett-Shaw Oliver, Brennan Niamh, Chaudhry Hamza, Cooper Evie,
Davies Rhys, Dąbrowska Maja, Ellis Jayden, Farah Ikram, Fletcher Poppy, Goodwin Alfie, Hartley Isla,
Hussain Aaliyah, Iqbal Yusuf, Jenkins Freddie, Kaur Simran, Kelly Orla, Lewis Theo, Mbeki Thandi,
McDonagh Bridget, Nguyen Linh, O'Connor Sean, Okafor Chidi, Patel Riya, Quinn Ruby,
Robinson-Clarke Maximilian, Singh Arjun, Taylor Amelia, Williams Kian"""
CLASSES = ("7BR", "7CT", "8MS", "9DL", "9KP", "10AH", "10TW", "11JO", "11PE")
AWAY = {3: "N", 11: "V", 13: "M", 21: "T", 30: "I"}
FLAGS = {5: SupportKind.EHCP, 9: SupportKind.SEN, 14: SupportKind.MEDICAL, 24: SupportKind.SEN}


def a_tuesday_in_march(database: Addresses) -> World:
    """A year of marks behind it, some registers in, 8HW part marked and yesterday's amended."""
    world = build_world(pupils=0)
    names = [tuple(name.split()) for name in NAMES.replace("\n", " ").split(",")]
    world.pupils = add_pupils(world.class_8hw, len(names), [(name[0], name[1]) for name in names])
    groups = [_another_class(world, name) for name in CLASSES]
    add_year_of_marks(database, world.marlowe, until=TODAY)
    for number, group in enumerate(groups):
        if number % 3:
            _take(world, group, number)
    _facts(world)
    _part_mark(world)
    _amend_yesterday(world)
    _plan_a_visit(world)
    return world


def _another_class(world: World, name: str) -> Group:
    year = int(name[:-2])
    person = UserFactory.create(full_name=f"Mrs {name[-2:].title()}all")
    MembershipFactory.create(user=person, school=world.marlowe)
    group = add_group(world.marlowe, name, year, room=f"R{len(name)}{year}")
    StaffFactory.create(school=world.marlowe, user=person).group_parts.create(
        group=group, from_on=group.academic_year.starts_on
    )
    add_pupils(group, 28)
    return group


def _take(world: World, group: Group, number: int) -> None:
    """Everybody marked, a few of them late or away; submitted."""
    pupils = Pupil.objects.filter(group_memberships__group=group).order_by("pk")
    letters = {number: "N", number + 7: "L", number + 11: "N" if number % 2 else "I"}
    changes = [MarkChange(pupil.pk, letters.get(place, "/"), 0) for place, pupil in enumerate(pupils)]
    frame = world.frame(group=group)
    save_marks(frame, changes, by=world.okafor, office=True, at=NOW)
    submit_register(frame, [], by=world.okafor, at=NOW)


def _facts(world: World) -> None:
    for number, kind in FLAGS.items():
        SupportFactFactory.create(pupil=world.pupils[number - 1], kind=kind.value)
    ProtectedFactFactory.create(pupil=world.pupils[2])
    for order, (title, forename, relationship) in enumerate(
        (("Mr", "Paul", "Father"), ("Ms", "Jo", "Mother")), start=1
    ):
        parent = ParentFactory.create(
            school=world.marlowe, title=title, forename=forename, surname="Bennett-Shaw"
        )
        ContactFactory.create(
            pupil=world.pupils[2], parent=parent, call_order=order, relationship=relationship
        )


def _part_mark(world: World) -> None:
    """The office's codes, then what Ms Lane has pressed so far."""
    frame = world.frame()
    office = [MarkChange(world.pupils[n - 1].pk, letter, 0) for n, letter in AWAY.items() if letter != "N"]
    save_marks(frame, office, by=world.okafor, office=True, at=NOW)
    letters = {3: "N", 7: "L", 16: "N"}
    taken = [
        MarkChange(world.pupils[n - 1].pk, letters.get(n, "/"), 0)
        for n in range(1, 23)
        if n not in AWAY or n == 3
    ]
    save_marks(frame, taken, by=world.lane, office=False, at=NOW)


def _plan_a_visit(world: World) -> None:
    """Mr Reid goes to a home this morning."""
    Visit.objects.create(
        school=world.marlowe,
        pupil=world.pupils[2],
        key=uuid4(),
        due_at=NOW + timedelta(hours=1),
        check_in_by=NOW + timedelta(hours=2),
        purpose="No contact with the family since Friday",
        visitor=world.reid,
        planned_by=world.okafor,
        planned_at=NOW,
    )


def _amend_yesterday(world: World) -> None:
    pupil = world.pupils[2]
    amend_mark(
        pupil,
        YESTERDAY,
        Session.AM,
        letter="M",
        minutes=None,
        reason="Reason for absence now known: dentist, card shown",
        base_version=1,
        by=world.okafor,
        office=True,
        at=NOW,
    )
