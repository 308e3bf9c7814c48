"""Two people change the groups, or the cover, of one school at the same moment."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from schools.access import Rights, rights_of
from schools.models import Group, GroupKind, GroupMember, Lesson, LessonCover, Pupil, Staff
from schools.services.cover import put_cover
from schools.services.group_changes import add_members, move_members
from tests.databases import Addresses
from tests.factories import LessonFactory, StaffFactory
from tests.integration.attendance.test_simultaneous import Elsewhere, at_once
from tests.world import NOW, TODAY, YEAR, YESTERDAY, World, add_group, build_world


def rights(person: User) -> Rights:
    found = rights_of(person, "marlowe-park", on=TODAY)
    assert found is not None
    return found


def times(pupil: Pupil) -> list[tuple[str, date, date | None]]:
    rows = GroupMember.objects.filter(pupil=pupil, group__kind=GroupKind.REGISTRATION).order_by("from_on")
    return [(row.group.name, row.from_on, row.until_on) for row in rows.select_related("group")]


def put(world: World, staff: Staff, lesson: Lesson) -> int:
    return put_cover(
        rights=rights(world.okafor), on=TODAY, registers={}, lessons={lesson.pk: staff.pk}, at=NOW
    )


@pytest.mark.parametrize("is_move", [False, True])
def test_two_people_put_a_pupil_in_one_class(own_database: Addresses, is_move: bool) -> None:
    school = build_world()
    amir = school.pupils[0]
    first, second = (add_group(school.marlowe, name, 8) for name in ("8JB", "8KC"))
    officer = rights(school.okafor)

    def put(group: Group) -> int:
        if is_move:
            return move_members(
                rights=officer,
                group_id=school.class_8hw.pk,
                to_id=group.pk,
                pupil_ids=[amir.pk],
                from_on=TODAY,
                at=NOW,
            )
        return add_members(rights=officer, group_id=group.pk, pupil_ids=[amir.pk], from_on=TODAY, at=NOW)

    with transaction.atomic():
        put(first)
        other = Elsewhere(lambda: put(second))
        other.has_to_wait()
    other.result()
    assert times(amir) == [("8HW", YEAR.starts_on, YESTERDAY), ("8KC", TODAY, YEAR.ends_on)]


def test_two_people_swap_pupils_between_two_classes_and_neither_is_stopped(own_database: Addresses) -> None:
    school = build_world()
    amir, zoe, _ = school.pupils
    second = add_group(school.marlowe, "8JB", 8)
    officer = rights(school.okafor)
    add_members(rights=officer, group_id=second.pk, pupil_ids=[zoe.pk], from_on=YESTERDAY, at=NOW)

    def move(pupil: Pupil, start: Group, to: Group) -> int:
        return move_members(
            rights=officer, group_id=start.pk, to_id=to.pk, pupil_ids=[pupil.pk], from_on=TODAY, at=NOW
        )

    works = [partial(move, amir, school.class_8hw, second), partial(move, zoe, second, school.class_8hw)]
    assert at_once(works) == [1, 1]
    assert [times(pupil)[-1][0] for pupil in (amir, zoe)] == ["8JB", "8HW"]


@pytest.mark.parametrize("is_covered", [False, True])
def test_of_two_who_cover_a_lesson_at_once_the_second_is_told(
    own_database: Addresses, is_covered: bool
) -> None:
    school = build_world()
    taught = LessonFactory.create(group=school.class_7a, staff=Staff.objects.get(user=school.lane))
    first, second, third = (StaffFactory.create(school=school.marlowe) for _ in range(3))
    if is_covered:
        put(school, third, taught)
    with transaction.atomic():
        put(school, first, taught)
        other = Elsewhere(lambda: put(school, second, taught))
        other.has_to_wait()
    with pytest.raises(ValidationError, match="Somebody covered one of these lessons just now"):
        other.result()
    assert LessonCover.objects.get().staff == first
