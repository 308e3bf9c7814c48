"""The timetable by hand: lessons, bell times and weeks change from a day on, and the past stays."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.roles import Role
from schools.access import Rights, rights_of
from schools.models import DatedValue, Lesson, LessonCover, Period, Staff
from schools.queries.rotation import week_on
from schools.queries.timetable import known_periods
from schools.services.timetable import LessonWords, add_lesson, change_lesson, end_lesson, remove_period
from tests.factories import LessonCoverFactory, LessonFactory, PeriodFactory, StaffFactory
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, YEAR, YESTERDAY, World, add_group

TIMETABLE = "/marlowe-park/setup/timetable/"
PERIODS = f"{TIMETABLE}periods/"
NEXT_TUESDAY = TODAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def bell(world: World) -> None:
    """P1 at nine and P2 at ten, but P2 at eleven on Fridays."""
    PeriodFactory.create(school=world.marlowe)
    PeriodFactory.create(school=world.marlowe, code="P2", starts=time(10), ends=time(11))
    PeriodFactory.create(school=world.marlowe, code="P2", weekday=4, starts=time(11), ends=time(12))


@pytest.fixture
def lesson(world: World) -> Lesson:
    """Ms Lane's geography with 7A, Tuesdays in P1."""
    found: Lesson = LessonFactory.create(
        group=world.class_7a, staff=staff_of(world.lane), until_on=YEAR.ends_on
    )
    return found


def staff_of(person: User) -> Staff:
    return Staff.objects.get(user=person)


def rights(person: User) -> Rights:
    found = rights_of(person, "marlowe-park", on=TODAY)
    assert found is not None
    return found


def words(world: World, **changed: Any) -> LessonWords:
    base = LessonWords(0, 1, "P1", "Geography", "H2", staff_of(world.lane).pk)
    return replace(base, **changed)


def change(world: World, lesson: Lesson, on: date = TODAY, **changed: Any) -> Lesson:
    return change_lesson(
        rights=rights(world.okafor),
        lesson_id=lesson.pk,
        words=words(world, **changed),
        from_on=on,
        at=NOW,
    )


def shown(world: World, query: str = "") -> Any:
    return signed_in(world.okafor).get(f"{TIMETABLE}{query}")


def spans() -> list[tuple[str, date, date | None]]:
    rows = Lesson.objects.order_by("from_on", "pk")
    return [(f"{row.period} {row.starts:%H:%M} {row.room}", row.from_on, row.until_on) for row in rows]


def test_a_lesson_is_added_with_the_bell_of_its_weekday_and_stands_in_both_timetables(world: World) -> None:
    lane = staff_of(world.lane)
    posted = {"group_id": world.class_7a.pk, "weekday": 4, "period": "P2", "week": 0, "staff_id": lane.pk}
    told = signed_in(world.okafor).post(
        f"{TIMETABLE}?group={world.class_7a.pk}",
        posted | {"subject": "Art", "from_on": "9/3/2027"},
        follow=True,
    )
    assert "7A: lesson added on Friday." in told.content.decode()
    row = Lesson.objects.get()
    assert (row.starts, row.from_on, row.until_on, row.school) == (
        time(11),
        TODAY,
        YEAR.ends_on,
        world.marlowe,
    )
    for query in (f"?group={world.class_7a.pk}", f"?staff={lane.pk}"):
        (line,) = shown(world, query).context["rows"]
        cells = {day: [each.subject for each in lessons] for day, lessons in line.cells if lessons}
        assert (line.period, line.times, cells) == ("P2", "11:00 to 12:00", {"Friday": ["Art"]})
    assert AuditEvent.objects.filter(tbl="schools_lesson", actor=world.okafor.pk, verb="insert").exists()


@pytest.mark.parametrize(
    ("changed", "on", "told"),
    [
        ({"period": "P9"}, TODAY, "P9 has no bell times on Tuesday"),
        ({}, date(2026, 8, 1), "Give a day of the group’s year"),
        ({"period": "P1"}, TODAY, "has this lesson with this teacher already"),
    ],
)
def test_a_lesson_that_cannot_be_is_refused(
    world: World, lesson: Lesson, changed: dict[str, Any], on: date, told: str
) -> None:
    with pytest.raises(ValidationError, match=told):
        add_lesson(
            rights=rights(world.okafor),
            group_id=world.class_7a.pk,
            words=words(world, **changed),
            from_on=on,
            at=NOW,
        )


