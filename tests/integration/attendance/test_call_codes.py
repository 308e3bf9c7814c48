"""A call that brings the reason sets the code in the same act, and overwrites nobody's mark."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.roles import Permission
from attendance.codes import ILLNESS, MEDICAL, NO_REASON, PRESENT_MORNING
from attendance.models import ContactAttempt, MarkAmendment
from attendance.queries.first_day.sessions import unexplained_now
from attendance.services.first_day.absence_codes import ReasonKnown, set_known_codes
from attendance.services.first_day.calls import accept_proposal, log_call_in
from schools.calendar import Session
from schools.queries.school_days import school_day_now
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.family_steps import (
    CLOSED,
    LATER,
    NO_ANSWER,
    facts_about,
    letters,
    mother_of,
    nobody_came,
    panel_of,
    rings,
    seen_by,
)
from tests.integration.attendance.steps import mark, officer_amends, officer_saves, teacher_saves
from tests.world import TODAY, World

AFTERNOON = CLOSED.replace(hour=15)


def test_the_officers_letter_sets_the_mark_and_keeps_both(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    done = rings(world.okafor, amir, letter="I")
    assert letters(amir) == {1: (ILLNESS, 2)}
    assert (done.is_proposal, done.clashes, len(done.marked)) == (False, [], 1)
    kept = MarkAmendment.objects.get(pupil=amir)
    assert (kept.original, kept.amended, kept.by_name) == (NO_REASON, ILLNESS, "Ms Okafor")
    assert kept.reason == "Reason for absence now known: Has a cold"


def test_a_letter_is_for_every_session_of_today_without_a_reason(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    done = rings(world.okafor, amir, letter="I", at=AFTERNOON)
    assert {half: code for half, (code, _) in letters(amir).items()} == {1: ILLNESS, 2: ILLNESS}
    assert {row.session for row in done.marked} == set(Session)


def test_a_form_sent_twice_sets_no_other_code(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    key = uuid4()
    rings(world.okafor, amir, call=key, outcome=NO_ANSWER, words="")
    done = rings(world.okafor, amir, call=key, letter="M", at=LATER)
    assert (done.is_new, done.marked) == (False, [])
    assert letters(amir) == {1: (NO_REASON, 1)}
    assert ContactAttempt.objects.count() == 1


def test_a_talk_of_which_nothing_is_told_is_no_contact(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    with pytest.raises(ValidationError, match="Nothing is told of the talk"):
        rings(world.okafor, amir, words=" ")
    with pytest.raises(ValidationError, match="Nothing is told of the talk"):
        log_call_in(
            rights=rights(world.bell),
            facts=facts_about(amir, words="", from_family=True),
            until=TODAY,
            at=CLOSED,
        )
    assert not ContactAttempt.objects.exists()
    rings(world.okafor, amir, words="", outcome=NO_ANSWER)
    rings(world.okafor, amir, words="", letter="I")
    assert letters(amir) == {1: (ILLNESS, 2)}


def test_who_may_propose_alone_sets_no_code_by_any_way(world: World) -> None:
    amir = world.pupils[0]
    nobody_came(world, amir)
    known = ReasonKnown((amir.pk,), "I", "Has a cold")
    with pytest.raises(PermissionDenied):
        set_known_codes(rights=rights(world.bell), known=known, seen=None, at=CLOSED)
    assert letters(amir) == {1: (NO_REASON, 1)}


def test_before_the_afternoon_closes_its_blank_is_left_to_the_teacher(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    rings(world.okafor, amir, letter="M")
    assert letters(amir) == {1: (MEDICAL, 1)}


def test_one_call_sets_brothers_and_sisters(world: World) -> None:
    amir, zoe = world.pupils[:2]
    mother = mother_of(amir)
    mother_of(zoe, parent=mother.parent)
    nobody_came(world, amir)
    assert [row.name for row in panel_of(world.okafor, amir).siblings] == [zoe.known_name]
    rings(world.okafor, amir, zoe, letter="I")
    assert letters(amir) == {1: (ILLNESS, 2)}
    assert letters(zoe) == {1: (ILLNESS, 1)}


def test_a_mark_that_somebody_set_meanwhile_stays_and_the_call_is_kept(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    seen = seen_by(world.adeyemi, amir)
    officer_amends(world, amir, "M", at=CLOSED)
    done = rings(world.adeyemi, amir, letter="I", seen=seen, at=LATER)
    assert letters(amir) == {1: (MEDICAL, 2)}
    (clash,) = done.clashes
    assert (clash.yours, clash.words) == ("I", "Ms Okafor set M for the morning at 09:20")
    (kept,) = ContactAttempt.objects.all()
    assert (kept.words, kept.proposed_code) == ("Has a cold", ILLNESS)


def test_a_blank_that_somebody_filled_meanwhile_stays_too(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    seen = seen_by(world.adeyemi, amir)
    officer_saves(world, mark(amir, "M"), at=CLOSED)
    done = rings(world.adeyemi, amir, letter="I", seen=seen, at=LATER)
    assert letters(amir) == {1: (MEDICAL, 1)}
    assert [clash.words for clash in done.clashes] == ["Ms Okafor set M for the morning at 09:20"]


def test_the_same_code_from_two_people_is_no_clash(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    seen = seen_by(world.adeyemi, amir)
    rings(world.okafor, amir, letter="I")
    assert rings(world.adeyemi, amir, letter="I", seen=seen).clashes == []
    assert letters(amir) == {1: (ILLNESS, 2)}


def test_a_person_who_saw_both_may_set_theirs_and_a_third_change_stops_it(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    seen = seen_by(world.adeyemi, amir)
    officer_amends(world, amir, "M", at=CLOSED)
    done = rings(world.adeyemi, amir, letter="I", seen=seen)
    theirs, attempt = rights(world.adeyemi), done.attempts[0].pk
    now_seen = {(amir.pk, Session.AM): 2}
    officer_amends(world, amir, "N", base=2, at=LATER)
    stale = accept_proposal(rights=theirs, attempt_id=attempt, seen=now_seen, at=LATER, overrule=True)
    assert len(stale.clashes) == 1
    now_seen = {(amir.pk, Session.AM): 3}
    assert not accept_proposal(
        rights=theirs, attempt_id=attempt, seen=now_seen, at=LATER, overrule=True
    ).clashes
    assert letters(amir) == {1: (ILLNESS, 4)}


def test_a_page_cannot_ask_for_a_mark_that_is_no_absence(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    teacher_saves(world, mark(amir, "/"))
    done = rings(world.okafor, amir, letter="I", seen={(amir.pk, Session.AM): 1})
    assert letters(amir) == {1: (PRESENT_MORNING, 1)}
    assert len(done.clashes) == 1


def test_the_office_proposes_and_the_officer_accepts_with_one_press(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    done = rings(world.bell, amir, letter="I")
    assert done.is_proposal
    assert letters(amir) == {1: (NO_REASON, 1)}
    (proposal,) = panel_of(world.okafor, amir).proposals
    assert proposal.words == "Mr Bell proposed I at 09:20"
    with pytest.raises(PermissionDenied):
        accept_proposal(rights=rights(world.bell), attempt_id=proposal.attempt_id, seen=None, at=LATER)
    seen = seen_by(world.okafor, amir, LATER)
    accept_proposal(rights=rights(world.okafor), attempt_id=proposal.attempt_id, seen=seen, at=LATER)
    assert letters(amir) == {1: (ILLNESS, 2)}
    assert panel_of(world.okafor, amir, LATER).proposals == []
    with pytest.raises(Http404):
        accept_proposal(
            rights=rights(world.shah, "tallis-wood"), attempt_id=proposal.attempt_id, seen=None, at=LATER
        )


def test_a_code_that_the_register_forbids_is_refused_and_nothing_is_kept(world: World) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    with pytest.raises(ValidationError, match="D is only for a pupil who is registered at two schools"):
        rings(world.okafor, amir, letter="D")
    assert not ContactAttempt.objects.exists()
    offered = {code.letter for code in panel_of(world.okafor, amir).codes}
    assert {"I", "M", "C", "E", "O", "G"} <= offered
    assert not offered & {"D", "X", "C2", "/", "\\", "L", "U", "N", "Z", "#", "Y3"}


def test_who_is_unexplained_now_is_one_statement_of_the_reader_s_reach(world: World) -> None:
    amir, zoe = world.pupils[:2]
    seven = world.pupils_elsewhere["7A"]
    nobody_came(world, amir)
    rings(world.okafor, zoe, letter="I", name="Ms Roe")
    day = school_day_now(world.marlowe, CLOSED)
    mine = unexplained_now(rights(world.rahman), day, Permission.FIRST_DAY_WORK)
    everybody = unexplained_now(rights(world.okafor), day, Permission.FIRST_DAY_WORK)
    assert amir.pk in {row.pupil_id for row in mine}
    assert {row.pupil_id for row in everybody} - {row.pupil_id for row in mine} == {seven.pk}
    assert zoe.pk not in {row.pupil_id for row in everybody}
    assert day.on == TODAY
