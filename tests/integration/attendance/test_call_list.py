"""The call list: who is on it, in which order, why, and what was tried so far."""

from datetime import date, timedelta

import pytest

from attendance.codes import ILLNESS, PRESENT_MORNING
from schools.models import (
    DatedValue,
    MarkerKind,
    Parent,
    PupilMarker,
    SiblingPair,
)
from tests.factories import ProtectedFactFactory, SafetyNoteFactory, SupportFactFactory
from tests.integration.attendance.absence_steps import visit
from tests.integration.attendance.call_steps import AT, absent, family, listed, row_of, tried
from tests.integration.attendance.pages import statements
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils

CLOSED = NOW + timedelta(minutes=40)


def test_whoever_is_n_at_submission_or_unmarked_at_the_close_is_on_the_list(world: World) -> None:
    amir, zoe, jack = world.pupils
    absent(world, amir)
    assert [row.names for row in listed(world, at=NOW).rows] == ["Amir Khan"]
    found = listed(world, at=CLOSED)
    assert found.unexplained == 4
    assert {row.pupils[0].pupil_id for row in found.rows} == {
        amir.pk,
        zoe.pk,
        jack.pk,
        world.pupils_elsewhere["7A"].pk,
    }
    assert (row_of(found, amir).pupils[0].letter, row_of(found, zoe).pupils[0].letter) == ("N", "")
    assert row_of(found, zoe).why == "No mark: ask for the register first"


def test_who_is_ill_or_here_or_of_another_school_is_not_on_it(world: World) -> None:
    amir, zoe, _ = world.pupils
    absent(world, amir, code=ILLNESS)
    absent(world, zoe, code=PRESENT_MORNING, session=2)
    assert listed(world, at=NOW).rows == []
    assert world.pupils_elsewhere["9T"].pk not in {
        pupil.pupil_id for row in listed(world).rows for pupil in row.pupils
    }


def test_the_order_is_by_priority_then_length_then_surname_and_the_same_for_everybody(world: World) -> None:
    amir, zoe, jack = world.pupils
    cara, dev = add_pupils(world.class_8hw, 2, [("Ingram", "Cara"), ("Jones", "Dev")])
    absent(world, amir, zoe, jack, cara, dev)
    for session in (1, 2):
        absent(world, amir, jack, cara, dev, on=YESTERDAY, session=session, code=PRESENT_MORNING)
    ProtectedFactFactory.create(pupil=dev, kind="cp")
    SupportFactFactory.create(pupil=cara, kind="ehcp")
    orders = [
        [(row.priority, row.names) for row in listed(world, person, at=NOW).rows]
        for person in (world.okafor, world.bell, world.reid, world.rahman)
    ]
    assert orders[0] == [
        (1, "Dev Jones"),
        (2, "Cara Ingram"),
        (4, "Zoë O'Brien-Łukasiewicz"),
        (4, "Jack Abbott"),
        (4, "Amir Khan"),
    ]
    assert all(order == orders[0] for order in orders)


def test_each_reader_reads_the_reasons_that_are_theirs(world: World) -> None:
    amir, zoe, jack = world.pupils
    absent(world, amir, zoe, jack)
    ProtectedFactFactory.create(pupil=amir, kind="cp")
    PupilMarker.objects.create(pupil=zoe, kind=MarkerKind.CALL_FIRST, from_on=TODAY)
    SupportFactFactory.create(pupil=jack, kind="ehcp")
    officer, office = listed(world, at=NOW), listed(world, world.bell, at=NOW)
    assert row_of(officer, amir).why == "Child protection plan: social worker must be told today"
    assert row_of(officer, amir).pupils[0].protected == [("CP", "Child protection plan")]
    assert row_of(officer, zoe).why == "Marked by the safeguarding lead"
    assert row_of(officer, jack).why == "EHCP"
    assert [row_of(office, each).why for each in world.pupils] == ["Ring first", "Ring first", "Ring early"]
    assert all(not pupil.protected and not pupil.flags for row in office.rows for pupil in row.pupils)


def test_a_fact_that_is_over_and_one_still_to_come_change_nothing(world: World) -> None:
    amir, zoe, _ = world.pupils
    absent(world, amir, zoe)
    ProtectedFactFactory.create(pupil=amir, kind="cp", until_on=YESTERDAY)
    ProtectedFactFactory.create(pupil=zoe, kind="lac", from_on=date(2027, 3, 10))
    assert {row.priority for row in listed(world, at=NOW).rows} == {4}


