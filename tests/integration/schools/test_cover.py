"""Cover: who takes a register or a lesson for a day, put in by those who keep attendance in order."""

from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.roles import Permission, Role
from schools.access import Rights, pupils_visible_to, rights_of
from schools.models import Group, GroupStaff, Lesson, LessonCover, Staff
from schools.services.cover import put_cover
from tests.factories import LessonCoverFactory, LessonFactory, StaffFactory
from tests.sign_in import signed_in
from tests.world import NOW, SUNDAY, TODAY, TOMORROW, YESTERDAY, World, add_group

COVER = "/marlowe-park/cover/"


def rights(person: User) -> Rights:
    found = rights_of(person, "marlowe-park", on=TODAY)
    assert found is not None
    return found


def staff_of(person: User) -> Staff:
    return Staff.objects.get(user=person)


@pytest.fixture
def lesson(world: World) -> Lesson:
    """Ms Lane's geography with 7A, Tuesdays at nine."""
    found: Lesson = LessonFactory.create(group=world.class_7a, staff=staff_of(world.lane))
    return found


def put(
    world: World,
    staff: Staff,
    *,
    register: Group | None = None,
    lesson: Lesson | None = None,
    on: date = TODAY,
    by: User | None = None,
) -> int:
    return put_cover(
        rights=rights(by or world.okafor),
        on=on,
        registers={register.pk: staff.pk} if register else {},
        lessons={lesson.pk: staff.pk} if lesson else {},
        at=NOW,
    )


def page(world: World, query: str = "", person: User | None = None) -> Any:
    return signed_in(person or world.okafor).get(f"{COVER}{query}")


def test_the_page_lists_the_registers_and_lessons_of_who_is_away(world: World, lesson: Lesson) -> None:
    LessonFactory.create(group=world.class_7a, staff=staff_of(world.lane), weekday=2, subject="Art")
    lane = staff_of(world.lane)
    lines = page(world, f"?away={lane.pk}").context["day"].lines
    assert [(line.group, line.what, line.teacher) for line in lines] == [
        ("8HW", "registers", "Ms Lane"),
        ("7A", "Geography, P1", "Ms Lane"),
    ]
    assert page(world).context["day"].lines == []


def test_saving_the_page_puts_people_in_and_takes_them_out(world: World, lesson: Lesson) -> None:
    lane, mwangi = staff_of(world.lane), staff_of(world.mwangi)
    url = f"{COVER}?away={lane.pk}"
    keys = f"register-{world.class_8hw.pk}", f"lesson-{lesson.pk}"
    told = signed_in(world.okafor).post(url, dict.fromkeys(keys, mwangi.pk), follow=True)
    assert "2 covers changed for Tuesday 9 March." in told.content.decode()
    assert [line.cover for line in told.context["day"].covered] == ["Mr Mwangi", "Mr Mwangi"]

    part = GroupStaff.objects.get(part="cover")
    assert (part.group, part.staff, part.from_on, part.until_on) == (world.class_8hw, mwangi, TODAY, TODAY)
    cover = LessonCover.objects.get()
    assert (cover.lesson, cover.staff, cover.date, cover.set_by) == (lesson, mwangi, TODAY, world.okafor)
    verbs = AuditEvent.objects.filter(actor=world.okafor.pk, verb="insert").values_list("tbl", flat=True)
    assert {"schools_groupstaff", "schools_lessoncover"} <= set(verbs)

    signed_in(world.okafor).post(url, {keys[0]: "", keys[1]: mwangi.pk})
    assert not GroupStaff.objects.filter(part="cover").exists()
    assert LessonCover.objects.get() == cover


def test_cover_opens_the_register_for_its_day_and_closes_it_again(
    world: World, clock: time_machine.Traveller
) -> None:
    put(world, staff_of(world.mwangi), register=world.class_8hw)
    register = f"/marlowe-park/registers/{TODAY}/{world.class_8hw.pk}/am/"
    assert signed_in(world.mwangi).get(register).status_code == 200
    clock.move_to(NOW.replace(day=10))
    assert signed_in(world.mwangi).get(register).status_code == 404


def test_cover_for_tomorrow_opens_nothing_today(world: World) -> None:
    put(world, staff_of(world.mwangi), register=world.class_8hw, on=TOMORROW)
    assert (
        not pupils_visible_to(rights(world.mwangi), Permission.PUPIL_SEARCH)
        .filter(pk=world.pupils[0].pk)
        .exists()
    )


