"""A timetable file gives each group that it names its lessons from the day of the file; the past stays."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from attendance.models import LessonTaken
from schools.models import DatedValue, GroupStaff, Lesson, LessonCover, Period, Staff
from schools.queries.rotation import week_on
from schools.services.staging import Changes
from schools.services.timetable_import import CoverFacts, LessonFacts, file_cover, file_lessons
from tests.factories import LessonCoverFactory, LessonFactory, PeriodFactory, StaffFactory
from tests.world import NOW, TODAY, TOMORROW, YEAR, YESTERDAY, World

GEOGRAPHY = LessonFacts(
    year_starts=YEAR.starts_on,
    group_kind="registration",
    group="8HW",
    week=0,
    weekday=1,
    period="P3",
    starts=time(11, 20),
    ends=time(12, 20),
    staff_code="HLA",
    room="H2",
    subject="Geography",
    from_on=None,
    until_on=None,
)
HISTORY = replace(GEOGRAPHY, weekday=2, staff_code="JMW", subject="History")


@pytest.fixture(autouse=True)
def codes(world: World) -> None:
    """Ms Lane is HLA and Mr Mwangi JMW, as the school's files know them."""
    Staff.objects.filter(user=world.lane).update(code="HLA")
    Staff.objects.filter(user=world.mwangi).update(code="JMW")


def filed(world: World, *lessons: LessonFacts, on: date = TODAY) -> Changes:
    return file_lessons(school=world.marlowe, lessons=lessons, on=on, by=world.okafor, at=NOW)


def covered(world: World, *covers: CoverFacts) -> Changes:
    return file_cover(school=world.marlowe, covers=covers, by=world.okafor, at=NOW)


def lessons() -> list[tuple[str, str, date, date | None]]:
    rows = Lesson.objects.order_by("weekday", "from_on", "pk").select_related("staff")
    return [(row.subject, row.staff.code if row.staff else "", row.from_on, row.until_on) for row in rows]


def test_the_first_timetable_counts_from_the_first_day_of_the_year(world: World) -> None:
    assert filed(world, GEOGRAPHY, HISTORY) == Changes(added=2)
    assert lessons() == [
        ("Geography", "HLA", YEAR.starts_on, YEAR.ends_on),
        ("History", "JMW", YEAR.starts_on, YEAR.ends_on),
    ]
    assert AuditEvent.objects.filter(tbl="schools_lesson", verb="insert", actor=world.okafor.pk).count() == 2


def test_the_same_file_again_changes_nothing(world: World) -> None:
    filed(world, GEOGRAPHY, HISTORY)
    before = list(Lesson.objects.values())
    assert filed(world, GEOGRAPHY, HISTORY, on=TOMORROW) == Changes()
    assert list(Lesson.objects.values()) == before


def test_another_teacher_takes_over_from_the_day_of_the_file(world: World) -> None:
    filed(world, GEOGRAPHY)
    assert filed(world, replace(GEOGRAPHY, staff_code="JMW")) == Changes(added=1, changed=1)
    assert lessons() == [
        ("Geography", "HLA", YEAR.starts_on, YESTERDAY),
        ("Geography", "JMW", TODAY, YEAR.ends_on),
    ]


def test_a_lesson_that_the_file_no_longer_has_ends_and_its_covers_with_it(world: World) -> None:
    filed(world, GEOGRAPHY, HISTORY)
    history = Lesson.objects.get(subject="History")
    cover = StaffFactory.create(school=world.marlowe)
    past = LessonCoverFactory.create(lesson=history, date=date(2027, 3, 3), staff=cover)
    LessonCoverFactory.create(lesson=history, date=TOMORROW, staff=cover)

    assert filed(world, GEOGRAPHY) == Changes(changed=1)
    history.refresh_from_db()
    assert history.until_on == YESTERDAY
    assert list(LessonCover.objects.all()) == [past]


def test_a_lesson_that_began_today_goes_unless_it_was_marked_and_comes_back(world: World) -> None:
    art = replace(GEOGRAPHY, period="P4", staff_code="JMW", subject="Art", starts=time(9), ends=time(10))
    filed(world, HISTORY)
    filed(world, HISTORY, GEOGRAPHY, art)
    marked = Lesson.objects.get(subject="Geography")
    LessonTaken.objects.create(school=world.marlowe, lesson=marked, date=TODAY, started_at=NOW)
    cover = StaffFactory.create(school=world.marlowe)
    for on in (TODAY, TODAY + timedelta(weeks=1)):
        LessonCoverFactory.create(lesson=marked, date=on, staff=cover)

    assert filed(world, HISTORY) == Changes(changed=1, removed=1)
    assert lessons() == [
        ("Geography", "HLA", TODAY, TODAY),
        ("History", "JMW", YEAR.starts_on, YEAR.ends_on),
    ]
    assert LessonCover.objects.get().date == TODAY
    assert filed(world, HISTORY) == Changes()
    assert filed(world, HISTORY, GEOGRAPHY) == Changes(changed=1)
    assert lessons()[0] == ("Geography", "HLA", TODAY, YEAR.ends_on)


