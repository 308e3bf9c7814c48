"""Today for a teacher: the next register as one button, the day in order of time, and who is back."""

from datetime import time

import time_machine

from attendance.services.alerts import remind
from schools.access import rights_of
from schools.calendar import Session
from schools.models import GroupKind, Staff, SupportKind
from tests.factories import (
    GroupFactory,
    GroupStaffFactory,
    LessonCoverFactory,
    LessonFactory,
    StaffFactory,
    SupportFactFactory,
)
from tests.integration.attendance.family_steps import CLOSED, mother_of, nobody_came, rings
from tests.integration.reporting.steps import TODAY_PAGE, marked, shown, statements, submitted, today_of
from tests.world import NOW, TODAY, YESTERDAY, World, add_pupils


def test_the_next_register_is_one_press_away(world: World) -> None:
    today = today_of(world.lane)
    assert today.next.title == "8HW, morning register"
    assert today.next.words == "Closes in 26 min (09:15). 3 pupils, room H2."
    assert f'href="/marlowe-park/registers/2027-03-09/{world.class_8hw.pk}/am/"' in shown(
        world.lane, TODAY_PAGE
    )


def test_a_teacher_sees_their_own_groups_alone(world: World) -> None:
    marked([world.pupils_elsewhere["7A"]], "N", on=YESTERDAY)
    marked([world.pupils_elsewhere["7A"]], "/")
    today = today_of(world.lane)
    assert {row.group for row in today.registers} == {"8HW"}
    assert today.back == []
    assert "Hughes" not in shown(world.lane, TODAY_PAGE)


def test_cover_for_a_day_brings_the_group(world: World) -> None:
    cover = StaffFactory.create(school=world.marlowe, user=world.lane)
    GroupStaffFactory.create(group=world.class_7a, staff=cover, part="cover", from_on=TODAY, until_on=TODAY)
    assert {row.group for row in today_of(world.lane).registers} == {"7A", "8HW"}


def test_registers_and_lessons_stand_in_order_of_time(world: World) -> None:
    lane = Staff.objects.get(user=world.lane)
    set_1 = GroupFactory.create(
        academic_year=world.class_7a.academic_year, kind=GroupKind.TEACHING.value, name="7x/Gg1"
    )
    own = LessonFactory.create(
        group=set_1, staff=lane, period="P4", starts=time(13, 40), ends=time(14, 40), room=""
    )
    LessonFactory.create(group=set_1, staff=lane, weekday=3, period="P2")
    covered = LessonFactory.create(
        group=world.class_7a, staff=None, subject="", starts=time(9), ends=time(10)
    )
    LessonCoverFactory.create(lesson=covered, date=TODAY, staff=lane, room="H9")

    lines = today_of(world.lane).lines
    assert [(line.at, line.group, line.what, line.words) for line in lines] == [
        ("08:45", "8HW", "morning", "not started"),
        ("09:00", "7A", "lesson, P1", "09:00 to 10:00, room H9, Ms Lane covers"),
        ("13:00", "8HW", "afternoon", "not started"),
        ("13:40", "7x/Gg1", "Geography, P4", "13:40 to 14:40"),
    ]
    assert f"/marlowe-park/lessons/2027-03-09/{own.pk}/" in shown(world.lane, TODAY_PAGE)


def test_a_teacher_whose_lesson_is_covered_reads_by_whom(world: World) -> None:
    lane = Staff.objects.get(user=world.lane)
    lesson = LessonFactory.create(group=world.class_7a, staff=lane)
    LessonCoverFactory.create(lesson=lesson, date=TODAY, staff=Staff.objects.get(user=world.mwangi))
    (line,) = [line for line in today_of(world.lane).lines if not line.is_register]
    assert line.words == "09:00 to 10:00, room H2, Mr Mwangi covers for Ms Lane"


def test_after_the_morning_is_in_the_afternoon_is_next(world: World) -> None:
    submitted(world.class_8hw, by=world.lane)
    today = today_of(world.lane)
    assert today.next.title == "8HW, afternoon register"
    assert [(row.what, row.words) for row in today.registers] == [
        ("morning", "Submitted 08:49"),
        ("afternoon", "not started"),
    ]


def test_with_both_in_nothing_waits(world: World) -> None:
    for half in Session:
        submitted(world.class_8hw, by=world.lane, session=half)
    assert today_of(world.lane).next is None
    assert "Your registers are in" in shown(world.lane, TODAY_PAGE)


