"""A trip is one act: V for a list of pupils, or for nobody."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.models import AuditEvent
from attendance.models import CodePermit, Trip
from attendance.services.permits import end_permit
from attendance.services.trips import end_trip, grant_trip
from tests.integration.attendance.pages import statements
from tests.integration.attendance.permit_steps import (
    marks_of,
    museum_trip,
    officer_grants,
    part_time,
    rights_for,
)
from tests.world import NOW, TODAY, TOMORROW, YESTERDAY, World, add_pupils


def grant(world: World, *pupils: int, **changes: object) -> Trip:
    return grant_trip(rights=rights_for(world.okafor), trip=museum_trip(**changes), pupils=pupils, at=NOW)


def test_every_pupil_of_the_list_gets_v_with_the_title_on_the_register(world: World) -> None:
    amir, zoe, jack = world.pupils

    trip = grant(world, amir.pk, zoe.pk, group_id=world.class_8hw.pk)

    permits = CodePermit.objects.filter(trip=trip).order_by("pupil")
    assert [(permit.pupil, permit.code, permit.note, permit.provider) for permit in permits] == [
        (amir, 33, "Science Museum", "London"),
        (zoe, 33, "Science Museum", "London"),
    ]
    assert len(marks_of(amir)) == len(marks_of(zoe)) == 2
    assert marks_of(jack) == []


def test_the_audit_has_a_line_for_the_trip_and_one_for_each_pupil(world: World) -> None:
    grant(world, *(pupil.pk for pupil in world.pupils))

    lines = AuditEvent.objects.filter(verb="insert", actor=world.okafor.pk)
    assert lines.filter(tbl="attendance_trip").count() == 1
    assert lines.filter(tbl="attendance_codepermit").count() == 3


def test_a_pupil_with_another_code_is_named_and_nobody_goes(world: World) -> None:
    amir, zoe, _ = world.pupils
    officer_grants(world, part_time(amir))

    with pytest.raises(ValidationError) as refusal:
        grant(world, amir.pk, zoe.pk, starts_on=TOMORROW, ends_on=TOMORROW)

    assert refusal.value.messages == ["Amir Khan: C2 (Mornings only) is agreed for Wed 10 Mar, afternoon"]
    assert not Trip.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Name the trip"),
        ({"place": ""}, "Say where the trip goes"),
        ({"leader": ""}, "Say who leads the trip"),
        ({"ends_on": YESTERDAY}, "The last day is before the first day"),
        ({"places": frozenset()}, "Tick at least one session of the week"),
    ],
)
def test_a_trip_has_a_title_a_place_a_leader_and_days(
    world: World, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        grant(world, world.pupils[0].pk, **changes)


def test_a_trip_without_pupils_or_with_one_of_another_school_is_refused(world: World) -> None:
    with pytest.raises(ValidationError, match="Tick the pupils who go"):
        grant(world)
    with pytest.raises(Http404):
        grant(world, world.pupils[0].pk, world.pupils_elsewhere["9T"].pk)
    with pytest.raises(Http404):
        grant(world, world.pupils[0].pk, group_id=world.class_9t.pk)


def test_a_teacher_may_not_plan_a_trip(world: World) -> None:
    with pytest.raises(PermissionDenied):
        grant_trip(rights=rights_for(world.lane), trip=museum_trip(), pupils=[world.pupils[0].pk], at=NOW)


def test_a_pupil_who_stays_behind_is_asked_for_on_the_register_again(world: World) -> None:
    amir, zoe, _ = world.pupils
    trip = grant(world, amir.pk, zoe.pk)
    permit = CodePermit.objects.get(trip=trip, pupil=amir)

    end_permit(rights=rights_for(world.okafor), permit_id=permit.pk, reason="Unwell", at=NOW)

    assert marks_of(amir) == []
    assert len(marks_of(zoe)) == 2


def test_a_trip_that_is_called_off_ends_for_everybody(world: World) -> None:
    trip = grant(world, *(pupil.pk for pupil in world.pupils))

    assert end_trip(rights=rights_for(world.okafor), trip_id=trip.pk, reason="Snow", at=NOW) == 3

    assert not any(marks_of(pupil) for pupil in world.pupils)
    assert not CodePermit.objects.filter(ended_at=None).exists()
    with pytest.raises(ValidationError, match="This trip is over"):
        end_trip(rights=rights_for(world.okafor), trip_id=trip.pk, reason="Snow", at=NOW)


def test_a_trip_of_another_school_is_not_called_off(world: World) -> None:
    elsewhere = Trip.objects.create(
        school=world.tallis, title="Zoo", starts_on=TODAY, ends_on=TODAY, made_by=world.shah, made_at=NOW
    )
    with pytest.raises(Http404):
        end_trip(rights=rights_for(world.okafor), trip_id=elsewhere.pk, reason="Snow", at=NOW)


def test_the_number_of_statements_does_not_grow_with_the_pupils(world: World) -> None:
    with statements() as few:
        grant(world, world.pupils[0].pk)
    more = add_pupils(world.class_8hw, 12)
    with statements() as many:
        grant(world, *(pupil.pk for pupil in more))

    assert len(many) == len(few)
