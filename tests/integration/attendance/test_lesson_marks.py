"""Lesson marks: kept apart from the register, by whoever teaches or covers, and never overwritten."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent, User
from accounts.roles import Permission
from attendance.access import get_lesson_for
from attendance.models import LessonMark, LessonTaken, Mark, MarkAmendment, WeekTally
from attendance.queries.lessons.registers import lesson_rows
from attendance.queries.registers.board import day_board
from attendance.services.lessons import LessonIncompleteError, save_lesson_marks, submit_lesson
from schools.access import groups_visible_to
from schools.services.timetable import end_lesson
from tests.factories import LessonCoverFactory
from tests.integration.attendance.desk_steps import (
    desk_signs_out,
    geography,
    lesson_of,
    rights,
    staff_of,
    teacher_marks,
)
from tests.integration.attendance.steps import mark, officer_saves, teacher_saves
from tests.world import INSET_DAY, NOW, TODAY, TOO_OLD, YESTERDAY, World

LATER = NOW + timedelta(minutes=30)


def letters(world: World) -> dict[str, str]:
    return {
        row.pupil.known_forename: row.code
        for row in LessonMark.objects.filter(school=world.marlowe).select_related("pupil")
    }


def test_a_teacher_marks_their_lesson(world: World) -> None:
    amir, zoe, jack = world.pupils
    lesson = geography(world)
    outcome = teacher_marks(lesson, world.lane, (amir, "/"), (zoe, "N"), (jack, "L"), at=LATER)
    assert [saved.version for saved in outcome.saved] == [1, 1, 1]
    assert letters(world) == {"Amir": "/", "Zoë": "N", "Jack": "L"}
    assert LessonMark.objects.get(pupil=jack).minutes_late == 19
    assert LessonTaken.objects.get().submitted_at is None


def test_a_change_leaves_an_audit_row_and_the_same_mark_again_changes_nothing(world: World) -> None:
    amir, lesson = world.pupils[0], geography(world)
    teacher_marks(lesson, world.lane, (amir, "N"))
    again = teacher_marks(lesson, world.lane, (amir, "N"))
    assert (again.saved[0].version, again.conflicts) == (1, [])
    teacher_marks(lesson, world.lane, (amir, "/", 1))
    audit = AuditEvent.objects.get(tbl="attendance_lessonmark", verb="update")
    assert (audit.actor, audit.pupil) == (world.lane.pk, amir.pk)


def test_the_second_teacher_is_told_and_overwrites_nothing(world: World) -> None:
    amir, lesson = world.pupils[0], geography(world)
    LessonCoverFactory.create(lesson=lesson, date=TODAY, staff=staff_of(world.mwangi))
    teacher_marks(lesson, world.lane, (amir, "N"))
    outcome = teacher_marks(lesson, world.mwangi, (amir, "/"))
    assert outcome.saved == []
    assert outcome.conflicts[0].words == "Ms Lane marked Amir Khan N at 08:49. You chose /."
    assert letters(world) == {"Amir": "N"}


def test_a_pupil_of_another_group_and_a_strange_code_are_refused(world: World) -> None:
    lesson = geography(world)
    outcome = teacher_marks(
        lesson, world.lane, (world.pupils_elsewhere["7A"], "/"), (world.pupils[0], "I"), (world.pupils[1], "")
    )
    assert outcome.problems == ["Choose /, L or N", "A pupil is not in this lesson on this day"]
    assert not LessonMark.objects.exists()
    assert not LessonTaken.objects.exists()


@pytest.mark.parametrize("person", ["mwangi", "bell", "reid"])
def test_who_does_not_teach_it_cannot_mark_it(world: World, person: str) -> None:
    lesson = geography(world)
    frame = lesson_of(lesson, world.lane)
    who: User = getattr(world, person)
    with pytest.raises((Http404, PermissionDenied)):
        save_lesson_marks(rights=rights(who), frame=frame, changes=[], at=NOW)


def test_cover_opens_a_lesson_on_its_day_alone_and_no_register(world: World) -> None:
    lesson = geography(world)
    for on in (TODAY, TODAY - timedelta(days=7)):
        LessonCoverFactory.create(lesson=lesson, date=on, staff=staff_of(world.mwangi))
    theirs = rights(world.mwangi)
    assert get_lesson_for(theirs, Permission.REGISTER_SAVE, lesson.pk, TODAY).cover == "Mr Mwangi"
    with pytest.raises(Http404):
        get_lesson_for(theirs, Permission.REGISTER_SAVE, lesson.pk, TODAY - timedelta(days=7))
    assert [group.name for group in groups_visible_to(theirs, Permission.REGISTER_SAVE)] == ["7A"]


def test_the_office_and_a_pastoral_lead_of_the_year_may_mark_too(world: World) -> None:
    lesson = geography(world)
    assert teacher_marks(lesson, world.okafor, (world.pupils[0], "/")).saved
    assert teacher_marks(lesson, world.rahman, (world.pupils[1], "/")).saved
    with pytest.raises(Http404):
        lesson_of(geography(world, group=world.class_7a), world.rahman)


def refused(world: World, by: User, on: date, at: datetime = NOW, **facts: object) -> str:
    lesson = geography(world, weekday=on.weekday(), **facts)
    with pytest.raises(PermissionDenied) as refusal:
        teacher_marks(lesson, by, (world.pupils[0], "/"), on=on, at=at)
    return str(refusal.value)


def test_a_lesson_is_marked_in_its_time(world: World) -> None:
    assert refused(world, world.lane, INSET_DAY).startswith("School is closed on Monday 22 February 2027")
    later = refused(world, world.lane, TODAY, starts=time(11), ends=time(12), period="P3")
    assert later == "This lesson starts at 11:00. You can mark it from 10:45."
    old = refused(world, world.lane, TOO_OLD, period="P4")
    assert old == "This lesson is more than 5 school days ago. Ask the attendance officer to change it."
    lesson = geography(world, weekday=0, period="P5")
    assert teacher_marks(lesson, world.lane, (world.pupils[0], "/"), on=YESTERDAY).saved
    assert teacher_marks(lesson, world.okafor, (world.pupils[0], "/"), on=TOO_OLD).saved


def test_lesson_marks_enter_no_statutory_figure(world: World) -> None:
    amir, zoe, jack = world.pupils
    teacher_saves(world, mark(amir, "/"), mark(zoe, "N"))

    def figures() -> tuple[object, ...]:
        return (
            list(WeekTally.objects.order_by("pk").values()),
            list(Mark.objects.order_by("pupil").values()),
            MarkAmendment.objects.count(),
            day_board(rights(world.okafor), Permission.REGISTER_VIEW, on=TODAY, times=None, now=NOW),
        )

    before = figures()
    lesson = geography(world)
    teacher_marks(lesson, world.lane, (amir, "N"), (zoe, "/"), (jack, "L"))
    submit(world, lesson)
    assert figures() == before


def submit(world: World, lesson: object, at: datetime = NOW) -> LessonTaken:
    frame = lesson_of(lesson, world.lane)  # type: ignore[arg-type]
    rows = lesson_rows(rights(world.lane), frame, now=at)
    return submit_lesson(rights=rights(world.lane), frame=frame, rows=rows, at=at)


def test_submitting_waits_for_every_pupil_who_should_be_there(world: World) -> None:
    amir, zoe, jack = world.pupils
    lesson = geography(world)
    officer_saves(world, mark(amir, "I"))
    desk_signs_out(world, jack)
    with pytest.raises(LessonIncompleteError, match="1 pupil has no mark: Zoë O'Brien-Łukasiewicz first"):
        submit(world, lesson)
    teacher_marks(lesson, world.lane, (zoe, "/"))
    first = submit(world, lesson).submitted_at
    assert submit(world, lesson, at=LATER).submitted_at == first
    assert AuditEvent.objects.filter(verb="submit").count() == 1


def test_beside_each_name_stands_what_the_reader_may_see(world: World) -> None:
    amir, zoe, jack = world.pupils
    officer_saves(world, mark(amir, "I"), mark(zoe, "L"))
    desk_signs_out(world, jack)
    frame = lesson_of(geography(world), world.lane)

    def beside(person: User) -> dict[str, str]:
        return {row.forename: row.aside for row in lesson_rows(rights(person), frame, now=NOW)}

    seen = {"Amir": "Not in school this morning", "Zoë": "", "Jack": "Signed out 08:49"}
    assert beside(world.lane) == seen
    assert beside(world.rahman) == seen | {"Amir": "Absent this morning (I)"}


def test_a_lesson_that_was_marked_is_not_taken_out_of_the_timetable(world: World) -> None:
    lesson = geography(world, from_on=TODAY)
    teacher_marks(lesson, world.lane, (world.pupils[0], "/"))
    with pytest.raises(ValidationError, match="This lesson was marked already"):
        end_lesson(rights=rights(world.okafor), lesson_id=lesson.pk, last_on=YESTERDAY, at=NOW)
    assert LessonMark.objects.filter(lesson=lesson).exists()
