"""A late pupil signs in: the time sets L or U, and nobody's mark is overwritten unseen (regs 10 and 11)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent
from attendance.models import Arrival, Mark, MarkSource
from attendance.queries.first_day.absences import ABSENCES, KNOWN_TODAY, absence_values
from attendance.services.arrivals import ArrivalFacts, AskFirstError, arrive
from schools.calendar import Session
from schools.models import GroupMember, Pupil, RollEntry
from schools.queries.rows import rows_of
from schools.queries.school_days import school_day_now
from tests.integration.attendance.desk_steps import desk_signs_out, rights
from tests.integration.attendance.late_steps import AT_0902, AT_0920, comes_late, told_of
from tests.integration.attendance.steps import (
    amendments,
    mark,
    officer_saves,
    standing,
    teacher_saves,
    teacher_submits,
)
from tests.world import NOW, SUNDAY, TODAY, TOMORROW, World


def absent_now(world: World) -> set[int]:
    """Whom the one statement of absences names after the morning's close."""
    day = school_day_now(world.marlowe, AT_0920 + timedelta(minutes=1))
    sql = (
        f"WITH seen AS (SELECT id FROM schools_pupil) {KNOWN_TODAY} {ABSENCES} SELECT pupil_id FROM absences"
    )
    return {pupil for (pupil,) in rows_of(sql, absence_values(world.marlowe, day))}


def test_before_the_close_a_blank_becomes_l_with_the_minutes(world: World) -> None:
    amir = world.pupils[0]
    arrival = comes_late(world, amir)
    assert told_of(amir) == ("L", 17, 1)
    assert (arrival.minutes_late, arrival.code, arrival.mark_version) == (17, 20, 1)
    kept = standing(amir)
    assert kept is not None
    assert (kept.source, kept.set_by) == (MarkSource.OFFICE, world.bell)


def test_from_the_close_on_an_n_becomes_u_and_leaves_the_call_list(world: World) -> None:
    amir, zoe, jack = world.pupils
    teacher_saves(world, *(mark(pupil, "N") for pupil in (amir, zoe)), mark(jack, "/"))
    teacher_submits(world)
    assert {amir.pk, zoe.pk} <= absent_now(world)
    comes_late(world, amir, at=AT_0920)
    assert told_of(amir) == ("U", 35, 2)
    assert absent_now(world) & {pupil.pk for pupil in world.pupils} == {zoe.pk}
    (change,) = amendments(amir)
    assert (change.reason, change.was_closed, change.by_name) == ("Arrived late", True, "Mr Bell")


def test_at_the_very_minute_of_the_close_an_arrival_is_u(world: World) -> None:
    amir, zoe, _ = world.pupils
    close = NOW.replace(hour=9, minute=15)
    comes_late(world, amir, at=close - timedelta(seconds=1))
    comes_late(world, zoe, at=close)
    assert [told_of(pupil) for pupil in (amir, zoe)] == [("L", 29, 1), ("U", 30, 1)]


def test_o_gives_way_and_a_better_code_stays(world: World) -> None:
    amir, zoe, jack = world.pupils
    officer_saves(world, mark(amir, "O"), mark(zoe, "M"), mark(jack, "I"))
    comes_late(world, amir)
    arrivals = [comes_late(world, pupil) for pupil in (zoe, jack)]
    assert [told_of(pupil)[0] for pupil in world.pupils] == ["L", "M", "I"]
    assert [(row.code, row.mark_version, row.minutes_late) for row in arrivals] == [(None, None, 17)] * 2


def test_the_afternoon_counts_by_itself(world: World) -> None:
    amir = world.pupils[0]
    starts = NOW.replace(hour=13, minute=15)
    with pytest.raises(ValidationError, match=r"The afternoon starts at \d\d:\d\d\. Nobody is late yet"):
        comes_late(world, amir, at=NOW.replace(hour=12, minute=30))
    comes_late(world, amir, at=starts + timedelta(minutes=8))
    assert told_of(amir, Session.PM)[0] == "L"
    assert told_of(amir)[0] == ""


