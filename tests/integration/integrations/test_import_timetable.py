"""Lessons and cover brought in from files."""

from datetime import date, datetime, time

import pytest

from accounts.models import AuditEvent
from integrations.mis.csv import sync
from integrations.models import RunState
from integrations.services.runs import ask_for_check, ask_to_bring_in
from schools.calendar import LONDON
from schools.models import Group, GroupStaff, Lesson, LessonCover, Period, School
from tests.integration.integrations.conftest import new_school
from tests.integration.integrations.steps import (
    AT,
    FOLDER,
    brought_in,
    changed,
    changes_of,
    checked,
    errors_of,
    nothing_changes,
    statements_of,
    uploaded,
)

pytestmark = pytest.mark.django_db

HEADINGS = "Group,Week,Day,Period,Starts,Ends,Staff Code,Room,Subject,From,Until\n"
TIMETABLE = HEADINGS + (
    "8x/En1,1,Monday,1,09:05,10:05,HLA,E4,English,,\n"
    "8x/En1,2,Friday,1,,,HLA,E4,English,,\n"
    "8HW,,Monday,2,10:05,11:05,NOK,H4,PSHE,,\n"
)
COVER = "Date,Group,Period,Staff Code,Room\n13/07/2026,8HW,,NOK,\n13/07/2026,8HW,2,HLA,H5\n"


def test_a_timetable_gives_groups_their_lessons(full_school: School) -> None:
    run = brought_in(full_school, {"timetable.csv": TIMETABLE})
    assert changes_of(run) == {"groups": (1, 0, 0), "lessons": (3, 0, 0)}
    assert Group.objects.get(school=full_school, name="8x/En1").kind == "teaching"
    english = Lesson.objects.filter(group__name="8x/En1").order_by("week")
    assert [(row.week, row.weekday, row.starts) for row in english] == [
        (1, 0, time(9, 5)),
        (2, 4, time(9, 5)),
    ]
    assert Lesson.objects.get(group__name="8HW").group.kind == "registration"
    assert set(Period.objects.filter(school=full_school).values_list("code", flat=True)) == {"1", "2"}
    with nothing_changes():
        assert changes_of(brought_in(full_school, {"timetable.csv": TIMETABLE})) == {}


def test_cover_is_for_its_day(full_school: School) -> None:
    brought_in(full_school, {"timetable.csv": TIMETABLE})
    run = brought_in(full_school, {"cover.csv": COVER})
    assert changes_of(run) == {"cover": (2, 0, 0)}
    register = GroupStaff.objects.get(part="cover")
    assert (register.from_on, register.until_on) == (date(2026, 7, 13), date(2026, 7, 13))
    lesson = LessonCover.objects.get()
    assert (lesson.staff.code, lesson.date, lesson.room) == ("HLA", date(2026, 7, 13), "H5")
    with nothing_changes():
        brought_in(full_school, {"cover.csv": COVER})


def test_a_folder_with_everything_comes_in_at_once(school: School) -> None:
    run = brought_in(school, {**FOLDER, "timetable.csv": TIMETABLE, "cover.csv": COVER})
    assert changes_of(run)["lessons"] == (3, 0, 0)
    assert changes_of(run)["cover"] == (2, 0, 0)


def test_what_is_wrong_changes_nothing_and_is_named(full_school: School) -> None:
    with nothing_changes():
        run = checked(full_school, {"timetable.csv": changed(TIMETABLE, "NOK", "XYZ"), "cover.csv": COVER})
    assert run.state == RunState.REFUSED
    assert errors_of(run) == [
        ("cover.csv", 3, "Period", "8HW has no lesson in period 2 on a Monday"),
        ("timetable.csv", 4, "Staff Code", "No member of staff has the code “XYZ”"),
    ]


def test_lessons_of_a_day_outside_the_calendar_wait_for_it(full_school: School) -> None:
    late = datetime(2026, 9, 2, 8, tzinfo=LONDON)
    run = checked(full_school, {"timetable.csv": TIMETABLE}, at=late)
    assert errors_of(run)[0] == (
        "timetable.csv",
        2,
        "From",
        "The calendar has no school year that holds 2 September 2026. Bring in its calendar first",
    )


def test_lessons_leave_their_lines_in_the_audit(full_school: School) -> None:
    brought_in(full_school, {"timetable.csv": TIMETABLE})
    assert AuditEvent.objects.filter(tbl="schools_lesson", school=full_school.pk).count() == 3


def test_a_school_knows_only_its_own_staff_and_groups(full_school: School) -> None:
    other = new_school()
    brought_in(other, {"calendar.csv": FOLDER["calendar.csv"]})
    run = checked(other, {"timetable.csv": TIMETABLE, "cover.csv": COVER})
    assert len(errors_of(run)) == 5
    assert not Lesson.objects.filter(school=other).exists()


def test_statements_do_not_grow_with_the_lessons(full_school: School) -> None:
    counts = []
    for number in (1, 30):
        groups = "".join(f"8x/M{place},,Monday,1,09:05,10:05,HLA,,Maths,,\n" for place in range(number))
        run = uploaded(full_school, {"timetable.csv": HEADINGS + groups})
        ask_for_check(run=run, by=None, at=AT)
        statements = statements_of(run, sync.check)
        ask_to_bring_in(run=run, by=None, at=AT)
        counts.append(statements + statements_of(run, sync.bring_in))
    assert counts[0] == counts[1]
