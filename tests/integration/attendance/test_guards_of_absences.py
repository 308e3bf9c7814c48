"""What plain SQL as the application's role cannot do to the record of an absence, to messages and markers."""

import json
from datetime import timedelta

import pytest

from accounts.models import AuditEvent
from attendance.models import ContactAttempt, Visit
from schools.models import Message, PupilMarker
from tests.factories import ContactFactory, ParentFactory
from tests.integration.attendance.absence_steps import at, attempt, decided, done, message, visit
from tests.integration.attendance.late_steps import AT_0920, comes_late
from tests.integration.attendance.steps import raw_act, run, select
from tests.integration.attendance.test_marks_in_the_database import NOT_ALLOWED, refused
from tests.world import NOW, TODAY, YESTERDAY, World

STANDS, ANOTHERS = "DM006", "23503"
NOW_ASKED = "SET CONSTRAINTS ALL IMMEDIATE"
OF_ABSENCES = (
    *("contactattempt", "stepdone", "handover", "stayathome", "escalation", "escalationdecision"),
    *("agencytold", "visit", "visitnote", "arrival"),
)


def contact_of(world: World, number: int = 0) -> int:
    """A contact of a pupil of 8HW."""
    parent = ParentFactory.create(school=world.marlowe)
    return int(ContactFactory.create(pupil=world.pupils[number], parent=parent).pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE schools_message SET queued_at = queued_at",
        "UPDATE schools_message SET school_id = school_id",
        "UPDATE schools_pupilmarker SET kind = kind",
        "UPDATE schools_pupilmarker SET from_on = from_on",
        "UPDATE schools_pupilmarker SET set_by_id = set_by_id",
        "DELETE FROM schools_pupilmarker",
    ],
)
def test_of_messages_and_markers_little_is_rewritten(world: World, statement: str) -> None:
    with refused(NOT_ALLOWED):
        run(statement)


def test_a_marker_that_is_over_stays_so(world: World) -> None:
    PupilMarker.objects.create(
        pupil=world.pupils[0], kind="ask_first", from_on=YESTERDAY - timedelta(days=3), until_on=YESTERDAY
    )
    with refused(STANDS), raw_act(world.reid):
        run("UPDATE schools_pupilmarker SET until_on = NULL")
        run(NOW_ASKED)


def test_what_was_done_about_a_child_goes_to_no_other_child(world: World) -> None:
    amir, zoe, _ = world.pupils
    attempt(amir, world.bell)
    visit(amir, world.okafor, at(14))
    done(amir, world.bell, "calls")
    parent = ParentFactory.create(school=world.marlowe)
    message(ContactFactory.create(pupil=amir, parent=parent), world.bell)
    PupilMarker.objects.create(pupil=amir, kind="ask_first", from_on=TODAY)
    tables = [f"attendance_{name}" for name in ("contactattempt", "visit", "stepdone")]
    for table in (*tables, "schools_message", "schools_pupilmarker"):
        with refused(STANDS), raw_act(world.reid):
            run(f"UPDATE {table} SET pupil_id = %s", zoe.pk)
            run(NOW_ASKED)


def test_each_table_of_an_absence_follows_its_pupil_and_its_school(world: World) -> None:
    named = select("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'pupil_by_merge'")
    assert {f"attendance_{name}" for name in OF_ABSENCES} < {name for (name,) in named}
    held = select("SELECT conrelid::regclass::text FROM pg_constraint WHERE conname ~ '_school_of_pupil$'")
    assert {f"attendance_{name}" for name in OF_ABSENCES} < {name for (name,) in held}
    with refused(ANOTHERS), raw_act(world.bell):
        attempt(world.pupils_elsewhere["9T"], world.bell, school=world.marlowe)


def test_a_decision_is_about_the_pupil_of_its_escalation(world: World) -> None:
    amir, zoe, _ = world.pupils
    row = decided(amir, world.reid, "visit")
    with refused(ANOTHERS), raw_act(world.reid):
        row.pk, row.pupil = None, zoe
        row.save(force_insert=True)
        run(NOW_ASKED)


def test_a_try_is_with_a_contact_of_its_pupil_or_with_nobody(world: World) -> None:
    theirs = contact_of(world, 1)
    row = attempt(world.pupils[0], world.bell, contact_id=contact_of(world))
    with refused(STANDS), raw_act(world.bell):
        ContactAttempt.objects.filter(pk=row.pk).update(contact=theirs)
        run(NOW_ASKED)
    with raw_act(world.bell):
        ContactAttempt.objects.filter(pk=row.pk).update(contact=None)
        run(NOW_ASKED)


def test_what_was_said_of_safety_after_a_visit_is_said_once(world: World) -> None:
    amir = world.pupils[0]
    written = {"written_at": at(14), "written_by": world.okafor, "child_seen": True, "next_step": "None"}
    row = visit(amir, world.okafor, at(13), **written)
    rows = Visit.objects.filter(pk=row.pk)
    assert rows.update(safe_at=at(14), safe_by=world.okafor) == 1
    assert rows.update(alarm_words="She rang", alarm_by=world.reid, alarm_at=at(15)) == 1
    for change in ({"safe_at": None}, {"safe_at": at(16)}, {"alarm_words": "Nothing"}, {"alarm_at": None}):
        with refused(STANDS), raw_act(world.okafor):
            rows.update(**change)


def test_the_audit_keeps_who_was_rung_and_why_a_child_was_late_to_itself(world: World) -> None:
    amir = world.pupils[0]
    attempt(amir, world.bell, name="Zq Name", relationship="Zq Aunt", number="+447700900123")
    visit(amir, world.okafor, at(14), second_name="Zq Second")
    arrival = comes_late(world, amir, reason="Zq Reason")
    with raw_act(world.bell, at=AT_0920):
        run("UPDATE attendance_arrival SET reason = 'Zq Other' WHERE id = %s", arrival.pk)
    lines = AuditEvent.objects.filter(pupil=amir.pk)
    said = json.dumps([[line.before, line.after] for line in lines])
    assert "Zq" not in said
    assert "900123" not in said
    changed = lines.get(tbl="attendance_arrival", verb="update")
    assert (changed.actor, changed.obj) == (world.bell.pk, str(arrival.pk))


def test_a_message_is_still_withdrawn_and_a_marker_still_ended(world: World) -> None:
    amir = world.pupils[0]
    parent = ParentFactory.create(school=world.marlowe)
    message(ContactFactory.create(pupil=amir, parent=parent), world.bell)
    PupilMarker.objects.create(pupil=amir, kind="ask_first", from_on=YESTERDAY)
    with raw_act(world.reid, at=NOW):
        assert Message.objects.update(state="withdrawn", why="by_hand") == 1
        assert PupilMarker.objects.update(until_on=TODAY) == 1
        run(NOW_ASKED)