def test_before_school_starts_nobody_is_late_and_after_it_nobody_signs_in(world: World) -> None:
    amir = world.pupils[0]
    with pytest.raises(ValidationError, match=r"School starts at 08:45\. Nobody is late yet"):
        comes_late(world, amir, at=NOW.replace(hour=8, minute=44))
    with pytest.raises(ValidationError, match="School ended at"):
        comes_late(world, amir, at=NOW.replace(hour=18))
    with pytest.raises(ValidationError, match="School is closed on Sunday 7 March 2027"):
        comes_late(world, amir, at=NOW.replace(day=SUNDAY.day))
    assert not Arrival.objects.exists()


def test_twice_is_once(world: World) -> None:
    amir = world.pupils[0]
    first = comes_late(world, amir)
    again = comes_late(world, amir, at=AT_0920, by=world.okafor)
    assert again == first
    assert told_of(amir) == ("L", 17, 1)


def test_a_present_mark_is_asked_about_and_changes_on_an_explicit_yes(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "/"))
    with pytest.raises(AskFirstError) as asked:
        comes_late(world, amir, base=1)
    assert asked.value.messages == ["Amir Khan is marked present by Ms Lane at 08:49. Make it L, 17 minutes?"]
    assert told_of(amir)[0] == "/"
    comes_late(world, amir, base=asked.value.version, is_sure=True)
    assert told_of(amir) == ("L", 17, 2)
    assert amendments(amir)[0].reason == "Arrived late"


def test_a_mark_that_changed_meanwhile_is_shown_and_not_overwritten(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    with pytest.raises(AskFirstError, match="is marked N by Ms Lane at 08:49 since you looked") as asked:
        comes_late(world, amir, base=0)
    assert told_of(amir) == ("N", None, 1)
    comes_late(world, amir, base=asked.value.version)
    assert told_of(amir)[0] == "L"


def test_a_teachers_stale_n_does_not_overwrite_the_desk(world: World) -> None:
    amir, zoe, _ = world.pupils
    teacher_saves(world, mark(zoe, "N"))
    for pupil in (amir, zoe):
        comes_late(world, pupil)
    outcome = teacher_saves(world, mark(amir, "N"), mark(zoe, "/", base=1), at=AT_0902)
    assert {(row.pupil_id, row.by_office) for row in outcome.conflicts} == {(amir.pk, True), (zoe.pk, True)}
    assert [told_of(pupil)[0] for pupil in (amir, zoe)] == ["L", "L"]


def test_l_of_a_teacher_stands_beside_the_arrival(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "L", minutes=5))
    assert comes_late(world, amir).code is None
    assert told_of(amir) == ("L", 5, 1)


def test_whoever_is_signed_out_is_signed_back_instead(world: World) -> None:
    amir = world.pupils[0]
    out = desk_signs_out(world, amir)
    with pytest.raises(ValidationError, match="Amir Khan is signed out"):
        comes_late(world, amir)
    facts = ArrivalFacts(AT_0902)
    back = arrive(rights=rights(world.bell), pupil_id=amir.pk, facts=facts, at=AT_0902)
    out.refresh_from_db()
    assert (back, out.back_at) == (out, AT_0902)
    assert not Arrival.objects.exists()


def test_rights_end_at_the_caseload_the_roll_and_the_school(world: World) -> None:
    amir, megan = world.pupils[0], world.pupils_elsewhere["7A"]
    for person, pupil in ((world.rahman, megan), (world.bell, world.pupils_elsewhere["Oak"])):
        with pytest.raises(Http404):
            comes_late(world, pupil, by=person)
    with pytest.raises(PermissionDenied):
        comes_late(world, amir, by=world.lane)
    comes_late(world, amir, by=world.rahman)
    RollEntry.objects.filter(pupil=world.pupils[1]).update(admitted_on=TOMORROW)
    with pytest.raises(Http404):
        comes_late(world, world.pupils[1])


def test_the_audit_names_who_signed_in_whom(world: World) -> None:
    amir = world.pupils[0]
    comes_late(world, amir)
    line = AuditEvent.objects.get(tbl="attendance_arrival", verb="insert")
    assert (line.actor, line.pupil) == (world.bell.pk, amir.pk)


def test_a_pupil_without_a_class_is_no_silent_arrival(world: World) -> None:
    amir: Pupil = world.pupils[0]
    GroupMember.objects.filter(pupil=amir, group=world.class_8hw).delete()
    with pytest.raises(ValidationError, match="Amir Khan is in no registration group"):
        comes_late(world, amir)
    assert not Mark.objects.filter(pupil=amir, date=TODAY).exists()
    assert not Arrival.objects.exists()
