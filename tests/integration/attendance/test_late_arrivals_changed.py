"""A late arrival that was a mistake is taken back, and its reason comes after the pupil."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.http import Http404

from accounts.models import AuditEvent
from attendance.models import Arrival
from attendance.services.arrival_changes import give_reason, undo_arrival
from attendance.services.day_merges import move_days
from tests.integration.attendance.desk_steps import rights
from tests.integration.attendance.late_steps import AT_0902, AT_0920, comes_late, told_of
from tests.integration.attendance.steps import amendments, mark, officer_amends, teacher_saves
from tests.world import World, add_pupils

AFTERNOON = AT_0902.replace(hour=13, minute=40)


def taken_back(world: World, arrival: Arrival, *, at: object = AT_0902) -> str:
    """Mr Bell takes an arrival back: it was another pupil."""
    instant = AT_0902 if at is AT_0902 else AT_0920
    bell = rights(world.bell)
    return undo_arrival(rights=bell, arrival_id=arrival.pk, why="Wrong pupil", at=instant)[1]


def test_an_n_is_put_back_by_an_amendment_with_the_reason(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "N"))
    arrival = comes_late(world, amir)
    assert taken_back(world, arrival) == "The mark is N again"
    assert told_of(amir) == ("N", None, 3)
    assert amendments(amir)[-1].reason == "Late arrival taken back: Wrong pupil"
    arrival.refresh_from_db()
    assert (arrival.undone_by, arrival.undone_why) == (world.bell, "Wrong pupil")
    assert taken_back(world, arrival) == "It was taken back before"
    assert told_of(amir) == ("N", None, 3)


def test_a_present_mark_comes_back_as_it_was(world: World) -> None:
    amir = world.pupils[0]
    teacher_saves(world, mark(amir, "/"))
    taken_back(world, comes_late(world, amir, is_sure=True))
    assert told_of(amir)[0] == "/"


def test_a_blank_is_blank_again_until_the_close_and_n_after_it(world: World) -> None:
    amir, zoe, _ = world.pupils
    arrivals = [comes_late(world, pupil) for pupil in (amir, zoe)]
    assert "no mark" in taken_back(world, arrivals[0])
    assert told_of(amir)[0] == ""
    assert taken_back(world, arrivals[1], at=AT_0920) == "The mark is N: the register has closed"
    assert told_of(zoe)[0] == "N"


def test_a_mark_that_somebody_changed_since_stays(world: World) -> None:
    amir = world.pupils[0]
    arrival = comes_late(world, amir)
    officer_amends(world, amir, "M", at=AT_0920)
    assert "was changed since" in taken_back(world, arrival, at=AT_0920)
    assert told_of(amir)[0] == "M"


def test_after_it_was_taken_back_the_pupil_can_sign_in_again(world: World) -> None:
    amir = world.pupils[0]
    taken_back(world, comes_late(world, amir))
    comes_late(world, amir, at=AT_0920)
    assert told_of(amir)[:2] == ("U", 35)
    assert Arrival.objects.filter(pupil=amir, undone_at=None).count() == 1


def test_a_reason_comes_after_the_pupil_and_each_is_kept(world: World) -> None:
    arrival = comes_late(world, world.pupils[0])
    for reason in ("Transport", "Overslept"):
        give_reason(rights=rights(world.bell), arrival_id=arrival.pk, reason=reason, at=AT_0920)
    arrival.refresh_from_db()
    assert arrival.reason == "Overslept"
    assert AuditEvent.objects.filter(tbl="attendance_arrival", verb="update").count() == 2
    taken_back(world, arrival)
    with pytest.raises(ValidationError, match="taken back"):
        give_reason(rights=rights(world.bell), arrival_id=arrival.pk, reason="Family", at=AT_0920)
    with pytest.raises(DatabaseError), transaction.atomic():
        Arrival.objects.filter(pk=arrival.pk).update(reason="Family")


def test_out_of_reach_and_of_another_day_nothing_is_taken_back(world: World) -> None:
    arrival = comes_late(world, world.pupils_elsewhere["7A"])
    with pytest.raises(Http404):
        undo_arrival(rights=rights(world.rahman), arrival_id=arrival.pk, why="Wrong pupil", at=AT_0920)
    with pytest.raises(Http404):
        undo_arrival(
            rights=rights(world.shah, "tallis-wood"), arrival_id=arrival.pk, why="Wrong pupil", at=AT_0920
        )
    with pytest.raises(ValidationError, match="Say why"):
        undo_arrival(rights=rights(world.bell), arrival_id=arrival.pk, why=" ", at=AT_0920)
    tomorrow = AT_0920 + timedelta(days=1)
    with pytest.raises(ValidationError, match="That day is over"):
        undo_arrival(rights=rights(world.bell), arrival_id=arrival.pk, why="Wrong pupil", at=tomorrow)


def test_arrivals_go_along_when_two_records_are_made_one(world: World) -> None:
    amir = world.pupils[0]
    (again,) = add_pupils(world.class_7a, 1, [("Khan", "Ameer")], born_on=amir.born_on, upn="")
    for pupil, at in ((again, AT_0902), (amir, AT_0920), (again, AFTERNOON)):
        comes_late(world, pupil, at=at)
    move_days(kept_id=amir.pk, other_id=again.pk, at=AFTERNOON)
    kept = Arrival.objects.filter(pupil=amir).order_by("session").values_list("session", "arrived_at")
    assert list(kept) == [(1, AT_0920), (2, AFTERNOON)]
    assert Arrival.objects.filter(pupil=again).count() == 1
