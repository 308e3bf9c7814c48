"""Two people at one pupil at the same moment: one wins, and the other is told."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from attendance.models import LessonFollowUp, SignOut
from attendance.services.arrivals import AskFirstError
from attendance.services.follow_ups import open_follow_up
from attendance.services.marks import SaveOutcome
from tests.databases import Addresses
from tests.integration.attendance.desk_steps import desk_signs_out, geography, rights, teacher_marks
from tests.integration.attendance.late_steps import comes_late, told_of
from tests.integration.attendance.steps import mark, teacher_saves
from tests.integration.attendance.test_simultaneous import Elsewhere
from tests.world import NOW, TODAY, World, build_world


@pytest.fixture
def open_school(own_database: Addresses) -> World:
    """A world whose rows are committed, so that every connection sees them."""
    return build_world()


def test_of_two_at_once_one_looks_and_one_signs_out(open_school: World) -> None:
    amir = open_school.pupils[0]
    teacher_saves(open_school, mark(amir, "/"))
    lesson = geography(open_school)
    teacher_marks(lesson, open_school.lane, (amir, "N"))
    look = partial(open_follow_up, pupil_id=amir.pk, lesson_id=lesson.pk, on=TODAY, at=NOW)
    with transaction.atomic():
        look(rights=rights(open_school.rahman))
        other = Elsewhere(partial(look, rights=rights(open_school.okafor)))
        other.has_to_wait()
    with pytest.raises(ValidationError, match="Mr Rahman is looking for Amir Khan since 08:49"):
        other.result()
    assert LessonFollowUp.objects.get().opened_by == open_school.rahman

    with transaction.atomic():
        desk_signs_out(open_school, amir)
        other = Elsewhere(partial(desk_signs_out, open_school, amir, by=open_school.okafor))
        other.has_to_wait()
    with pytest.raises(ValidationError, match="Amir Khan is out already"):
        other.result()
    assert SignOut.objects.get().signed_by == open_school.bell


def test_two_desks_sign_one_late_pupil_in_once(open_school: World) -> None:
    amir = open_school.pupils[0]
    with transaction.atomic():
        first = comes_late(open_school, amir)
        other = Elsewhere(partial(comes_late, open_school, amir, by=open_school.okafor))
        other.has_to_wait()
    assert other.result() == first
    assert told_of(amir) == ("L", 17, 1)


def test_the_desk_and_a_teachers_save_of_the_same_blank_never_wait_in_a_ring(open_school: World) -> None:
    amir, zoe, _ = open_school.pupils
    with transaction.atomic():
        comes_late(open_school, amir)
        other = Elsewhere(partial(teacher_saves, open_school, mark(zoe, "/"), mark(amir, "N")))
        other.has_to_wait()
    outcome = other.result()
    assert isinstance(outcome, SaveOutcome)
    assert [conflict.pupil_id for conflict in outcome.conflicts] == [amir.pk]
    assert [told_of(pupil)[0] for pupil in (amir, zoe)] == ["L", "/"]


def test_a_teacher_who_saves_first_is_asked_about_and_not_overwritten(open_school: World) -> None:
    amir = open_school.pupils[0]
    with transaction.atomic():
        teacher_saves(open_school, mark(amir, "/"))
        other = Elsewhere(partial(comes_late, open_school, amir, base=0))
        other.has_to_wait()
    with pytest.raises(
        AskFirstError, match="Amir Khan is marked present by Ms Lane at 08:49 since you looked"
    ):
        other.result()
    assert told_of(amir)[0] == "/"
