"""Concerns that nobody reads: the leads are told again, then the head, each once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from safeguarding.door import Purpose, opened_file
from safeguarding.models import ConcernClock, ConcernWords
from safeguarding.queries.clocks import unread_concerns
from safeguarding.services.escalation import escalate
from safeguarding.tasks import tell_of_unread_concerns
from schools.models import Message
from tests.seats import confirmed, given_a_concern, seat
from tests.world import NOW, World

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=31)


def run(at: datetime) -> str:
    with time_machine.travel(at, tick=False):
        return tell_of_unread_concerns()


def test_the_leads_are_told_again_then_the_head_who_may_read_the_file(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    assert run(NOW) == "1 unread concern told of"
    assert run(NOW) == "0 unread concerns told of"
    assert list(Message.objects.values_list("staff", flat=True)) == [world.reid.pk]
    assert run(LATER) == "1 unread concern told of"
    assert Message.objects.filter(staff=world.adeyemi, pupil=None).count() == 1
    school, child = world.marlowe.pk, world.pupils[0].pk
    with (
        time_machine.travel(LATER, tick=False),
        opened_file(seat(world.adeyemi), school_id=school, pupil_id=child, purpose=Purpose.TRIAGE),
    ):
        assert ConcernWords.objects.count() == 1
    assert run(LATER + timedelta(hours=2)) == "0 unread concerns told of"


def test_out_of_hours_the_round_waits_for_the_morning(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    night = NOW.replace(hour=22)
    assert run(night) == "0 unread concerns told of"
    assert run(night + timedelta(hours=11)) == "1 unread concern told of"


def test_a_concern_that_was_read_is_told_of_no_more(world: World) -> None:
    concern = given_a_concern(world.lane, world.pupils[0])
    page = f"/marlowe-park/safeguarding/concerns/{concern.pk}/?pupil={world.pupils[0].pk}"
    confirmed(world.reid).post(page, {"act": "acknowledge"})
    assert run(NOW) == "0 unread concerns told of"


def test_two_workers_at_once_tell_a_round_once(world: World) -> None:
    given_a_concern(world.lane, world.pupils[0])
    [row] = unread_concerns(at=NOW)
    same = ConcernClock.objects.select_related("school").get()
    assert escalate(clock_row=row, at=NOW)
    assert not escalate(clock_row=same, at=NOW)
    assert Message.objects.count() == 1
