"""A joiner entered by hand: in the register from the agreed starting day, and in their groups."""

from datetime import date
from typing import Any

import pytest

from schools.models import GroupMember, Pupil, RollEntry
from tests.integration.schools.family_steps import audited, osei, record, shown
from tests.sign_in import signed_in
from tests.world import World

NEW = "/marlowe-park/pupils/new/"
EWA = {
    "legal_forename": "Ewa",
    "legal_surname": "Nowak-Żak",
    "sex": "F",
    "born_on": "2014-02-11",
    "admitted_on": "2027-03-15",
    "enrolment": "C",
}


def entered(world: World, **changed: Any) -> Any:
    """The answer to Mr Osei, who enters Ewa."""
    return signed_in(osei(world)).post(NEW, EWA | changed)


def test_reg8_a_joiner_is_on_roll_from_the_starting_day_and_in_their_groups(world: World) -> None:
    answer = entered(world, registration=world.class_8hw.pk)
    ewa = Pupil.objects.get(legal_forename="Ewa")
    assert answer["Location"] == f"/marlowe-park/pupils/{ewa.pk}/record/"
    assert (ewa.school, ewa.known_name, ewa.upn) == (world.marlowe, "Ewa Nowak-Żak", "")
    entry = RollEntry.objects.get(pupil=ewa)
    assert (entry.admitted_on, entry.left_on, entry.enrolment) == (date(2027, 3, 15), None, "C")
    members = GroupMember.objects.filter(pupil=ewa).values_list("group__name", "from_on", "until_on")
    assert set(members) == {
        ("8HW", date(2027, 3, 15), date(2027, 8, 31)),
        ("Year 8", date(2027, 3, 15), date(2027, 8, 31)),
    }
    assert audited("schools_rollentry", entry.pk).actor == osei(world).pk


def test_an_earlier_starting_day_counts_in_the_group_from_the_years_first_day(world: World) -> None:
    entered(world, admitted_on="2022-09-01", registration=world.class_8hw.pk)
    assert set(GroupMember.objects.filter(pupil__legal_forename="Ewa").values_list("from_on")) == {
        (date(2026, 9, 1),)
    }


def test_a_joiner_whose_group_is_not_known_yet_is_entered_all_the_same(world: World) -> None:
    assert entered(world).status_code == 302
    assert not GroupMember.objects.filter(pupil__legal_forename="Ewa").exists()


def test_a_namesake_of_the_same_birthday_is_asked_about_once(world: World) -> None:
    amir = {"legal_forename": "amir", "legal_surname": "KHAN", "born_on": "2014-03-05"}
    answer = entered(world, **amir)
    assert answer.status_code == 422
    assert "Amir Khan, born 5 March 2014, is known here already." in answer.content.decode()
    assert f"/marlowe-park/pupils/{world.pupils[0].pk}/record/" in answer.content.decode()
    assert entered(world, **amir, is_another="on").status_code == 302


def test_a_namesake_elsewhere_is_not_told_of(world: World) -> None:
    sam = world.pupils_elsewhere["9T"]
    answer = entered(world, legal_forename="Sam", legal_surname="Dalton", born_on="2014-03-05", upn=sam.upn)
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("born_on", "2027-03-10", "Give a date from 1 January 1990 to 9 March 2027"),
        ("born_on", "0001-01-01", "Give a date from 1 January 1990 to 9 March 2027"),
        ("admitted_on", "2014-02-11", "The date of birth must be before the starting day"),
        ("admitted_on", "9999-12-31", "Give a date from 1 January 1990 to 31 December 2100"),
        ("admitted_on", "2037-03-15", "The starting day is too far ahead. Check the year"),
        ("admitted_on", "", "This is needed"),
        ("registration", "999999", "Choose from the list"),
        ("sex", "", "This is needed"),
    ],
)
def test_what_cannot_stand_is_refused_and_what_was_typed_is_kept(
    world: World, field: str, typed: str, words: str
) -> None:
    answer = entered(world, **{field: typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Nowak-Żak" in answer.content.decode()
    assert not Pupil.objects.filter(legal_forename="Ewa").exists()


def test_a_group_that_ends_before_the_starting_day_is_refused(world: World) -> None:
    answer = entered(world, admitted_on="2027-09-01", registration=world.class_8hw.pk)
    assert "8HW ends before the starting day" in answer.content.decode()


def test_a_group_of_another_school_is_no_choice(world: World) -> None:
    assert entered(world, registration=world.class_9t.pk).status_code == 422


def test_a_number_that_stands_here_is_refused(world: World) -> None:
    answer = entered(world, upn=world.pupils[0].upn)
    assert "Amir Khan has this UPN" in answer.content.decode()


def test_who_keeps_no_records_enters_nobody(world: World) -> None:
    for person in (world.lane, world.rahman, world.reid):
        assert signed_in(person).post(NEW, EWA).status_code == 403
    assert not Pupil.objects.filter(legal_forename="Ewa").exists()


def test_the_list_of_pupils_leads_there_for_those_who_may(world: World) -> None:
    page = "/marlowe-park/pupils/"
    assert NEW in signed_in(world.bell).get(page).content.decode()
    assert NEW not in signed_in(world.lane).get(page).content.decode()


def returned(world: World, **changed: Any) -> Any:
    """The answer to Mr Osei, who enters Amir again."""
    page = f"/marlowe-park/pupils/{world.pupils[0].pk}/record/enter-again/"
    return signed_in(osei(world)).post(page, {"admitted_on": "2027-03-15", "enrolment": "C"} | changed)


def gone(world: World) -> None:
    """Amir left on 5 February."""
    RollEntry.objects.filter(pupil=world.pupils[0]).update(
        left_on=date(2027, 2, 5), ground="a", decided_by=world.adeyemi
    )


def test_a_pupil_who_comes_back_is_one_child_with_two_times_on_roll(world: World) -> None:
    gone(world)
    assert "Enter again" in shown(osei(world), record(world.pupils[0]))
    assert returned(world, registration=world.class_7a.pk).status_code == 302
    stays = RollEntry.objects.filter(pupil=world.pupils[0]).values_list("admitted_on", "left_on")
    assert list(stays) == [(date(2026, 9, 1), date(2027, 2, 5)), (date(2027, 3, 15), None)]
    members = GroupMember.objects.filter(pupil=world.pupils[0], until_on__gte=date(2027, 3, 15))
    assert {row.group.name for row in members} == {"7A", "Year 7"}
    assert "Enter again" not in shown(osei(world), record(world.pupils[0]))


def test_a_pupil_on_roll_is_not_entered_twice(world: World) -> None:
    assert "Amir Khan is on roll already" in returned(world).content.decode()


def test_two_times_on_roll_do_not_overlap(world: World) -> None:
    gone(world)
    answer = returned(world, admitted_on="2027-02-05")
    assert answer.status_code == 422
    assert "must be after the last day on roll, 5 February 2027" in answer.content.decode()