def test_a_change_holds_from_its_day_and_takes_the_cover_of_later_days_along(
    world: World, lesson: Lesson
) -> None:
    for on in (date(2027, 3, 2), NEXT_TUESDAY):
        LessonCoverFactory.create(lesson=lesson, date=on, staff=staff_of(world.mwangi))
    changed = change(world, lesson, room="H9")
    assert spans() == [("P1 09:00 H2", YEAR.starts_on, YESTERDAY), ("P1 09:00 H9", TODAY, YEAR.ends_on)]
    assert list(LessonCover.objects.values_list("lesson", "date")) == [
        (lesson.pk, date(2027, 3, 2)),
        (changed.pk, NEXT_TUESDAY),
    ]
    assert change(world, changed, room="H7").pk == changed.pk
    assert spans()[1:] == [("P1 09:00 H7", TODAY, YEAR.ends_on)]


def test_a_lesson_that_moves_to_another_weekday_leaves_its_cover_behind(world: World, lesson: Lesson) -> None:
    LessonCoverFactory.create(lesson=lesson, date=NEXT_TUESDAY, staff=staff_of(world.mwangi))
    change(world, lesson, weekday=2)
    assert not LessonCover.objects.exists()


def test_the_page_of_a_lesson_changes_and_ends_it(world: World, lesson: Lesson) -> None:
    client, url = signed_in(world.okafor), f"{TIMETABLE}{lesson.pk}/"
    posted = {"form": "change", "weekday": 1, "period": "P2", "week": 0, "from_on": "10/3/2027"}
    assert "7A: lesson changed." in client.post(url, posted, follow=True).content.decode()
    assert spans() == [("P1 09:00 H2", YEAR.starts_on, TODAY), ("P2 10:00 ", TOMORROW, YEAR.ends_on)]

    refused = client.post(url, posted | {"period": "P1"})
    assert refused.status_code == 422
    assert "The lesson ends on Tuesday 9 March 2027" in refused.content.decode()

    later = Lesson.objects.get(from_on=TOMORROW)
    told = client.post(f"{TIMETABLE}{later.pk}/", {"form": "end", "last_on": "9/3/2027"}, follow=True)
    assert "last day saved" in told.content.decode()
    assert spans() == [("P1 09:00 H2", YEAR.starts_on, TODAY)]


def test_a_teacher_sees_the_pupils_until_the_lessons_last_day(world: World, lesson: Lesson) -> None:
    page = f"/marlowe-park/pupils/{world.pupils_elsewhere['7A'].pk}/"
    assert signed_in(world.lane).get(page).status_code == 200
    LessonCoverFactory.create(lesson=lesson, date=NEXT_TUESDAY, staff=staff_of(world.mwangi))
    end_lesson(rights=rights(world.okafor), lesson_id=lesson.pk, last_on=YESTERDAY, at=NOW)
    assert signed_in(world.lane).get(page).status_code == 404
    assert not LessonCover.objects.exists()


def test_a_new_bell_moves_lessons_from_its_day_on(world: World, lesson: Lesson) -> None:
    friday = LessonFactory.create(group=world.class_7a, weekday=4)
    PeriodFactory.create(school=world.marlowe, weekday=4)
    posted = {"form": "period", "code": "P1", "starts": "09:05", "ends": "10:05", "from_on": "9/3/2027"}
    told = signed_in(world.okafor).post(PERIODS, posted, follow=True)
    assert "P1 saved. 1 lesson moved with it." in told.content.decode()
    assert [row for row in spans() if "09:05" in row[0]] == [("P1 09:05 H2", TODAY, YEAR.ends_on)]
    friday.refresh_from_db()
    assert friday.starts == time(9)
    assert known_periods(world.marlowe)["P1", None] == (time(9, 5), time(10, 5))

    signed_in(world.okafor).post(PERIODS, posted | {"weekday": "4", "starts": "09:10"})
    assert Lesson.objects.get(weekday=4, from_on=TODAY).starts == time(9, 10)


def test_a_period_that_ends_before_it_starts_is_refused(world: World) -> None:
    posted = {"form": "period", "code": "P3", "starts": "12:00", "ends": "11:00", "from_on": "9/3/2027"}
    answer = signed_in(world.okafor).post(PERIODS, posted)
    assert answer.status_code == 422
    assert "must end after it starts" in answer.content.decode()


def test_bell_times_are_removed_and_lessons_keep_theirs(world: World, lesson: Lesson) -> None:
    period = Period.objects.get(code="P1")
    told = signed_in(world.okafor).post(PERIODS, {"form": "remove", "period": period.pk}, follow=True)
    assert "P1 removed." in told.content.decode()
    lesson.refresh_from_db()
    assert lesson.starts == time(9)
    there = PeriodFactory.create(school=world.tallis)
    for number in (there.pk, "x", "9" * 30):
        answer = signed_in(world.okafor).post(PERIODS, {"form": "remove", "period": number})
        assert answer.status_code == 404
    with pytest.raises(Http404):
        remove_period(rights=rights(world.okafor), period_id=there.pk, at=NOW)


