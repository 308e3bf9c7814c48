"""Pupils at risk of whom nothing is known come to the safeguarding lead by the clock, told of or not."""

from datetime import date, datetime, timedelta

import pytest

from attendance.codes import NO_REASON
from attendance.models import Escalation, Outcome
from attendance.queries.first_day.agencies import agencies_to_tell
from attendance.queries.first_day.escalations import open_escalations
from attendance.services.first_day.escalations import DecidedMeanwhileError
from schools.calendar import LONDON
from schools.models import MarkerKind, ProtectedKind
from schools.services.markers import set_marker
from tests.factories import MarkFactory, ProtectedFactFactory
from tests.integration.attendance.lead_steps import (
    DECIDED_AT,
    ELEVEN,
    day_at,
    given_a_try,
    given_n,
    lead_decides,
    lines_of,
    officer_tells,
    rights_now,
)
from tests.integration.attendance.pages import statements
from tests.integration.attendance.steps import officer_amends
from tests.world import NOW, SUNDAY, TODAY, World, add_pupils

BEFORE = ELEVEN - timedelta(minutes=1)


def test_a_pupil_at_risk_without_contact_appears_at_eleven(world: World) -> None:
    amir, zoe, jack = world.pupils
    given_n(world, amir, zoe, jack)
    ProtectedFactFactory.create(pupil=amir, kind=ProtectedKind.CHILD_PROTECTION.value)
    set_marker(rights=rights_now(world.reid), pupil_id=zoe.pk, kind=MarkerKind.CALL_FIRST, at=NOW)
    ProtectedFactFactory.create(pupil=jack, kind=ProtectedKind.PREVIOUSLY_LOOKED_AFTER.value)
    assert lines_of(world, BEFORE) == []
    found = {line.pupil_id: line for line in lines_of(world, ELEVEN)}
    assert set(found) == {amir.pk, zoe.pk}
    assert (found[amir.pk].raised_words, found[amir.pk].escalation_id) == ("By the clock, 11:00", None)
    assert found[amir.pk].flags == [("CP", "Child protection plan")]
    assert (found[zoe.pk].flags, found[zoe.pk].tries_words) == ([], "Nobody has tried the family")


def test_contact_an_answer_or_an_earlier_word_keeps_the_clock_away(world: World) -> None:
    amir, zoe, jack = world.pupils
    given_n(world, amir, zoe, jack)
    for pupil in world.pupils:
        ProtectedFactFactory.create(pupil=pupil)
    given_a_try(world, amir, outcome=Outcome.SPOKE)
    officer_amends(world, zoe, "I", at=BEFORE)
    officer_tells(world, jack)
    (line,) = lines_of(world, ELEVEN)
    assert (line.pupil_id, line.raised_words) == (jack.pk, "Told by Ms Okafor, 10:20")


def test_a_call_that_was_struck_out_is_no_contact(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    ProtectedFactFactory.create(pupil=amir)
    call = given_a_try(world, amir, outcome=Outcome.SPOKE)
    call.struck_at, call.struck_by, call.struck_why = BEFORE, world.bell, "It was another family"
    call.save(update_fields=["struck_at", "struck_by", "struck_why"])
    assert [line.pupil_id for line in lines_of(world, ELEVEN)] == [amir.pk]


def test_what_the_clock_brought_is_decided_once_a_day(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    ProtectedFactFactory.create(pupil=amir)
    given_a_try(world, amir)
    lead_decides(world, amir, "safe", seen=0)
    row = Escalation.objects.get()
    assert (row.raised_by, row.raised_at, row.closed_at) == (None, ELEVEN, DECIDED_AT)
    assert [line["outcome"] for line in row.attempts] == ["Call: no answer"]
    assert lines_of(world, DECIDED_AT) == []
    with pytest.raises(DecidedMeanwhileError):
        lead_decides(world, amir, "safe", by=world.adeyemi, seen=0)


def test_a_lead_who_decides_before_the_clock_has_told_themselves(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    lead_decides(world, amir, "visit", at=BEFORE)
    assert Escalation.objects.get().raised_by == world.reid


@pytest.mark.parametrize("on", [date(2027, 3, 25), date(2027, 4, 12), date(2026, 10, 23), date(2026, 11, 2)])
def test_eleven_is_eleven_on_the_wall_before_and_after_the_clocks_change(world: World, on: date) -> None:
    amir = world.pupils[0]
    MarkFactory.create(pupil=amir, date=on, code=NO_REASON)
    ProtectedFactFactory.create(pupil=amir)
    eleven = datetime(on.year, on.month, on.day, 11, tzinfo=LONDON)
    assert lines_of(world, eleven - timedelta(minutes=1)) == []
    (line,) = lines_of(world, eleven)
    assert (line.raised_words, line.waited) == ("By the clock, 11:00", "0 min")


def test_on_a_day_without_school_the_clock_brings_nobody_and_drops_nobody(world: World) -> None:
    amir, zoe, _ = world.pupils
    given_n(world, amir, zoe)
    ProtectedFactFactory.create(pupil=zoe)
    officer_tells(world, amir)
    sunday = NOW.replace(day=SUNDAY.day + 7, hour=12)
    assert [(line.pupil_id, line.needs_decision) for line in lines_of(world, sunday)] == [(amir.pk, True)]


def test_the_list_of_another_school_is_empty_and_takes_as_many_statements_for_many(world: World) -> None:
    crowd = add_pupils(world.class_8hw, 20, [("Crowd", f"Child {number}") for number in range(20)])
    ProtectedFactFactory.create(pupil=world.pupils[0])
    given_n(world, world.pupils[0])
    head, day = rights_now(world.shah, school="tallis-wood"), day_at(world, ELEVEN)
    assert open_escalations(head, day) == []
    with statements() as few:
        assert len(lines_of(world, ELEVEN)) == 1
    given_n(world, *crowd)
    for pupil in crowd:
        ProtectedFactFactory.create(pupil=pupil)
    with statements() as many:
        assert len(lines_of(world, ELEVEN)) == 21
    assert len(few) == len(many)
    officer = rights_now(world.okafor)
    with statements() as telling:
        assert len(agencies_to_tell(officer, day)) == 21
    assert len(telling) == 1
    assert day.on == TODAY