@pytest.mark.parametrize(
    ("on", "words"), [(YESTERDAY, "This day is over"), (SUNDAY.replace(day=14), "School is closed on Sunday")]
)
def test_no_cover_for_a_day_that_is_over_or_without_school(world: World, on: date, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        put(world, staff_of(world.mwangi), register=world.class_8hw, on=on)


def test_a_lesson_that_does_not_meet_on_the_day_is_not_there(world: World, lesson: Lesson) -> None:
    with pytest.raises(Http404):
        put(world, staff_of(world.mwangi), lesson=lesson, on=TOMORROW)


def test_nobody_covers_by_their_own_word_but_who_takes_every_register(world: World, lesson: Lesson) -> None:
    admin = world.staff[Role.ADMIN]
    own = StaffFactory.create(school=world.marlowe, user=admin)
    for what in ({"register": world.class_8hw}, {"lesson": lesson}):
        with pytest.raises(ValidationError, match="Ask a colleague to put you on"):
            put(world, own, by=admin, **what)
    key, away = f"lesson-{lesson.pk}", staff_of(world.lane)
    answer = signed_in(admin).post(f"{COVER}?away={away.pk}", {key: own.pk})
    assert answer.status_code == 422
    assert "Ask a colleague to put you on" in answer.content.decode()

    assert put(world, own, lesson=lesson, register=world.class_8hw) == 2
    assert put(world, own, lesson=lesson, register=world.class_8hw, by=admin) == 0
    head = StaffFactory.create(school=world.marlowe, user=world.adeyemi)
    assert put(world, head, lesson=lesson, by=world.adeyemi) == 1


def test_people_groups_and_lessons_of_another_school_are_not_there(world: World, lesson: Lesson) -> None:
    stranger = StaffFactory.create(school=world.tallis)
    there = LessonFactory.create(group=world.class_9t)
    ours = staff_of(world.mwangi)
    with pytest.raises(Http404):
        put(world, stranger, lesson=lesson)
    with pytest.raises(Http404):
        put(world, ours, register=world.class_9t)
    with pytest.raises(Http404):
        put(world, ours, lesson=there)
    assert page(world, f"?away={stranger.pk}").context["day"].lines == []


@pytest.mark.parametrize("who", ["lane", "bell", "rahman", "reid"])
def test_others_put_no_cover_in(world: World, who: str) -> None:
    person = getattr(world, who)
    assert page(world, person=person).status_code == 403
    with pytest.raises(PermissionDenied):
        put(world, staff_of(world.lane), register=world.class_7a, by=person)


def test_who_has_a_lesson_at_that_time_is_marked(world: World, lesson: Lesson) -> None:
    busy = LessonFactory.create(
        group=world.class_8hw, staff=staff_of(world.mwangi), starts=time(9, 30), ends=time(10, 30)
    )
    text = page(world, f"?away={staff_of(world.lane).pk}").content.decode()
    assert text.count("has a lesson then") == 2
    LessonCoverFactory.create(lesson=busy, date=TODAY, staff=StaffFactory.create(school=world.marlowe))
    text = page(world, f"?away={staff_of(world.lane).pk}").content.decode()
    assert f"{staff_of(world.mwangi).code}): has a lesson then" not in text


def test_what_has_no_teacher_waits_for_cover_and_a_long_list_is_cut(world: World) -> None:
    for number in range(22):
        LessonFactory.create(group=world.class_7a, staff=None, period=f"P{number}")
    day = page(world).context["day"]
    assert (len(day.lines), day.more) == (20, 2)
    assert "2 more lessons have no teacher" in page(world).content.decode()


def test_a_past_day_is_shown_and_not_changed(world: World, lesson: Lesson) -> None:
    text = page(world, f"?on=2027-03-02&away={staff_of(world.lane).pk}").content.decode()
    assert "Geography" in text
    assert "Save the cover" not in text
    assert "There is nothing to cover" in page(world, f"?on={SUNDAY}").content.decode()


def test_the_page_costs_as_many_statements_for_one_group_as_for_thirty(world: World, lesson: Lesson) -> None:
    lane = staff_of(world.lane)

    def cost() -> int:
        client = signed_in(world.okafor)
        with CaptureQueriesContext(connection) as sent:
            assert client.get(f"{COVER}?away={lane.pk}").status_code == 200
        return len(sent)

    few = cost()
    for number in range(30):
        group = add_group(world.marlowe, f"9-{number}", 9)
        cover = LessonFactory.create(group=group, staff=lane)
        LessonCoverFactory.create(lesson=cover, date=TODAY, staff=staff_of(world.mwangi))
    assert cost() == few
