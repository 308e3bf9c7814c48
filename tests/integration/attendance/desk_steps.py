"""What people do at the desk and in lessons, in the words of the tests."""

from datetime import date, datetime
from typing import Any

from accounts.models import User
from accounts.roles import Permission
from attendance.access import get_lesson_for
from attendance.models import SignOut
from attendance.queries.lessons.registers import LessonFrame, lesson_frame
from attendance.services.lessons import LessonChange, LessonOutcome, save_lesson_marks
from attendance.services.sign_outs import SignOutFacts, sign_out
from schools.access import Rights, rights_of
from schools.models import Lesson, Pupil, Staff
from tests.factories import LessonFactory
from tests.world import NOW, TODAY, World


def rights(person: User, school: str = "marlowe-park") -> Rights:
    """What somebody may do at a school today."""
    found = rights_of(person, school, on=TODAY)
    assert found is not None
    return found


def desk_signs_out(
    world: World, pupil: Pupil, *, by: User | None = None, out_at: datetime = NOW, at: datetime | None = None
) -> SignOut:
    """Mr Bell signs a pupil out for the dentist, unless said otherwise."""
    facts = SignOutFacts(out_at, "Medical or dental appointment: dentist", "Mrs Khan")
    return sign_out(rights=rights(by or world.bell), pupil_id=pupil.pk, facts=facts, at=at or out_at)


def staff_of(person: User) -> Staff:
    """The member of staff who signs in as this person."""
    return Staff.objects.get(user=person)


def geography(world: World, **facts: Any) -> Lesson:
    """Ms Lane's geography with 8HW this morning at nine, unless said otherwise."""
    made: Lesson = LessonFactory.create(**({"group": world.class_8hw, "staff": staff_of(world.lane)} | facts))
    return made


def lesson_of(lesson: Lesson, by: User, *, on: date = TODAY) -> LessonFrame:
    """The frame of a lesson as somebody reaches it."""
    theirs = rights(by, lesson.school.slug)
    return lesson_frame(theirs, get_lesson_for(theirs, Permission.REGISTER_VIEW, lesson.pk, on), on)


def teacher_marks(
    lesson: Lesson,
    by: User,
    *marks: tuple[Pupil, str] | tuple[Pupil, str, int],
    at: datetime = NOW,
    on: date = TODAY,
) -> LessonOutcome:
    """Somebody marks pupils in a lesson; the page saw version 0 unless a mark says another."""
    changes = [LessonChange(mark[0].pk, mark[1], mark[2] if len(mark) > 2 else 0) for mark in marks]
    return save_lesson_marks(rights=rights(by), frame=lesson_of(lesson, by, on=on), changes=changes, at=at)
