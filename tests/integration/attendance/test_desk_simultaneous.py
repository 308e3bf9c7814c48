"""Two people at one pupil at the same moment: one wins, and the other is told."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from attendance.models import LessonFollowUp, SignOut
from attendance.services.follow_ups import open_follow_up
from tests.databases import Addresses
from tests.integration.attendance.desk_steps import desk_signs_out, geography, rights, teacher_marks
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
