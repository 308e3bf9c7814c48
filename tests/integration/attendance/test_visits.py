"""Home visits: nobody alone into the unknown, each press once, and what was found written once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404

from accounts.models import AuditEvent
from attendance.home_visits import Press
from attendance.models import Escalation, Visit, VisitNote
from attendance.queries.visits.reached import visitors_for
from attendance.services.visits.plans import cancel_visit, change_plan
from attendance.services.visits.presses import (
    VisitTimes,
    answer_alarm,
    ask_more_time,
    correct_times,
    press,
)
from attendance.services.visits.records import TELL_LEAD, add_note, write_visit
from schools.models import PupilMarker
from tests.factories import VisitFactory
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.steps import raw_act, run
from tests.integration.attendance.visit_steps import (
    ask_lead_about,
    found,
    plan,
    planned,
    presses,
    today_at,
    written,
)
from tests.world import NOW, TODAY, World


def test_a_form_sent_twice_plans_one_visit(world: World) -> None:
    key = uuid4()
    assert planned(world, key=key) == planned(world, key=key)
    assert Visit.objects.count() == 1
    with pytest.raises(ValidationError, match="Open the page again"):
        planned(world, world.pupils[1], key=key)


def test_who_may_visit_a_child_is_who_may_be_sent(world: World) -> None:
    names = [person.full_name for person in visitors_for(world.marlowe, world.pupils[0], on=TODAY)]
    assert names == ["Miss Farrow", "Mr Rahman", "Mr Reid", "Mrs Adeyemi", "Ms Okafor"]
    year_7 = visitors_for(world.marlowe, world.pupils_elsewhere["7A"], on=TODAY)
    assert world.rahman not in year_7
    with pytest.raises(ValidationError, match="may visit this pupil"):
        planned(world, visitor=world.lane)


def test_the_database_lets_nobody_set_out_alone_without_a_check_in(world: World) -> None:
    visit = VisitFactory.create(pupil=world.pupils[0], visitor=world.okafor, check_in_by=None)
    with pytest.raises(IntegrityError, match="visit_with_second_or_check_in"), raw_act(world.okafor):
        run("UPDATE attendance_visit SET set_out_at = now() WHERE id = %s", visit.pk)
    with pytest.raises(ValidationError, match="Nobody goes alone"):
        presses(visit, Press.SET_OUT, at=NOW)


def test_a_raised_risk_needs_two_people(world: World) -> None:
    with pytest.raises(ValidationError, match="A raised risk needs two people"):
        planned(world, risk_raised=True, risk_words="A dog")
    alone = VisitFactory.create(pupil=world.pupils[0], visitor=world.okafor, risk_raised=True)
    with pytest.raises(IntegrityError, match="visit_at_risk_by_two"), raw_act(world.okafor):
        run("UPDATE attendance_visit SET set_out_at = now() WHERE id = %s", alone.pk)
    visit = planned(world, risk_raised=True, risk_words="A dog", second_id=world.rahman.pk)
    assert presses(visit, Press.SET_OUT, at=today_at(14)).set_out_at == today_at(14)


def test_the_lead_is_asked_first_and_plans_such_a_visit(world: World) -> None:
    amir = world.pupils[0]
    before = planned(world)
    ask_lead_about(amir)
    with pytest.raises(ValidationError, match="Speak to the DSL first"):
        planned(world)
    with pytest.raises(ValidationError, match="Speak to the DSL first"):
        presses(before, Press.SET_OUT, at=today_at(14))
    by_lead = planned(world, by=world.reid, visitor=world.okafor)
    assert presses(by_lead, Press.SET_OUT, at=today_at(14)).set_out_at is not None
    PupilMarker.objects.update(until_on=TODAY - timedelta(days=1))
    assert presses(before, Press.SET_OUT, at=today_at(14)).set_out_at is not None


def test_each_press_keeps_its_first_time(world: World) -> None:
    visit = presses(planned(world), Press.SET_OUT, at=today_at(14))
    presses(visit, Press.SET_OUT, Press.ARRIVED, at=today_at(14, 10))
    again = presses(visit, Press.ARRIVED, Press.LEFT, Press.SAFE, at=today_at(14, 30))
    assert again.set_out_at == today_at(14)
    assert again.arrived_at == today_at(14, 10)
    assert again.safe_at == today_at(14, 30)


def test_only_who_goes_presses(world: World) -> None:
    visit = planned(world, second_id=world.reid.pk)
    with pytest.raises(ValidationError, match="Ms Okafor goes on this visit"):
        press(rights=rights(world.adeyemi), visit_id=visit.pk, step=Press.SAFE, at=NOW)
    with pytest.raises(ValidationError, match="Press “Set out” first"):
        presses(visit, Press.SAFE, at=NOW)
    press(rights=rights(world.reid), visit_id=visit.pk, step=Press.SET_OUT, at=today_at(14))


def test_setting_out_late_keeps_the_length_of_the_wait(world: World) -> None:
    visit = presses(planned(world), Press.SET_OUT, at=today_at(15, 20))
    assert visit.check_in_by == today_at(16, 20)


def test_more_time_is_given_once_for_each_time_seen(world: World) -> None:
    visit = presses(planned(world), Press.SET_OUT, at=today_at(14))
    for _ in range(2):
        visit = ask_more_time(
            rights=rights(world.okafor), visit_id=visit.pk, seen_check_in=today_at(15), at=today_at(14, 50)
        )
    assert visit.check_in_by == today_at(15, 15)


def test_times_are_corrected_until_it_is_written(world: World) -> None:
    visit = presses(planned(world), Press.SET_OUT, Press.SAFE, at=today_at(14))
    times = VisitTimes(today_at(13, 50), today_at(14), None, None)
    corrected = correct_times(
        rights=rights(world.okafor), visit_id=visit.pk, times=times, at=today_at(14, 20)
    )
    assert (corrected.set_out_at, corrected.safe_at) == (today_at(13, 50), None)
    with pytest.raises(ValidationError, match="not still to come"):
        correct_times(rights=rights(world.okafor), visit_id=visit.pk, times=times, at=today_at(13, 55))
    written(world, visit)
    with pytest.raises(ValidationError, match="stands"):
        correct_times(rights=rights(world.okafor), visit_id=visit.pk, times=times, at=today_at(16))


def test_nobody_else_says_that_who_goes_is_safe(world: World) -> None:
    visit = presses(planned(world), Press.SET_OUT, at=today_at(14))
    times = VisitTimes(today_at(14), None, None, today_at(14, 20))
    with pytest.raises(ValidationError, match="Ms Okafor goes on this visit"):
        correct_times(rights=rights(world.reid), visit_id=visit.pk, times=times, at=today_at(14, 30))
    with pytest.raises(IntegrityError, match="visit_safe_by_who_goes"), raw_act(world.reid):
        run(
            "UPDATE attendance_visit SET safe_at = now(), safe_by_id = %s WHERE id = %s",
            world.reid.pk,
            visit.pk,
        )
    visit.refresh_from_db()
    assert (visit.safe_at, visit.safe_by) == (None, None)


def test_who_goes_along_says_it_for_both(world: World) -> None:
    visit = presses(planned(world, second_id=world.reid.pk), Press.SET_OUT, at=today_at(14))
    press(rights=rights(world.reid), visit_id=visit.pk, step=Press.SAFE, at=today_at(14, 40))
    with pytest.raises(ValidationError, match="Mr Reid said at 14:40 that they are safe"):
        answer_alarm(
            is_safe=True, rights=rights(world.adeyemi), visit_id=visit.pk, words="Safe", at=today_at(15)
        )
    times = VisitTimes(today_at(14), None, None, today_at(14, 35))
    moved = correct_times(rights=rights(world.okafor), visit_id=visit.pk, times=times, at=today_at(15))
    assert moved.safe_by == world.okafor


def test_who_set_out_stays_under_way_until_they_are_safe(world: World) -> None:
    visit = presses(planned(world), Press.SET_OUT, at=today_at(14))
    with pytest.raises(ValidationError) as refusal:
        write_visit(
            rights=rights(world.reid), visit_id=visit.pk, found=found(set_out_at=None), at=today_at(14, 40)
        )
    assert list(refusal.value.message_dict) == ["set_out_at"]
    with pytest.raises(DatabaseError, match="has set out"), raw_act(world.reid):
        run("UPDATE attendance_visit SET set_out_at = NULL WHERE id = %s", visit.pk)


def test_what_was_written_is_not_written_again(world: World) -> None:
    visit = written(world)
    assert written(world, visit) == visit
    with pytest.raises(ValidationError, match="wrote this visit down at 15:00"):
        write_visit(
            rights=rights(world.reid), visit_id=visit.pk, found=found(who_seen="Nobody"), at=today_at(16)
        )
    with pytest.raises(DatabaseError, match="stands"), raw_act(world.okafor):
        run("UPDATE attendance_visit SET conditions = 'Fine' WHERE id = %s", visit.pk)
    note = add_note(rights=rights(world.reid), visit_id=visit.pk, words="His aunt rang", at=today_at(16))
    assert list(VisitNote.objects.all()) == [note]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"child_seen": False, "child_spoken_to": False, "child_voice": ""}, "unseen_step"),
        ({"child_voice": ""}, "child_voice"),
        ({"child_seen": False, "unseen_step": "visit"}, "child_spoken_to"),
        ({"next_step": ""}, "next_step"),
        ({"left_at": None}, "left_at"),
        ({"arrived_at": today_at(14, 45)}, "left_at"),
    ],
)
def test_what_is_missing_is_asked_for(world: World, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        written(world, **facts)
    assert list(refusal.value.message_dict) == [field]


def test_a_child_who_was_not_seen_leaves_a_named_next_step(world: World) -> None:
    visit = written(
        world, child_seen=False, child_spoken_to=False, unseen_step="police", next_step="Asked by Mr Reid"
    )
    assert visit.next_step == "Police welfare check: Asked by Mr Reid"


def test_a_visit_is_called_off_with_a_reason_and_not_made_after_all(world: World) -> None:
    visit = planned(world)
    with pytest.raises(ValidationError, match="Say why"):
        cancel_visit(rights=rights(world.okafor), visit_id=visit.pk, why="", at=NOW)
    for _ in range(2):
        cancel_visit(rights=rights(world.okafor), visit_id=visit.pk, why="They rang", at=NOW)
    with pytest.raises(ValidationError, match="called off"):
        presses(visit, Press.SET_OUT, at=today_at(14))
    with pytest.raises(DatabaseError, match="stands"), raw_act(world.okafor):
        run("UPDATE attendance_visit SET set_out_at = now() WHERE id = %s", visit.pk)


def test_nobody_under_way_is_called_off_or_planned_anew(world: World) -> None:
    visit = presses(planned(world), Press.SET_OUT, at=today_at(14))
    with pytest.raises(ValidationError, match="under way"):
        cancel_visit(rights=rights(world.okafor), visit_id=visit.pk, why="Late", at=today_at(14))
    with pytest.raises(ValidationError, match="Somebody has set out"):
        change_plan(rights=rights(world.okafor), visit_id=visit.pk, facts=plan(world.okafor), at=today_at(14))


def test_the_right_and_its_reach_are_asked_for_in_the_service(world: World) -> None:
    visit = planned(world, world.pupils_elsewhere["7A"])
    with pytest.raises(PermissionDenied):
        planned(world, by=world.lane, visitor=world.okafor)
    with pytest.raises(Http404):
        cancel_visit(rights=rights(world.rahman), visit_id=visit.pk, why="No", at=NOW)
    with pytest.raises(Http404):
        planned(world, world.pupils_elsewhere["9T"])


def test_a_visit_leaves_lines_in_the_audit_without_its_words(world: World) -> None:
    visit = written(world)
    with transaction.atomic():
        add_note(rights=rights(world.okafor), visit_id=visit.pk, words="Secret words", at=NOW)
    lines = AuditEvent.objects.filter(tbl__startswith="attendance_visit")
    assert lines.filter(verb="insert", tbl="attendance_visit", actor=world.okafor.pk).exists()
    told = " ".join(str((line.before, line.after)) for line in lines)
    assert "My stomach hurts" not in told
    assert "Secret words" not in told


def test_a_child_whom_nobody_saw_is_told_to_the_lead_with_the_record(world: World) -> None:
    visit = planned(world)
    presses(visit, Press.SET_OUT, Press.SAFE, at=today_at(14, 40))
    unseen = found(child_seen=False, child_spoken_to=None, child_voice="", unseen_step=TELL_LEAD)
    write_visit(rights=rights(world.okafor), visit_id=visit.pk, found=unseen, at=today_at(15))
    told = Escalation.objects.get(pupil=visit.pupil_id)
    assert (told.raised_by, told.words[:26]) == (world.okafor, "Not seen on a home visit. ")


def test_a_visit_far_off_or_at_night_is_no_plan(world: World) -> None:
    for due_at in (today_at(14) + timedelta(days=8), today_at(3)):
        with pytest.raises(ValidationError):
            planned(world, due_at=due_at, check_in_by=due_at + timedelta(hours=1))
