"""The safeguarding lead is told of a pupil whom nobody can reach, and decides."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent
from attendance.escalation_state import State
from attendance.models import Escalation, EscalationDecision, Outcome
from attendance.queries.first_day.told import told_of
from attendance.services.first_day.escalations import DecidedMeanwhileError, close_settled
from schools.models import RollEntry
from tests.factories import ProtectedFactFactory
from tests.integration.attendance.late_steps import comes_late
from tests.integration.attendance.lead_steps import (
    DECIDED_AT,
    TOLD_AT,
    WORRY,
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
from tests.world import NOW, SUNDAY, TODAY, TOMORROW, World


def test_the_lead_is_told_with_the_tries_so_far_and_without_a_number(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    given_a_try(world, amir)
    given_a_try(world, amir, outcome=Outcome.VOICEMAIL, at=TOLD_AT - timedelta(minutes=5))
    told = officer_tells(world, amir)
    row = Escalation.objects.get()
    assert (told.is_new, told.words) == (True, "Ms Okafor told the DSL at 10:20")
    assert (row.words, row.raised_by, row.date) == (WORRY, world.okafor, TODAY)
    assert [(line["who"], line["when"], line["outcome"]) for line in row.attempts] == [
        ("Mrs Sana Khan, Mother", "10:15", "Call: voicemail left"),
        ("Mrs Sana Khan, Mother", "09:30", "Call: no answer"),
    ]
    assert "900123" not in json.dumps(row.attempts)
    audit = AuditEvent.objects.filter(tbl="attendance_escalation", verb="insert").latest("pk")
    assert (audit.actor, audit.pupil) == (world.okafor.pk, amir.pk)
    assert WORRY not in json.dumps(audit.after)


def test_told_again_nothing_is_added_and_who_told_when_is_said(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    officer_tells(world, amir)
    again = officer_tells(world, amir, by=world.bell, at=TOLD_AT + timedelta(minutes=3))
    assert (again.is_new, again.words) == (False, "Ms Okafor told the DSL at 10:20")
    assert Escalation.objects.count() == 1


def test_only_an_absent_pupil_within_reach_is_told_of(world: World) -> None:
    amir, zoe, _ = world.pupils
    given_n(world, amir)
    with pytest.raises(ValidationError, match="not marked absent without permission"):
        officer_tells(world, zoe, at=NOW)
    with pytest.raises(ValidationError, match="what worries you"):
        officer_tells(world, amir, words="")
    with pytest.raises(PermissionDenied):
        officer_tells(world, amir, by=world.lane)
    for foreign in (world.pupils_elsewhere["Oak"], world.pupils_elsewhere["9T"]):
        with pytest.raises(Http404):
            officer_tells(world, foreign)
    with pytest.raises(Http404):
        officer_tells(world, world.pupils_elsewhere["7A"], by=world.rahman)
    RollEntry.objects.filter(pupil=amir).update(admitted_on=TOMORROW)
    with pytest.raises(ValidationError):
        officer_tells(world, amir)
    assert not Escalation.objects.exists()


def test_the_outcome_alone_goes_back_to_who_told(world: World) -> None:
    amir, zoe, _ = world.pupils
    given_n(world, amir, zoe)
    for pupil, decision in ((amir, "visit"), (zoe, "social_care")):
        officer_tells(world, pupil)
        lead_decides(world, pupil, decision)
    day = day_at(world, DECIDED_AT)
    seen = {
        person: told_of(rights_now(person), [amir.pk, zoe.pk], day) for person in (world.bell, world.okafor)
    }
    assert seen[world.bell][amir.pk].words == (
        "Ms Okafor told the DSL at 10:20. Mr Reid decided at 11:04: home visit"
    )
    # That social care is involved is a protected fact: the office learns that somebody has it in hand.
    assert seen[world.bell][zoe.pk].decided == "Mr Reid decided at 11:04 and has taken it on"
    assert seen[world.okafor][zoe.pk].decided == "Mr Reid decided at 11:04: children's social care"
    assert told_of(rights_now(world.lane), [amir.pk], day) == {}
    assert told_of(rights_now(world.shah, school="tallis-wood"), [amir.pk], day) == {}


def test_a_decision_needs_the_right_and_somebody_to_decide_about(world: World) -> None:
    amir, zoe, _ = world.pupils
    given_n(world, amir)
    officer_tells(world, amir)
    for person in (world.okafor, world.bell, world.lane):
        with pytest.raises(PermissionDenied):
            lead_decides(world, amir, "safe", by=person)
    with pytest.raises(Http404):
        lead_decides(world, world.pupils_elsewhere["9T"], "safe")
    with pytest.raises(ValidationError, match="not marked absent"):
        lead_decides(world, zoe, "safe", at=NOW)
    with pytest.raises(ValidationError, match="Choose what you decide"):
        lead_decides(world, amir, "nothing")
    made = lead_decides(world, amir, "safe", by=world.adeyemi)
    audit = AuditEvent.objects.filter(tbl="attendance_escalationdecision", verb="insert").latest("pk")
    assert (audit.actor, audit.pupil) == (world.adeyemi.pk, amir.pk)
    assert "safe" not in json.dumps(audit.after)
    assert made.escalation.closed_at == DECIDED_AT
    assert lines_of(world, DECIDED_AT) == []


def test_a_wait_has_a_time_to_come_on_a_school_day(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    officer_tells(world, amir)
    to_sunday = NOW.replace(day=SUNDAY.day + 7, hour=10) - DECIDED_AT
    for wait, words in (
        (None, "until when"),
        (timedelta(minutes=-1), "still to come"),
        (timedelta(days=15), "two weeks"),
        (to_sunday, "School is closed on Sunday 14 March"),
    ):
        with pytest.raises(ValidationError, match=words):
            lead_decides(world, amir, "wait", wait=wait)
    with pytest.raises(ValidationError, match="waiting alone"):
        lead_decides(world, amir, "police", wait=timedelta(hours=1))
    assert not EscalationDecision.objects.exists()


def test_a_wait_brings_the_pupil_back_when_its_time_has_passed(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    officer_tells(world, amir)
    lead_decides(world, amir, "wait", wait=timedelta(hours=2))
    (waits,) = lines_of(world, DECIDED_AT + timedelta(minutes=119))
    (back,) = lines_of(world, DECIDED_AT + timedelta(hours=2))
    assert (waits.state, waits.state_words) == (
        State.WAITING,
        "Mr Reid decided at 11:04: wait until 13:04",
    )
    assert (back.state, back.waited) == (State.DECIDE, "2 h 44 min")


@pytest.mark.parametrize("decision", ["police", "social_care"])
def test_what_others_look_into_stays_with_the_lead_until_the_child_is_explained(
    world: World, decision: str
) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    officer_tells(world, amir)
    lead_decides(world, amir, decision)
    (today,) = lines_of(world, DECIDED_AT + timedelta(hours=2))
    (tomorrow,) = lines_of(world, DECIDED_AT + timedelta(days=1))
    assert (today.state, tomorrow.state) == (State.WAITING, State.DECIDE)
    assert "Not seen or explained since" in tomorrow.state_words
    told = told_of(rights_now(world.bell), [amir.pk], day_at(world, DECIDED_AT))[amir.pk]
    assert told.decided.startswith("Mr Reid decided at 11:04")
    officer_amends(world, amir, "I", at=DECIDED_AT + timedelta(minutes=5))
    later = DECIDED_AT + timedelta(minutes=6)
    assert [line.state for line in lines_of(world, later)] == [State.SETTLED]
    lead_decides(world, amir, "safe", at=later)
    assert lines_of(world, later) == []


def test_a_child_at_risk_at_the_desk_is_said_until_the_lead_has_looked(world: World) -> None:
    amir, zoe, _ = world.pupils
    given_n(world, amir, zoe)
    ProtectedFactFactory.create(pupil=amir)
    for pupil in (amir, zoe):
        officer_tells(world, pupil)
        comes_late(world, pupil, at=DECIDED_AT, is_here=True)
    later = DECIDED_AT + timedelta(minutes=1)
    lines = {line.pupil_id: line for line in lines_of(world, later)}
    assert (lines[amir.pk].state, lines[zoe.pk].state) == (State.BACK, State.SETTLED)
    assert lines[amir.pk].state_words == "Arrived 11:04, U. Say whether they are safe"
    assert close_settled(rights=rights_now(world.reid), at=later) == 1
    assert [line.pupil_id for line in lines_of(world, later)] == [amir.pk]
    lead_decides(world, amir, "safe", at=later)
    assert lines_of(world, later) == []


def test_a_pupil_who_is_explained_since_settles_and_is_put_away(world: World) -> None:
    amir, zoe, _ = world.pupils
    given_n(world, amir, zoe)
    officer_tells(world, amir)
    officer_tells(world, zoe)
    officer_amends(world, amir, "I", at=DECIDED_AT)
    officer_amends(world, zoe, "O", at=DECIDED_AT)
    later = DECIDED_AT + timedelta(minutes=1)
    lines = {line.pupil_id: line for line in lines_of(world, later)}
    assert (lines[amir.pk].state, lines[amir.pk].state_words) == (State.SETTLED, "Marked I at 11:04")
    # O says that the absence has no leave, not that anybody knows where the child is.
    assert lines[zoe.pk].state is State.DECIDE
    assert close_settled(rights=rights_now(world.reid), at=later) == 1
    assert [line.pupil_id for line in lines_of(world, later)] == [zoe.pk]
    with pytest.raises(PermissionDenied):
        close_settled(rights=rights_now(world.okafor), at=later)


def test_all_who_are_explained_are_put_away_at_once_and_locked_in_order(world: World) -> None:
    given_n(world, *world.pupils[:2])
    for pupil in world.pupils[:2]:
        officer_tells(world, pupil)
        officer_amends(world, pupil, "I", at=DECIDED_AT)
    with statements() as asked:
        assert close_settled(rights=rights_now(world.reid), at=DECIDED_AT) == 2
    (locked,) = [number for number, sql in enumerate(asked) if "FOR UPDATE" in sql]
    (updated,) = [number for number, sql in enumerate(asked) if sql.startswith("UPDATE")]
    reads = [number for number, sql in enumerate(asked) if "attendance_arrival" in sql]
    assert reads[0] < locked < reads[-1] < updated
    assert "ORDER BY" in asked[locked]
    assert "LIMIT NULL" in asked[reads[0] - 1]


def test_one_who_was_explained_before_may_be_told_of_anew(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    first = officer_tells(world, amir).escalation
    officer_amends(world, amir, "I", at=DECIDED_AT)
    officer_amends(world, amir, "N", base=2, at=DECIDED_AT + timedelta(minutes=5), reason="Not ill after all")
    again = officer_tells(world, amir, at=DECIDED_AT + timedelta(minutes=6))
    assert not again.is_new
    officer_amends(world, amir, "I", base=3, at=DECIDED_AT + timedelta(minutes=7))
    with pytest.raises(ValidationError, match="not marked absent"):
        officer_tells(world, amir, at=DECIDED_AT + timedelta(minutes=8))
    assert Escalation.objects.get() == first


def test_two_leads_at_once_the_second_is_shown_the_first_and_asked_again(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    officer_tells(world, amir)
    first = lead_decides(world, amir, "visit", seen=0)
    later = DECIDED_AT + timedelta(minutes=1)
    with pytest.raises(DecidedMeanwhileError, match="Mr Reid decided at 11:04: home visit") as refusal:
        lead_decides(world, amir, "police", by=world.adeyemi, at=later, seen=0)
    assert refusal.value.seen == first.pk
    assert EscalationDecision.objects.count() == 1
    lead_decides(world, amir, "police", by=world.adeyemi, at=later, seen=first.pk)
    assert list(EscalationDecision.objects.values_list("decision", flat=True)) == ["visit", "police"]


def test_a_decision_that_closed_it_is_told_to_the_second_lead_too(world: World) -> None:
    amir = world.pupils[0]
    given_n(world, amir)
    ProtectedFactFactory.create(pupil=amir)
    officer_tells(world, amir)
    lead_decides(world, amir, "safe", seen=0)
    with pytest.raises(DecidedMeanwhileError, match="known to be safe"):
        lead_decides(world, amir, "police", by=world.adeyemi, seen=0)
    assert lines_of(world, DECIDED_AT) == []
