"""A teacher's own classes: by register, lesson and cover, each for its days; registers by no lesson."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import User
from accounts.roles import Permission
from schools.access import Rights, groups_visible_to, pupils_visible_to, rights_of
from schools.models import DatedValue, Group, GroupKind, GroupMember, Lesson, Staff
from schools.timetable import ROTATION_KEY
from tests.factories import (
    GroupFactory,
    GroupMemberFactory,
    GroupStaffFactory,
    LessonCoverFactory,
    LessonFactory,
    StaffFactory,
)
from tests.sign_in import signed_in
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World

REGISTERS = (Permission.REGISTER_VIEW, Permission.REGISTER_SAVE)
OTHERS = (
    Permission.PUPIL_SEARCH,
    Permission.ATTENDANCE_HISTORY,
    Permission.SUPPORT_FACTS_VIEW,
    Permission.FIGURES_VIEW,
)


def rights(person: User, on: object = TODAY) -> Rights:
    found = rights_of(person, "marlowe-park", on=on)  # type: ignore[arg-type]
    assert found is not None
    return found


def lane(world: World) -> Staff:
    return Staff.objects.get(user=world.lane)


def groups(person: User, permission: Permission, on: object = TODAY) -> set[str]:
    found = groups_visible_to(rights(person, on), permission).exclude(kind=GroupKind.YEAR)
    return {group.name for group in found}


def surnames(person: User, permission: Permission, on: object = TODAY) -> set[str]:
    found = pupils_visible_to(rights(person, on), permission)
    return {pupil.known_surname for pupil in found} - {"Khan", "O'Brien-Łukasiewicz", "Abbott"}


@pytest.fixture
def set_1(world: World) -> Group:
    """Geography set 1 of Year 7, with Megan Hughes of 7A."""
    group: Group = GroupFactory.create(
        academic_year=world.class_7a.academic_year, kind=GroupKind.TEACHING.value, name="7x/Gg1"
    )
    GroupMemberFactory.create(group=group, pupil=world.pupils_elsewhere["7A"])
    return group


@pytest.mark.parametrize("permission", OTHERS)
def test_a_lesson_brings_its_pupils(world: World, set_1: Group, permission: Permission) -> None:
    assert groups(world.lane, permission) == {"8HW"}
    LessonFactory.create(group=set_1, staff=lane(world), weekday=4)
    assert groups(world.lane, permission) == {"8HW", "7x/Gg1"}
    assert surnames(world.lane, permission) == {"Hughes"}


def test_a_lesson_of_the_other_week_brings_them_too(world: World, set_1: Group) -> None:
    value = {"weeks": 2, "first": 1}
    DatedValue.objects.create(
        school=world.marlowe, key=ROTATION_KEY, value=value, valid_from=TODAY - timedelta(days=1), source="x"
    )
    LessonFactory.create(group=set_1, staff=lane(world), week=2)
    assert surnames(world.lane, Permission.PUPIL_SEARCH) == {"Hughes"}


@pytest.mark.parametrize("permission", REGISTERS)
def test_no_register_follows_from_a_lesson_even_of_a_registration_group(
    world: World, set_1: Group, permission: Permission
) -> None:
    for group in (set_1, world.class_7a):
        LessonFactory.create(group=group, staff=lane(world))
    assert groups(world.lane, permission) == {"8HW"}
    assert surnames(world.lane, permission) == set()


@pytest.mark.parametrize("part", ["", "print/", "history/", "save/", "amend/"])
def test_the_pages_of_a_register_stay_shut_to_who_teaches_its_group(world: World, part: str) -> None:
    lesson = LessonFactory.create(group=world.class_7a, staff=lane(world))
    LessonCoverFactory.create(lesson=lesson, date=TODAY, staff=lane(world))
    part = f"amend/{world.pupils_elsewhere['7A'].pk}/" if part == "amend/" else part
    url = f"/marlowe-park/registers/{TODAY}/{world.class_7a.pk}/am/{part}"
    answer = signed_in(world.lane).get(url, {"since": "1"})
    assert answer.status_code == 404
    assert "Hughes" not in answer.content.decode()


def test_cover_of_a_lesson_ends_with_the_day(world: World, set_1: Group) -> None:
    lesson = LessonFactory.create(group=set_1, staff=Staff.objects.get(user=world.mwangi))
    LessonCoverFactory.create(lesson=lesson, date=TODAY, staff=lane(world))
    for on, seen in ((YESTERDAY, set()), (TODAY, {"Hughes"}), (TOMORROW, set())):
        assert surnames(world.lane, Permission.PUPIL_SEARCH, on) == seen
        assert surnames(world.lane, Permission.REGISTER_VIEW, on) == set()


def test_cover_of_a_register_ends_with_the_day(world: World) -> None:
    GroupStaffFactory.create(
        group=world.class_7a, staff=lane(world), part="cover", from_on=TODAY, until_on=TODAY
    )
    for permission in (*REGISTERS, *OTHERS):
        for on, seen in ((YESTERDAY, set()), (TODAY, {"Hughes"}), (TOMORROW, set())):
            assert surnames(world.lane, permission, on) == seen


def test_a_pupils_page_opens_on_the_day_of_the_cover_and_not_on_the_next(
    world: World, set_1: Group, clock: time_machine.Traveller
) -> None:
    lesson = LessonFactory.create(group=set_1, staff=None)
    LessonCoverFactory.create(lesson=lesson, date=TODAY, staff=lane(world))
    client = signed_in(world.lane)
    page = f"/marlowe-park/pupils/{world.pupils_elsewhere['7A'].pk}/"
    assert client.get(page).status_code == 200
    clock.move_to(NOW + timedelta(days=1))
    assert signed_in(world.lane).get(page).status_code == 404


def test_a_lesson_that_has_ended_or_not_begun_brings_nobody(world: World, set_1: Group) -> None:
    LessonFactory.create(group=set_1, staff=lane(world), until_on=YESTERDAY)
    LessonFactory.create(group=set_1, staff=lane(world), from_on=TOMORROW)
    assert surnames(world.lane, Permission.PUPIL_SEARCH) == set()
    ended = Lesson.objects.get(until_on=YESTERDAY)
    LessonCoverFactory.create(lesson=ended, date=TODAY, staff=lane(world))
    assert surnames(world.lane, Permission.PUPIL_SEARCH) == set()


def test_a_pupil_who_left_the_set_is_no_longer_seen(world: World, set_1: Group) -> None:
    LessonFactory.create(group=set_1, staff=lane(world))
    GroupMember.objects.filter(group=set_1).update(until_on=YESTERDAY)
    assert surnames(world.lane, Permission.PUPIL_SEARCH) == set()


def test_a_lesson_at_another_school_brings_nothing_here(world: World) -> None:
    there = StaffFactory.create(school=world.tallis, user=world.lane)
    LessonFactory.create(group=world.class_9t, staff=there)
    assert groups(world.lane, Permission.PUPIL_SEARCH) == {"8HW"}
    assert rights_of(world.lane, "tallis-wood", on=TODAY) is None


def test_lessons_give_a_role_without_classes_no_more_than_it_has(world: World, set_1: Group) -> None:
    rahman = StaffFactory.create(school=world.marlowe, user=world.rahman)
    LessonFactory.create(group=set_1, staff=rahman)
    assert surnames(world.rahman, Permission.PUPIL_SEARCH) == set()
