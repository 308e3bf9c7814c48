"""What a duplicate record holds beside marks goes along when two records of one child are made one."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from attendance.models import (
    BulkAct,
    BulkMark,
    CodePermit,
    LessonFollowUp,
    LessonMark,
    Mark,
    ScreenAlert,
    SignOut,
)
from attendance.queries.merges import mark_words, plan_merge
from attendance.services.bulk import Undone, undo_bulk
from schools.models import Lesson, Pupil, RollEntry
from tests.factories import LessonFactory, MarkFactory
from tests.integration.attendance.merge_steps import merged
from tests.integration.attendance.permit_steps import permit_row, rights_for
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World, add_pupils

THEATRE = 33


@pytest.fixture
def kept(world: World) -> Pupil:
    return world.pupils[0]


@pytest.fixture
def other(world: World, kept: Pupil) -> Pupil:
    """Amir again, in 7A since November."""
    (again,) = add_pupils(world.class_7a, 1, [("Khan", "Ameer")], born_on=kept.born_on, upn="")
    RollEntry.objects.filter(pupil=again).update(admitted_on=date(2026, 11, 2))
    return again


@pytest.fixture
def lesson(world: World) -> Lesson:
    return LessonFactory.create(group=world.class_8hw)


def lesson_mark(pupil: Pupil, lesson: Lesson, on: date, code: str = "N") -> None:
    LessonMark.objects.create(pupil=pupil, lesson=lesson, date=on, school=pupil.school, code=code, set_at=NOW)


def test_codes_agreed_ahead_go_along_and_the_page_says_so(world: World, kept: Pupil, other: Pupil) -> None:
    permit_row(world, kept)
    permit = permit_row(world, other, "M", starts_on=TOMORROW, ends_on=TOMORROW)
    assert "1 code agreed ahead: moved" in mark_words(plan_merge(kept, other), sees_marks=False)

    merged(kept, other, by=world.okafor)

    permit.refresh_from_db()
    assert permit.pupil == kept


def test_two_codes_for_one_session_are_settled_by_a_person_first(
    world: World, kept: Pupil, other: Pupil
) -> None:
    permit_row(world, kept)
    permit_row(world, other, "M")

    with pytest.raises(ValidationError, match="different codes agreed for Tue 9 Mar 2027 AM"):
        merged(kept, other, by=world.okafor)
    assert CodePermit.objects.filter(pupil=other).exists()


def test_lesson_marks_go_along_where_the_kept_pupil_has_none(
    world: World, kept: Pupil, other: Pupil, lesson: Lesson
) -> None:
    lesson_mark(kept, lesson, TODAY, "/")
    lesson_mark(other, lesson, TODAY)
    lesson_mark(other, lesson, YESTERDAY)

    merged(kept, other, by=world.okafor)

    found = LessonMark.objects.filter(pupil=kept).order_by("date").values_list("date", "code")
    assert list(found) == [(YESTERDAY, "N"), (TODAY, "/")]
    assert LessonMark.objects.filter(pupil=other).count() == 1


def test_follow_ups_sign_outs_and_alerts_go_along(
    world: World, kept: Pupil, other: Pupil, lesson: Lesson
) -> None:
    ours = {"school": world.marlowe, "pupil": other, "date": TODAY}
    LessonFollowUp.objects.create(**ours, lesson=lesson, opened_by=world.okafor, opened_at=NOW)
    SignOut.objects.create(**ours, out_at=NOW, reason="Dentist", signed_by=world.bell)
    ScreenAlert.objects.create(
        **ours, kind="here", group=world.class_7a, session=1, raised_by=world.lane, raised_at=NOW
    )

    merged(kept, other, by=world.okafor)

    for model in (LessonFollowUp, SignOut, ScreenAlert):
        assert model._default_manager.get().pupil == kept


def test_who_is_out_twice_stays_out_once(world: World, kept: Pupil, other: Pupil) -> None:
    for pupil in (kept, other):
        SignOut.objects.create(
            school=world.marlowe, pupil=pupil, date=TODAY, out_at=NOW, reason="Ill", signed_by=world.bell
        )
    SignOut.objects.create(
        school=world.marlowe,
        pupil=other,
        date=TODAY,
        out_at=NOW - timedelta(hours=1),
        back_at=NOW - timedelta(minutes=20),
        reason="Dentist",
        signed_by=world.bell,
    )

    merged(kept, other, by=world.okafor)

    assert SignOut.objects.filter(pupil=kept).count() == 2


@pytest.fixture
def act(world: World) -> BulkAct:
    """Ms Okafor filled today's blanks with C."""
    return BulkAct.objects.create(
        school=world.marlowe,
        kind="codes",
        code=THEATRE,
        reason="Theatre",
        whom="7A",
        starts_on=TODAY,
        ends_on=TODAY,
        made_by=world.okafor,
        made_at=NOW,
    )


def filled(act: BulkAct, pupil: Pupil) -> None:
    """The act set a blank of this morning."""
    BulkMark.objects.create(act=act, pupil=pupil, date=TODAY, session=1, version=1)
    MarkFactory.create(pupil=pupil, date=TODAY, code=THEATRE)


def undone(world: World, act: BulkAct) -> Undone:
    return undo_bulk(rights=rights_for(world.okafor), act_id=act.pk, at=NOW + timedelta(minutes=1))


def test_an_act_in_bulk_can_be_undone_for_the_kept_pupil(
    world: World, kept: Pupil, other: Pupil, act: BulkAct
) -> None:
    filled(act, other)

    merged(kept, other, by=world.okafor)
    assert Mark.objects.filter(pupil=kept).exists()

    assert undone(world, act) == Undone(restored=0, cleared=1, left=0)
    assert not Mark.objects.filter(pupil=kept).exists()


def test_an_undo_leaves_a_mark_of_the_kept_pupil_that_the_act_never_set(
    world: World, kept: Pupil, other: Pupil, act: BulkAct
) -> None:
    MarkFactory.create(pupil=kept, date=TODAY, code=THEATRE, set_at=NOW - timedelta(minutes=5))
    filled(act, other)

    merged(kept, other, by=world.okafor)
    undone(world, act)

    assert Mark.objects.get(pupil=kept).code == THEATRE


def test_an_undo_leaves_a_later_mark_where_the_one_of_the_act_was_gone_before_the_merge(
    world: World, kept: Pupil, other: Pupil, act: BulkAct
) -> None:
    BulkMark.objects.create(act=act, pupil=other, date=TODAY, session=1, version=1)

    merged(kept, other, by=world.okafor)
    MarkFactory.create(pupil=kept, date=TODAY, code=THEATRE)
    undone(world, act)

    assert Mark.objects.filter(pupil=kept).exists()