def test_a_new_bell_leaves_the_lessons_of_the_past_where_they_were(world: World) -> None:
    filed(world, GEOGRAPHY)
    later = replace(GEOGRAPHY, starts=time(11, 30), ends=time(12, 30))
    filed(world, later)
    filed(world, replace(later, starts=time(11, 25)))
    assert list(Lesson.objects.order_by("from_on").values_list("from_on", "starts")) == [
        (YEAR.starts_on, time(11, 20)),
        (TODAY, time(11, 25)),
    ]


def test_a_room_and_a_subject_are_corrected_in_place_and_nothing_said_leaves_them(world: World) -> None:
    filed(world, GEOGRAPHY)
    assert filed(world, replace(GEOGRAPHY, room="", subject="")) == Changes()
    assert filed(world, replace(GEOGRAPHY, room="H9")) == Changes(changed=1)
    assert Lesson.objects.get().room == "H9"


def test_a_lesson_without_times_has_those_of_its_period_on_that_weekday(world: World) -> None:
    PeriodFactory.create(school=world.marlowe, code="P3", starts=time(11, 0), ends=time(12, 0))
    PeriodFactory.create(school=world.marlowe, code="P3", weekday=2, starts=time(10, 0), ends=time(11, 0))
    untimed = [replace(each, starts=None, ends=None) for each in (GEOGRAPHY, HISTORY)]
    assert filed(world, *untimed) == Changes(added=2)
    assert list(Lesson.objects.order_by("weekday").values_list("starts", flat=True)) == [time(11), time(10)]


def test_what_cannot_be_placed_is_left_out(world: World) -> None:
    assert (
        filed(
            world,
            replace(GEOGRAPHY, period="P9", starts=None, ends=None),
            replace(GEOGRAPHY, group="9ZZ"),
            replace(GEOGRAPHY, staff_code="NOBODY"),
            replace(GEOGRAPHY, from_on=date(2028, 1, 1)),
        )
        == Changes()
    )


def test_periods_are_learned_from_the_file_where_the_school_has_none(world: World) -> None:
    other_day = replace(HISTORY, period="P4", starts=time(13), ends=time(14))
    filed(world, GEOGRAPHY, HISTORY, other_day, replace(other_day, weekday=4, starts=time(12, 50)))
    assert list(Period.objects.order_by("code", "weekday").values_list("code", "weekday", "starts")) == [
        ("P3", None, time(11, 20)),
        ("P4", 2, time(13)),
        ("P4", 4, time(12, 50)),
    ]


def test_a_second_week_begins_a_rotation_unless_somebody_set_one(world: World) -> None:
    filed(world, replace(GEOGRAPHY, week=1), replace(HISTORY, week=2))
    row = DatedValue.objects.get()
    assert (row.value, row.valid_from) == ({"weeks": 2, "first": 1}, date(2026, 8, 31))
    assert {week_on(world.marlowe, TODAY + timedelta(weeks=n)) for n in (0, 1)} == {1, 2}

    filed(world, replace(GEOGRAPHY, week=2))
    assert DatedValue.objects.get() == row


def test_lessons_of_another_school_are_out_of_reach(world: World) -> None:
    LessonFactory.create(group=world.class_9t, subject="Art")
    StaffFactory.create(school=world.tallis, code="XYZ")
    assert filed(world, replace(GEOGRAPHY, group="9T"), replace(GEOGRAPHY, staff_code="XYZ")) == Changes()
    assert [row[0] for row in lessons()] == ["Art"]


def test_cover_is_for_one_day_and_a_later_file_replaces_it(world: World) -> None:
    filed(world, GEOGRAPHY)
    StaffFactory.create(school=world.marlowe, code="CVR")
    lesson = CoverFacts(TODAY, "P3", "8HW", "JMW", "H9")
    register = CoverFacts(TODAY, "", "8HW", "CVR", "")

    assert covered(world, lesson, register) == Changes(added=2)
    assert covered(world, lesson, register) == Changes()
    assert covered(world, replace(lesson, staff_code="CVR", room="")) == Changes(changed=1)

    cover = LessonCover.objects.get()
    assert (cover.staff.code, cover.room, cover.date, cover.set_by) == ("CVR", "H9", TODAY, world.okafor)
    part = GroupStaff.objects.get(part="cover")
    assert (part.staff.code, part.from_on, part.until_on) == ("CVR", TODAY, TODAY)


def test_cover_of_a_lesson_that_does_not_meet_that_day_is_left_out(world: World) -> None:
    filed(world, replace(GEOGRAPHY, week=1), replace(GEOGRAPHY, week=2, period="P4"))
    met, other = ("P3", "P4") if week_on(world.marlowe, TODAY) == 1 else ("P4", "P3")
    facts = CoverFacts(TODAY, met, "8HW", "JMW", "")
    assert covered(world, replace(facts, period=other), replace(facts, date=TOMORROW)) == Changes()
    assert covered(world, facts) == Changes(added=1)


def test_a_file_costs_as_many_statements_for_one_lesson_as_for_a_hundred(world: World) -> None:
    def cost(*facts: LessonFacts) -> int:
        with CaptureQueriesContext(connection) as sent:
            filed(world, *facts)
        return len(sent)

    hundred = [replace(GEOGRAPHY, period=f"P{n}", weekday=n % 5) for n in range(100)]
    assert cost(GEOGRAPHY) == cost(*hundred)
