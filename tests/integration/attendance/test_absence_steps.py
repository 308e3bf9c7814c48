"""What is due for each absence, who sees it, and what somebody says is done."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent, User
from accounts.roles import Role
from attendance.codes import ILLNESS
from attendance.models import Escalation, HandOver, StepDone
from attendance.queries.first_day.absence_facts import absences_now
from attendance.queries.first_day.steps import StepLine, steps_now
from attendance.services.first_day.steps import StepFacts, do_step
from schools.models import MarkerKind, Membership, Pupil, PupilMarker
from tests.factories import ContactFactory, ParentFactory, ProtectedFactFactory
from tests.integration.attendance.absence_steps import (
    at,
    attempt,
    away_for,
    day_at,
    decided,
    done,
    message,
    rights_at,
    visit,
    was_away,
    was_here,
)
from tests.integration.attendance.pages import statements
from tests.sign_in import signed_in
from tests.world import TODAY, TOMORROW, World

LATE_MORNING = at(10, 15)
STEPS = "/marlowe-park/contact/steps/"


@pytest.fixture
def amir(world: World) -> Pupil:
    return world.pupils[0]


def lines(world: World, by: User, moment: datetime = LATE_MORNING) -> list[StepLine]:
    return steps_now(rights_at(by, moment), day_at(world.marlowe, moment))


def keys(world: World, pupil: Pupil, by: User, moment: datetime = LATE_MORNING) -> list[str]:
    return [line.key for line in lines(world, by, moment) if line.pupil_id == pupil.pk]


def line_of(world: World, pupil: Pupil, key: str) -> StepLine:
    """A step of one pupil, as Ms Okafor sees it at 10:15."""
    found = lines(world, world.okafor)
    return next(line for line in found if (line.pupil_id, line.key) == (pupil.pk, key))


def all_here_but(world: World, *away: Pupil, on: date = TODAY) -> None:
    for pupil in (*world.pupils, world.pupils_elsewhere["7A"]):
        if pupil not in away:
            was_here(pupil, on)


def test_the_steps_of_a_first_day(world: World, amir: Pupil) -> None:
    away_for(amir, 1)
    all_here_but(world, amir)

    found = lines(world, world.okafor)

    assert [(line.key, line.due_words, line.is_overdue) for line in found] == [
        ("text", "09:30", True),
        ("calls", "10:00", True),
        ("siblings", "10:30", False),
    ]
    assert {(line.name, line.group, line.with_whom) for line in found} == {
        ("Amir Khan", "8HW", "Attendance office")
    }


def test_what_was_tried_is_not_due_again(world: World, amir: Pupil) -> None:
    away_for(amir, 1)
    mother, father = (
        ContactFactory.create(pupil=amir, parent=ParentFactory.create(school=world.marlowe), call_order=order)
        for order in (1, 2)
    )
    message(mother, world.okafor)
    attempt(amir, world.bell, contact=mother)
    assert keys(world, amir, world.okafor) == ["calls", "siblings"]

    attempt(amir, world.bell, contact=father)
    assert keys(world, amir, world.okafor) == ["siblings"]
    done(amir, world.bell, "siblings")
    assert keys(world, amir, world.okafor) == []


def test_a_try_that_was_struck_out_reached_nobody(world: World, amir: Pupil) -> None:
    away_for(amir, 1)
    row = attempt(amir, world.bell, outcome="spoke")
    assert keys(world, amir, world.okafor) == []
    type(row).objects.filter(pk=row.pk).update(
        struck_at=at(10), struck_by=world.bell, struck_why="Another Khan"
    )
    assert keys(world, amir, world.okafor) == ["text", "calls", "siblings"]


def test_nobody_who_must_not_be_contacted_is_missed(world: World, amir: Pupil) -> None:
    away_for(amir, 1)
    parents = [ParentFactory.create(school=world.marlowe) for _ in range(2)]
    mother = ContactFactory.create(pupil=amir, parent=parents[0], call_order=1)
    ContactFactory.create(pupil=amir, parent=parents[1], call_order=2, must_not_contact=True)
    attempt(amir, world.bell, contact=mother)
    assert "calls" not in keys(world, amir, world.okafor)


def test_steps_end_with_a_reason_and_with_the_pupils_return(world: World, amir: Pupil) -> None:
    ill, late = amir, world.pupils[1]
    was_away(ill, TODAY, ILLNESS, sessions=(1,))
    was_away(late, TODAY, 210, sessions=(1,))
    assert not keys(world, ill, world.okafor)
    assert not keys(world, late, world.okafor)


def test_a_register_that_closed_without_a_mark_is_an_absence(world: World, amir: Pupil) -> None:
    assert keys(world, amir, world.okafor, at(9)) == []
    due = line_of(world, amir, "register")
    assert (due.title, due.is_overdue, due.act_words) == ("Ask for the register", True, "Registers")
    assert keys(world, amir, world.okafor) == ["register"]


def test_who_is_away_comes_before_whom_nobody_has_marked(world: World, amir: Pupil) -> None:
    last = max(world.pupils, key=lambda pupil: pupil.known_forename)
    was_away(last, TODAY, sessions=(1,))
    found = [line.key for line in lines(world, world.okafor)]
    assert found[:3] == ["text", "calls", "siblings"]
    assert set(found[3:]) == {"register"}


@pytest.mark.parametrize(
    ("days", "step"), [(2, "letter"), (3, "visit"), (5, "review"), (10, "authority"), (20, "ground")]
)
def test_the_steps_of_later_days_wait_from_their_school_day(
    world: World, amir: Pupil, days: int, step: str
) -> None:
    away_for(amir, days)
    due = line_of(world, amir, step)
    assert (due.due_on, due.day, due.is_overdue) == (TODAY.isoformat(), days, False)


def test_a_step_of_an_earlier_day_is_overdue_and_says_so(world: World, amir: Pupil) -> None:
    away_for(amir, 6)
    review = line_of(world, amir, "review")
    assert (review.due_words, review.is_overdue) == ("Mon 8 Mar, 15:30", True)


def test_an_absence_with_g_goes_on_to_the_authority(world: World, amir: Pupil) -> None:
    away_for(amir, 10, 202)
    assert keys(world, amir, world.okafor) == ["authority"]


def test_a_planned_visit_is_the_step_until_its_day_went_by(world: World, amir: Pupil) -> None:
    away_for(amir, 3)
    planned = visit(amir, world.reid, at(14))
    assert "visit" not in keys(world, amir, world.okafor)
    type(planned).objects.filter(pk=planned.pk).update(due_at=at(14, on=date(2027, 3, 8)))
    assert "visit" in keys(world, amir, world.okafor)


def test_a_visit_of_the_evening_before_an_absence_is_none_of_it_when_the_clocks_changed(
    world: World, amir: Pupil
) -> None:
    began, now = date(2027, 3, 25), at(10, 15, on=date(2027, 4, 12))
    ProtectedFactFactory.create(pupil=amir)
    was_here(amir, date(2027, 3, 24))
    was_away(amir, began)
    was_away(amir, now.date(), sessions=(1,))
    evening = at(23, 30, on=date(2027, 3, 24))
    visit(amir, world.reid, evening, set_out_at=evening, check_in_by=evening)
    assert "visit" in keys(world, amir, world.okafor, now)


@pytest.mark.parametrize("why", ["fact", "marker", "told"])
def test_the_lead_decides_of_a_pupil_at_risk_and_nobody_learns_why(
    world: World, amir: Pupil, why: str, clock: time_machine.Traveller
) -> None:
    away_for(amir, 1)
    if why == "fact":
        ProtectedFactFactory.create(pupil=amir, kind="cp", note="zqsecretzq")
    elif why == "marker":
        PupilMarker.objects.create(pupil=amir, kind=MarkerKind.CALL_FIRST, from_on=TODAY, set_by=world.reid)
    else:
        decided(amir, world.reid, "wait", until_at=at(9, 50))
    found = {line.key: line for line in lines(world, world.okafor) if line.pupil_id == amir.pk}
    assert found["decision"].whose == "Safeguarding lead"
    assert ("visit" in found) == (why != "told")
    assert keys(world, amir, world.bell) == ["text", "calls", "siblings"]
    clock.move_to(LATE_MORNING)
    answer = signed_in(world.bell).get(STEPS)
    assert "zqsecretzq" not in answer.content.decode()
    assert "Child protection" not in answer.content.decode()
    assert "escalations/" not in answer.content.decode()


def test_the_steps_tell_nobody_in_the_office_who_is_at_risk(
    world: World, amir: Pupil, clock: time_machine.Traveller
) -> None:
    """Two pupils, one on a child protection plan: the same lines for who may not read protected facts."""
    other = world.pupils[1]
    for pupil in (amir, other):
        away_for(pupil, 1)
    ProtectedFactFactory.create(pupil=amir, kind="cp", note="zqsecretzq")
    Escalation.objects.create(
        school=world.marlowe, pupil=amir, date=TODAY, raised_by=world.reid, raised_at=at(10)
    )
    for moment in (LATE_MORNING, at(15, 40)):
        assert keys(world, amir, world.bell, moment) == keys(world, other, world.bell, moment)
        assert keys(world, amir, world.okafor, moment) != keys(world, other, world.okafor, moment)

    clock.move_to(LATE_MORNING)
    page = signed_in(world.bell).get(STEPS).content.decode()
    assert "Decide what happens now" not in page
    assert "Visit the home" not in page
    assert "/dsl/" not in page


def test_a_decision_holds_for_its_day_and_a_wait_until_its_time(world: World, amir: Pupil) -> None:
    away_for(amir, 1)
    ProtectedFactFactory.create(pupil=amir)
    decided(amir, world.reid, "wait", until_at=at(12))
    assert "decision" not in keys(world, amir, world.reid, at(11, 59))
    over = next(line for line in lines(world, world.reid, at(12, 1)) if line.key == "decision")
    assert (over.due_words, over.is_overdue, over.act_words) == ("12:00", True, "Decide")


def test_nothing_is_to_decide_of_a_child_who_was_seen_at_home(world: World, amir: Pupil) -> None:
    away_for(amir, 1)
    ProtectedFactFactory.create(pupil=amir)
    assert "decision" in keys(world, amir, world.reid)
    visit(
        amir,
        world.reid,
        at(9, 50),
        set_out_at=at(9, 45),
        check_in_by=at(11),
        written_at=at(10, 5),
        written_by=world.reid,
        child_seen=True,
        next_step="Ring the mother",
    )
    assert not {"decision", "visit"} & set(keys(world, amir, world.reid))


def test_the_lead_sees_what_they_decide_first(world: World, amir: Pupil) -> None:
    away_for(world.pupils[1], 1)
    away_for(amir, 1)
    ProtectedFactFactory.create(pupil=amir)
    assert lines(world, world.reid)[0].key == "decision"
    assert lines(world, world.okafor)[0].key == "text"


def test_a_pastoral_lead_sees_their_own_year(world: World, amir: Pupil) -> None:
    away_for(amir, 1)
    away_for(world.pupils_elsewhere["7A"], 1)
    assert {line.group for line in lines(world, world.rahman)} == {"8HW"}
    assert {line.group for line in lines(world, world.okafor)} == {"8HW", "7A"}


@pytest.mark.parametrize("change", ["left", "lost the right", "another year"])
def test_whoever_left_or_lost_the_right_hides_no_pupil(world: World, amir: Pupil, change: str) -> None:
    away_for(amir, 1)
    HandOver.objects.create(
        school=world.marlowe, pupil=amir, date=TODAY, to=world.rahman, made_by=world.bell, made_at=at(9, 20)
    )
    assert {line.with_whom for line in lines(world, world.okafor) if line.pupil_id == amir.pk} == {
        "Mr Rahman"
    }
    grants = Membership.objects.filter(user=world.rahman)
    if change == "left":
        User.objects.filter(pk=world.rahman.pk).update(is_active=False)
    elif change == "lost the right":
        grants.update(role=Role.TEACHER.value)
    else:
        grants.update(year_groups=[7])
    assert {line.with_whom for line in lines(world, world.okafor) if line.pupil_id == amir.pk} == {
        "Attendance office"
    }


def facts(pupil: Pupil, **more: Any) -> StepFacts:
    return replace(StepFacts(pupil.pk, "siblings", TODAY, "Asked his sister"), **more)


def test_a_step_is_done_in_words_once(world: World, amir: Pupil) -> None:
    away_for(amir, 1)
    rights = rights_at(world.bell)
    first = do_step(rights=rights, facts=facts(amir), at=LATE_MORNING)
    assert do_step(rights=rights, facts=facts(amir), at=LATE_MORNING) == first
    assert "siblings" not in keys(world, amir, world.okafor)
    with pytest.raises(ValidationError, match="Mr Bell did this already, 10:15"):
        do_step(rights=rights_at(world.okafor), facts=facts(amir, words="Rang a friend"), at=LATE_MORNING)
    line = AuditEvent.objects.get(tbl="attendance_stepdone")
    assert (line.actor, line.pupil) == (world.bell.pk, amir.pk)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"words": " "}, "Say in a few words"),
        ({"step": "decision"}, "a page of its own"),
        ({"step": "hand_over"}, "a page of its own"),
        ({"step": "dance"}, "a page of its own"),
        ({"step": "authority"}, "Nothing of that is due now"),
        ({"due_on": TOMORROW}, "Nothing of that is due now"),
    ],
)
def test_a_step_that_is_not_due_or_has_no_words_is_refused(
    world: World, amir: Pupil, more: dict[str, Any], words: str
) -> None:
    away_for(amir, 1)
    with pytest.raises(ValidationError, match=words):
        do_step(rights=rights_at(world.okafor), facts=facts(amir, **more), at=LATE_MORNING)
    assert not StepDone.objects.exists()


def test_an_absence_that_was_explained_meanwhile_has_no_step(world: World, amir: Pupil) -> None:
    was_away(amir, TODAY, ILLNESS, sessions=(1,))
    with pytest.raises(ValidationError, match="the absence is explained"):
        do_step(rights=rights_at(world.okafor), facts=facts(amir), at=LATE_MORNING)


def test_only_who_has_the_right_does_a_step(world: World, amir: Pupil) -> None:
    away_for(amir, 10)
    authority = facts(amir, step="authority", words="Sent the return")
    with pytest.raises(PermissionDenied):
        do_step(rights=rights_at(world.bell), facts=authority, at=LATE_MORNING)
    with pytest.raises(PermissionDenied):
        do_step(rights=rights_at(world.lane), facts=facts(amir), at=LATE_MORNING)
    assert do_step(rights=rights_at(world.okafor), facts=authority, at=LATE_MORNING)


def test_a_pupil_out_of_reach_is_not_found(world: World) -> None:
    with pytest.raises(Http404):
        do_step(rights=rights_at(world.rahman), facts=facts(world.pupils_elsewhere["7A"]), at=LATE_MORNING)
    with pytest.raises(Http404):
        do_step(rights=rights_at(world.okafor), facts=facts(world.pupils_elsewhere["9T"]), at=LATE_MORNING)


def test_doing_a_step_reads_the_facts_of_that_pupil_alone(world: World, amir: Pupil) -> None:
    away_for(amir, 1)
    away_for(world.pupils[1], 1)
    rights, day = rights_at(world.bell), day_at(world.marlowe, LATE_MORNING)
    assert [pupil.pupil_id for pupil in absences_now(rights, day, only=[amir.pk]).pupils] == [amir.pk]
    assert len(absences_now(rights, day).pupils) > 1
    with statements() as sent:
        do_step(rights=rights, facts=facts(amir), at=LATE_MORNING)
    assert not any("NULL::bigint[] IS NULL" in sql for sql in sent)


def test_the_steps_take_three_statements(world: World, amir: Pupil) -> None:
    away_for(amir, 1)
    all_here_but(world, amir)
    rights, day = rights_at(world.okafor), day_at(world.marlowe, LATE_MORNING)
    with statements() as sent:
        found = steps_now(rights, day)
    assert (len(found), len(sent)) == (3, 3)