def test_the_order_is_the_schools_own_from_the_day_it_says(world: World) -> None:
    amir = world.pupils[0]
    absent(world, amir)
    SupportFactFactory.create(pupil=amir, kind="young_carer")
    assert row_of(listed(world, at=NOW), amir).priority == 4
    DatedValue.objects.create(
        school=world.marlowe, key="first_day.order", value={"young_carer": 2}, valid_from=TODAY, source="Head"
    )
    assert row_of(listed(world, at=NOW), amir).priority == 2


def test_siblings_with_one_first_contact_are_one_call(world: World) -> None:
    amir, zoe, jack = world.pupils
    absent(world, amir, zoe, jack)
    mother = family(amir).parent
    family(zoe, mother)
    one, other = sorted([amir, zoe], key=lambda pupil: pupil.pk)
    found = listed(world, at=NOW)
    assert row_of(found, amir).why == "Same first contact, one call covers both"
    SiblingPair.objects.create(one=one, other=other, are_siblings=True, decided_at=NOW)
    found = listed(world, at=NOW)
    assert row_of(found, amir) is row_of(found, zoe)
    assert row_of(found, amir).why == "Brothers, one call covers both"
    assert (row_of(found, amir).priority, row_of(found, jack).priority) == (3, 4)
    assert (len(found.rows), found.calls, found.unexplained) == (2, 2, 3)


def test_one_call_takes_the_priority_of_the_sibling_most_at_risk(world: World) -> None:
    amir, zoe, _ = world.pupils
    absent(world, amir, zoe)
    mother = family(amir).parent
    family(zoe, mother)
    ProtectedFactFactory.create(pupil=zoe, kind="lac")
    row = row_of(listed(world, at=NOW), amir)
    assert (row.priority, row.why) == (
        1,
        "Zoë: Looked after: carer and virtual school to be told. Same first contact, one call covers both",
    )
    told = row_of(listed(world, world.bell, at=NOW), amir).why
    assert told == "Ring first"


def test_one_call_about_two_on_plans_names_one_of_them_and_whom_it_covers(world: World) -> None:
    amir, zoe, _ = world.pupils
    absent(world, amir, zoe)
    mother = family(amir).parent
    family(zoe, mother)
    for pupil in (amir, zoe):
        ProtectedFactFactory.create(pupil=pupil, kind="lac")
        SupportFactFactory.create(pupil=pupil, kind="ehcp")
    row = row_of(listed(world, at=NOW), amir)
    assert row.why.count(". ") == 1
    assert all(pupil.protected for pupil in row.pupils)


def test_the_first_who_may_be_rung_stands_there_and_nobody_whom_one_must_not_contact(world: World) -> None:
    amir, zoe, jack = world.pupils
    absent(world, amir, zoe, jack)
    family(amir, call_order=1, must_not_contact=True)
    silent = Parent.objects.create(school=world.marlowe, forename="No", surname="Number")
    family(amir, silent, call_order=2, relationship="Aunt")
    family(amir, call_order=3, relationship="Father")
    family(zoe, call_order=1, must_not_contact=True)
    found = listed(world, at=NOW)
    assert row_of(found, amir).first_contact == "Mrs Sana Khan (father)"
    assert row_of(found, zoe).first_contact == "Nobody to ring"


def test_a_safety_note_and_a_marker_are_told_before_the_call_without_their_reason(world: World) -> None:
    amir, zoe, jack = world.pupils
    absent(world, amir, zoe, jack)
    SafetyNoteFactory.create(pupil=amir, text="Never leave a voicemail")
    PupilMarker.objects.create(pupil=zoe, kind=MarkerKind.ASK_FIRST, from_on=TODAY)
    found = listed(world, at=NOW)
    assert [row_of(found, each).care for each in world.pupils] == [
        "Read the safety note first",
        "Speak to the DSL first",
        "",
    ]
    assert "voicemail" not in str(found)


