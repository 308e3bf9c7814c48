"""Who changed what in a pupil's record, field by field, without what is beyond the reader's rights."""

from typing import Any

import pytest

from accounts.models import AuditEvent, User
from schools.models import Contact, Pupil, SupportFact
from tests.factories import ContactFactory, ProtectedFactFactory, SafetyNoteFactory, SupportFactFactory
from tests.integration.schools.family_steps import MILL, father, home, mother, osei, record, saved, shown
from tests.sign_in import signed_in
from tests.world import World


def history(person: User, world: World, query: str = "") -> Any:
    """The history of Amir as a person sees it."""
    return signed_in(person).get(record(world.pupils[0], f"history/{query}")).context["page"]


def told(person: User, world: World) -> list[str]:
    """What was changed, newest first."""
    return [line.what for line in history(person, world).lines]


def test_a_correction_stands_with_who_and_what_stood_before(world: World) -> None:
    saved(world.bell, record(world.pupils[0], "edit/"), known_forename="Ameer", sex="F")
    line = history(osei(world), world).lines[0]
    assert (line.what, line.by, line.by_title) == ("Entry changed", "Mr Bell", "Receptionist")
    assert [(field.label, field.before, field.after) for field in line.fields] == [
        ("Known as, forename", "Amir", "Ameer"),
        ("Sex", "Male", "Female"),
    ]


def test_it_begins_with_the_entry_itself(world: World) -> None:
    assert told(osei(world), world)[-4:] == [
        "Group Year 8 added",
        "Group 8HW added",
        "Time on roll added",
        "Entry added",
    ]


def test_a_parents_changes_stand_in_the_history_of_each_child(world: World) -> None:
    contact = mother(world)
    ContactFactory.create(pupil=world.pupils[1], parent=contact.parent)
    saved(world.bell, record(world.pupils[1], f"family/{contact.pk + 1}/"), mobile="07700 900777")
    line = history(osei(world), world).lines[0]
    assert line.what == "Parent Mrs Sana Khan changed"
    assert [(field.before, field.after) for field in line.fields] == [("07700900123", "07700900777")]
    assert "Contact Mrs Sana Khan added" in told(osei(world), world)


def test_another_familys_changes_are_no_part_of_it(world: World) -> None:
    other = mother(world)
    Contact.objects.filter(pk=other.pk).update(pupil=world.pupils[1])
    before = len(told(osei(world), world))
    home(world, **MILL).__class__.objects.filter(pupil=world.pupils[0]).update(pupil=world.pupils[2])
    Pupil.objects.filter(pk=world.pupils[1].pk).update(transport="Bus 4")
    assert "Bus 4" not in shown(osei(world), record(world.pupils[0], "history/"))
    assert len(told(osei(world), world)) == before + 1


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("osei", set()),
        ("bell", {"Safety note"}),
        ("okafor", {"Safety note", "Support", "Protected fact"}),
        ("adeyemi", {"Safety note", "Support", "Protected fact"}),
    ],
)
def test_facts_stand_in_it_by_their_own_right(world: World, who: str, seen: set[str]) -> None:
    amir = world.pupils[0]
    SafetyNoteFactory.create(pupil=amir)
    SupportFactFactory.create(pupil=amir, note="Reads slowly")
    ProtectedFactFactory.create(pupil=amir, worker_name="Ms Imran", team="North team")
    person = osei(world) if who == "osei" else getattr(world, who)
    page = shown(person, record(amir, "history/"))
    closed = {"Safety note", "Support", "Protected fact"} - seen
    assert [word for word in closed if f"{word} added" in page] == []
    assert {word for word in seen if f"{word} added" in page} == seen
    assert ("Ms Imran" in page) is ("Protected fact" in seen)
    assert ("Reads slowly" in page) is ("Support" in seen)


def test_an_end_of_support_is_told_in_words(world: World) -> None:
    SupportFactFactory.create(pupil=world.pupils[0])
    SupportFact.objects.update(until_on="2027-03-08")
    line = history(world.okafor, world).lines[0]
    assert (line.what, line.by) == ("Support changed", "Daymark")
    assert [(field.label, field.before, field.after) for field in line.fields] == [
        ("Last day", "", "8 March 2027")
    ]


def test_whom_nobody_may_contact_is_told_with_the_right_to_safety_alone(world: World) -> None:
    contact = father(world)
    before = told(osei(world), world)
    Contact.objects.filter(pk=contact.pk).update(must_not_contact=True)
    assert told(osei(world), world) == before
    assert told(world.bell, world)[0] == "Contact Mr Imran Khan changed"


def test_how_to_reach_whom_nobody_may_contact_is_told_with_that_right_alone(world: World) -> None:
    contact = father(world, address_lines="7 Quay Lane", email="imran@khan.example")
    Contact.objects.filter(pk=contact.pk).update(must_not_contact=True)
    saved(world.bell, record(world.pupils[0], f"family/{contact.pk}/"), mobile="07700 900777")
    reach = ("07700900999", "07700900777", "7 Quay Lane", "imran@khan.example")
    page = record(world.pupils[0], "history/")
    assert [words for words in reach if words in shown(osei(world), page)] == []
    assert [words for words in reach if words not in shown(world.bell, page)] == []
    contact.delete()
    assert [words for words in reach if words in shown(osei(world), page)] == []


def test_a_long_history_stands_on_pages_of_fifty(world: World) -> None:
    for number in range(60):
        home(world, lines=f"{number} Oak Lane")
    first, second = history(osei(world), world), history(osei(world), world, "?page=2")
    assert (len(first.lines), first.newer, first.older) == (50, 0, 2)
    assert (len(second.lines), second.newer, second.older) == (14, 1, 0)
    assert "0 Oak Lane" in [field.after for line in second.lines for field in line.fields]


@pytest.mark.parametrize("query", ["?page=0", "?page=-1", "?page=two", "?page=99999999999999999999"])
def test_a_page_that_is_not_there_is_as_good_as_the_first(world: World, query: str) -> None:
    assert history(osei(world), world, query).newer == 0


def test_marks_are_no_part_of_it(world: World) -> None:
    assert "mark" not in " ".join(told(world.okafor, world)).lower()


def test_what_the_history_tells_of_a_child_is_written_down_as_opened(world: World) -> None:
    def opened(person: User) -> set[str]:
        history(person, world)
        lines = AuditEvent.objects.filter(verb="open", actor=person.pk, pupil=world.pupils[0].pk)
        return set(lines.values_list("tbl", flat=True))

    assert opened(world.okafor) == {"accounts_auditevent"}
    SupportFactFactory.create(pupil=world.pupils[0])
    ProtectedFactFactory.create(pupil=world.pupils[0])

    assert opened(osei(world)) == {"accounts_auditevent"}
    assert opened(world.okafor) == {"accounts_auditevent", "schools_supportfact", "schools_protectedfact"}