def test_a_pupil_who_is_back_is_named_without_the_reason(world: World) -> None:
    amir, zoe, _ = world.pupils
    marked([amir, zoe], "/", on=YESTERDAY.replace(day=4))
    for half in Session:
        marked([amir], "I", on=YESTERDAY.replace(day=5), session=half)
        marked([amir], "I", on=YESTERDAY, session=half)
    marked([amir, zoe], "/")
    back = today_of(world.lane).back
    assert [(line.name, line.group, line.words) for line in back] == [
        ("Amir Khan", "8HW", "Away from Fri 5 Mar")
    ]


def test_a_pupil_who_came_at_noon_is_back(world: World, clock: time_machine.Traveller) -> None:
    marked([world.pupils[0]], "N")
    clock.move_to(NOW.replace(hour=13, minute=5))
    marked([world.pupils[0]], "\\", session=Session.PM)
    assert [line.words for line in today_of(world.lane).back] == ["Away this morning"]


def test_a_pupil_who_is_still_away_is_not_back(world: World) -> None:
    marked([world.pupils[0]], "I", on=YESTERDAY)
    marked([world.pupils[0]], "I")
    assert today_of(world.lane).back == []


def test_one_who_came_late_yesterday_was_not_away(world: World) -> None:
    marked([world.pupils[0]], "U", on=YESTERDAY, minutes=50)
    marked([world.pupils[0]], "/")
    assert today_of(world.lane).back == []


def test_a_page_that_may_hang_on_a_wall_names_no_support_and_no_code(world: World) -> None:
    SupportFactFactory.create(pupil=world.pupils[0], kind=SupportKind.MEDICAL.value)
    marked([world.pupils[0]], "M", on=YESTERDAY)
    marked([world.pupils[0]], "/")
    page = shown(world.lane, TODAY_PAGE)
    assert "Amir Khan" in page
    assert "Medical" not in page
    assert "mk-auth" not in page


def test_a_teacher_without_a_group_has_no_register(world: World) -> None:
    world.class_8hw.staff_parts.all().delete()
    page = shown(world.lane, TODAY_PAGE)
    assert "You have no register or lesson today." in page
    assert "Your registers are in" not in page


def test_on_a_day_off_nothing_waits(world: World, clock: time_machine.Traveller) -> None:
    clock.move_to(NOW.replace(day=7))
    today = today_of(world.lane)
    assert today.day_problem == "School is closed on Sunday 7 March 2027"
    assert (today.next, today.registers, today.back) == (None, [], [])


def test_the_page_costs_as_many_statements_for_one_as_for_thirty(world: World) -> None:
    marked(world.pupils[:1], "I", on=YESTERDAY)
    marked(world.pupils[:1], "/")
    few = statements(world.lane, TODAY_PAGE)
    more = add_pupils(world.class_8hw, 30)
    lane = Staff.objects.get(user=world.lane)
    for number in range(6):
        LessonFactory.create(group=world.class_7a, staff=lane, period=f"P{number}")
    marked(more, "I", on=YESTERDAY)
    marked(more, "/")
    assert len(today_of(world.lane).back) == 31
    assert len(statements(world.lane, TODAY_PAGE)) == len(few) == 11


def test_a_reminder_stands_on_the_page_for_who_has_no_script(world: World) -> None:
    rights = rights_of(world.okafor, world.marlowe.slug, on=TODAY)
    assert rights is not None
    assert "The office is waiting" not in shown(world.lane, TODAY_PAGE)
    remind(rights=rights, group=world.class_8hw, on=TODAY, session=Session.AM, at=NOW)
    assert "The office is waiting for the 8HW morning register." in shown(world.lane, TODAY_PAGE)


def test_a_tutor_is_told_that_home_was_reached_and_no_word_of_it(
    world: World, clock: time_machine.Traveller
) -> None:
    amir = world.pupils[0]
    mother_of(amir)
    nobody_came(world, amir)
    clock.move_to(CLOSED)
    rings(world.okafor, amir, words="zqcanary")
    assert [(line.name, line.by) for line in today_of(world.lane).contacted] == [("Amir Khan", "Ms Okafor")]
    page = shown(world.lane, TODAY_PAGE)
    assert "Families contacted today" in page
    assert "zqcanary" not in page
    assert "Mrs Sana Khan" not in page