def test_weeks_are_counted_anew_from_a_monday_and_earlier_ones_stay(world: World) -> None:
    client = signed_in(world.okafor)
    posted = {"form": "weeks", "weeks": 2, "first": 1, "from_monday": "31/8/2026", "source": "The head"}
    client.post(PERIODS, posted)
    before = week_on(world.marlowe, YESTERDAY - timedelta(days=7))
    client.post(PERIODS, posted | {"from_monday": "8/3/2027", "first": 2})
    assert [week_on(world.marlowe, on) for on in (TODAY, NEXT_TUESDAY)] == [2, 1]
    assert week_on(world.marlowe, YESTERDAY - timedelta(days=7)) == before
    rows = DatedValue.objects.order_by("valid_from").values_list("valid_from", "valid_to", "source")
    assert list(rows) == [
        (date(2026, 8, 31), date(2027, 3, 8), "The head"),
        (date(2027, 3, 8), None, "The head"),
    ]

    refused = client.post(PERIODS, posted | {"from_monday": "9/3/2027"})
    assert refused.status_code == 422
    assert "starts on a Monday" in refused.content.decode()


def test_each_week_shows_its_lessons_and_those_of_every_week(world: World) -> None:
    signed_in(world.okafor).post(
        PERIODS, {"form": "weeks", "weeks": 2, "first": 1, "from_monday": "8/3/2027", "source": "The head"}
    )
    for week, subject in enumerate(("Tutor", "Art", "Music")):
        LessonFactory.create(group=world.class_7a, week=week, weekday=week, subject=subject)
    for week, subjects in ((1, ["Tutor", "Art"]), (2, ["Tutor", "Music"])):
        (row,) = shown(world, f"?group={world.class_7a.pk}&week={week}").context["rows"]
        assert [each.subject for _, lessons in row.cells for each in lessons] == subjects


def test_lessons_groups_and_people_of_another_school_are_not_there(world: World, lesson: Lesson) -> None:
    there = LessonFactory.create(group=world.class_9t)
    stranger = StaffFactory.create(school=world.tallis)
    who = rights(world.okafor)
    assert signed_in(world.okafor).get(f"{TIMETABLE}{there.pk}/").status_code == 404
    assert shown(world, f"?group={world.class_9t.pk}").context["rows"] == []
    with pytest.raises(Http404):
        add_lesson(rights=who, group_id=world.class_9t.pk, words=words(world), from_on=TODAY, at=NOW)
    with pytest.raises(Http404):
        change(world, lesson, staff_id=stranger.pk)
    with pytest.raises(Http404):
        change(world, there)
    with pytest.raises(Http404):
        end_lesson(rights=who, lesson_id=there.pk, last_on=TODAY, at=NOW)


@pytest.mark.parametrize("who", ["lane", "bell", "rahman", "reid"])
def test_others_change_no_lesson(world: World, lesson: Lesson, who: str) -> None:
    person = getattr(world, who)
    assert signed_in(person).get(TIMETABLE).status_code == 403
    with pytest.raises(PermissionDenied):
        end_lesson(rights=rights(person), lesson_id=lesson.pk, last_on=TODAY, at=NOW)


def test_the_page_costs_as_many_statements_for_one_lesson_as_for_sixty(world: World, lesson: Lesson) -> None:
    lane = staff_of(world.lane)

    def cost() -> int:
        client = signed_in(world.okafor)
        with CaptureQueriesContext(connection) as sent:
            assert client.get(f"{TIMETABLE}?staff={lane.pk}").status_code == 200
        return len(sent)

    few = cost()
    for number in range(12):
        group = add_group(world.marlowe, f"9-{number}", 9)
        for weekday in range(5):
            LessonFactory.create(group=group, staff=lane, weekday=weekday, period=f"P{number}")
    assert cost() == few


def test_nobody_gives_themselves_a_lesson_but_who_takes_every_register(world: World, lesson: Lesson) -> None:
    admin = world.staff[Role.ADMIN]
    own, head = (StaffFactory.create(school=world.marlowe, user=who) for who in (admin, world.adeyemi))

    def by(person: User, staff: Staff, **changed: Any) -> Lesson:
        said = words(world, staff_id=staff.pk, **changed)
        return change_lesson(
            rights=rights(person), lesson_id=lesson.pk, words=said, from_on=lesson.from_on, at=NOW
        )

    with pytest.raises(ValidationError, match="Ask a colleague to put you on"):
        by(admin, own)
    with pytest.raises(ValidationError, match="Ask a colleague to put you on"):
        add_lesson(
            rights=rights(admin),
            group_id=world.class_8hw.pk,
            words=words(world, staff_id=own.pk),
            from_on=TODAY,
            at=NOW,
        )
    assert by(world.adeyemi, head).staff == head
    assert by(world.okafor, own).staff == own
    assert by(admin, own, room="H9").room == "H9"