def test_what_was_tried_so_far_is_told(world: World) -> None:
    amir, zoe, jack = world.pupils
    absent(world, amir, zoe, jack)
    tried(zoe, world.bell, "voicemail", at=NOW)
    tried(jack, world.bell, "no_answer", at=NOW)
    tried(jack, world.bell, "spoke", at=AT, words="ill")
    found = listed(world, at=AT)
    assert [(row.so_far, row.so_far_tone) for row in (row_of(found, each) for each in world.pupils)] == [
        ("No attempts yet", "due"),
        ("Voicemail 08:49", ""),
        ("Spoke to Mrs Hale 09:29: ill", ""),
    ]
    assert found.not_tried == 2  # Amir, and Megan of 7A without a mark


def test_a_call_about_one_of_two_leaves_the_other_to_ring_about_as_the_steps_do(world: World) -> None:
    amir, zoe, _ = world.pupils
    absent(world, amir, zoe)
    family(zoe, family(amir).parent)
    tried(amir, world.bell, "spoke", at=NOW, words="ill")
    row = row_of(listed(world), amir)
    assert {pupil.pupil_id for pupil in row.pupils} == {amir.pk, zoe.pk}
    assert "Amir: Spoke to Mrs Hale 08:49: ill" in row.so_far
    assert "Zoë: No attempts yet" in row.so_far
    assert (row.so_far_tone, row.is_tried) == ("due", False)


def test_a_visit_that_was_written_down_today_is_not_planned_any_more(world: World) -> None:
    amir = world.pupils[0]
    for on in (date(2027, 3, 5), YESTERDAY, TODAY):
        absent(world, amir, on=on)
    made = visit(amir, world.reid, AT)
    assert row_of(listed(world), amir).why == "3rd day, no contact. Home visit planned"
    facts = {"written_at": AT, "written_by": world.reid, "next_step": "Ring tomorrow", "child_seen": False}
    type(made).objects.filter(pk=made.pk).update(set_out_at=NOW, check_in_by=AT, **facts)
    assert row_of(listed(world), amir).why == "3rd day, no contact. Home visit due"


def test_what_was_struck_out_was_not_tried(world: World) -> None:
    amir = world.pupils[0]
    absent(world, amir)
    row = tried(amir, world.bell, "spoke", at=NOW)
    row.struck_by, row.struck_at, row.struck_why = world.bell, AT, "Wrong pupil"
    row.save(update_fields=["struck_by", "struck_at", "struck_why"])
    assert row_of(listed(world), amir).so_far == "No attempts yet"


def test_three_days_without_a_word_come_first_and_a_word_ends_the_silence(world: World) -> None:
    amir = world.pupils[0]
    for on in (date(2027, 3, 5), YESTERDAY, TODAY):
        absent(world, amir, on=on)
    row = row_of(listed(world, at=NOW), amir)
    assert (row.priority, row.days_words) == (1, "3rd day")
    assert row.why == "3rd day, no contact. Home visit due"
    tried(amir, world.bell, "spoke", at=NOW - timedelta(days=1))
    assert row_of(listed(world, at=NOW), amir).priority == 4


@pytest.mark.parametrize(
    ("show", "names"), [("first", ["Amir Khan"]), ("not-tried", ["Amir Khan", "Jack Abbott"])]
)
def test_filters_show_some_and_the_figures_stay(world: World, show: str, names: list[str]) -> None:
    amir, zoe, jack = world.pupils
    absent(world, amir, zoe, jack)
    ProtectedFactFactory.create(pupil=amir, kind="cin")
    tried(zoe, world.bell, "no_answer", at=NOW)
    found = listed(world, at=NOW, show=show)
    assert [row.names for row in found.rows] == names
    assert (found.calls, found.first_priority, found.not_tried) == (3, 1, 2)
    assert listed(world, at=NOW, most=1).more == 2


def test_a_pastoral_lead_sees_the_caseload_alone(world: World) -> None:
    absent(world, *world.pupils)
    assert listed(world, world.rahman, at=CLOSED).unexplained == 3
    assert listed(world, world.lane, at=CLOSED).rows == []


def test_the_list_costs_five_statements_and_one_more_where_it_is_shown(world: World) -> None:
    absent(world, *world.pupils)
    with statements() as few:
        listed(world, at=CLOSED)
    pupils = add_pupils(world.class_8hw, 40)
    for pupil in pupils:
        family(pupil)
    with statements() as many:
        assert listed(world, at=CLOSED).unexplained == 44
    # The day is asked for by the test itself, and so are the rights.
    assert len(few) == len(many) == 5 + 2
