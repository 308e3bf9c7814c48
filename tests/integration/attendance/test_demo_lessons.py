"""The demo's lessons are taken through the services, once."""

from datetime import time, timedelta

from attendance.models import LessonFollowUp, LessonMark, LessonTaken, SignOut
from attendance.queries.lessons.missing import missing_page
from attendance.services.marks import MarkChange, save_marks
from integrations.demo.lessons import take_lessons
from schools.access import rights_of
from schools.calendar import Session
from schools.models import Staff
from tests.factories import LessonFactory, MarkFactory
from tests.world import NOW, TODAY, YESTERDAY, World


def test_the_demo_shows_truants_one_follow_up_and_a_sign_out(world: World) -> None:
    lane = Staff.objects.get(user=world.lane)
    for starts, period in ((9, "P1"), (11, "P3"), (14, "P5")):
        for weekday in (0, 1):
            LessonFactory.create(
                group=world.class_8hw,
                staff=lane,
                weekday=weekday,
                period=period,
                starts=time(starts),
                ends=time(starts + 1),
            )
    for pupil in world.pupils:
        for half in Session:
            MarkFactory.create(pupil=pupil, date=YESTERDAY, session=half.value, code=9 + half.value)
    at = NOW + timedelta(minutes=45)
    save_marks(
        world.frame(), [MarkChange(p.pk, "/", 0) for p in world.pupils], by=world.lane, office=False, at=NOW
    )

    taken = take_lessons(world.marlowe, at=at)

    assert taken == LessonTaken.objects.exclude(submitted_at=None).count() > 1
    assert LessonMark.objects.filter(code="N").count() == 2
    assert LessonFollowUp.objects.get().opened_by == world.rahman
    assert SignOut.objects.get().signed_by == world.bell
    rahman = rights_of(world.rahman, "marlowe-park", on=TODAY)
    assert rahman is not None
    assert len(missing_page(rahman, on=TODAY).open) == 2
    assert take_lessons(world.marlowe, at=at) == 0


def test_a_school_without_lessons_has_none_to_take(world: World) -> None:
    assert take_lessons(world.ashgrove, at=NOW) == 0
    assert not SignOut.objects.exists()
