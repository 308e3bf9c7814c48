"""Codes agreed ahead while others mark, submit and plan at the same moment."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from attendance.models import CodePermit, Mark, Register
from attendance.queries.tallies import tally_drift
from attendance.services.permits import end_permit, place_permits
from schools.calendar import Session
from tests.databases import Addresses
from tests.integration.attendance.permit_steps import officer_grants, permit_row, rights_for, visit
from tests.integration.attendance.steps import mark, standing, teacher_saves, teacher_submits
from tests.integration.attendance.test_simultaneous import Elsewhere, at_once
from tests.world import NOW, TODAY, World, build_world


@pytest.fixture
def open_school(own_database: Addresses) -> World:
    """A world whose rows are committed, so that every connection sees them."""
    return build_world(pupils=12)


def test_of_two_codes_granted_at_once_for_one_session_one_stands(open_school: World) -> None:
    amir = open_school.pupils[0]

    def grant(letter: str) -> object:
        try:
            return officer_grants(open_school, visit(amir, letter=letter))
        except ValidationError as refusal:
            return refusal

    answers = at_once([lambda: grant("V"), lambda: grant("M")])

    assert sorted(isinstance(answer, CodePermit) for answer in answers) == [False, True]
    assert CodePermit.objects.count() == 1


def test_placing_and_marking_at_once_leave_one_mark_for_each_pupil(open_school: World) -> None:
    pupils = open_school.pupils
    for pupil in pupils:
        permit_row(open_school, pupil)
    frame = open_school.frame()
    at_once(
        [
            lambda: place_permits(school=open_school.marlowe, on=TODAY, at=NOW),
            lambda: teacher_saves(open_school, *(mark(pupil, "/") for pupil in pupils), frame=frame),
            lambda: place_permits(school=open_school.marlowe, on=TODAY, at=NOW),
        ]
    )

    morning = Mark.objects.filter(date=TODAY, session=Session.AM.value)
    assert morning.count() == len(pupils)
    assert set(morning.values_list("version", flat=True)) == {1}
    assert tally_drift(open_school.marlowe.pk) == []


def test_no_register_is_submitted_with_a_blank_that_an_end_has_just_made(open_school: World) -> None:
    amir = open_school.pupils[0]
    permit = officer_grants(open_school, visit(amir))
    frame = open_school.frame()
    teacher_saves(open_school, *(mark(pupil, "/") for pupil in open_school.pupils[1:]), frame=frame)
    with transaction.atomic():
        teacher_submits(open_school, frame=frame)
        office = Elsewhere(
            lambda: end_permit(
                rights=rights_for(open_school.okafor), permit_id=permit.pk, reason="Not going", at=NOW
            )
        )
        office.has_to_wait()
    office.result()

    assert Register.objects.get().submitted_at is not None
    assert standing(amir) is not None  # the morning's mark stays; the afternoon's is cleared
    assert standing(amir, session=Session.PM) is None
