"""An automatic message from the register to the carrier: due at its time, and only while it is true."""

import pytest
import time_machine

from integrations.notify.carriers import NotNow
from integrations.tasks import drain_outbox
from schools.message_faults import TOO_MANY
from schools.models import Message, MessageState
from tests.integration.attendance.alert_steps import alerted, sets, with_family
from tests.integration.attendance.family_steps import CLOSED, nobody_came
from tests.integration.attendance.steps import officer_amends
from tests.integration.messages.steps import ToldCarrier, by_file, drained
from tests.world import World

TWENTY_TO, TEN = CLOSED.replace(minute=40), CLOSED.replace(hour=10)


def test_an_alert_goes_at_its_time_and_one_whose_absence_is_explained_never(world: World) -> None:
    amir, zoe = world.pupils[:2]
    with_family(amir)
    with_family(zoe)
    by_file(world.marlowe)
    sets(world, alerts_automatic=True)
    nobody_came(world, amir, zoe)
    assert alerted(world) == 2
    carrier = ToldCarrier()
    assert drained(carrier, at=CLOSED).sent == 0
    officer_amends(world, zoe, "I")
    done = drained(carrier, at=TWENTY_TO)
    assert (done.sent, done.withdrawn) == (1, 1)
    assert "Amir is not here this morning" in carrier.words[0]
    assert Message.objects.get(pupil=zoe).state == MessageState.WITHDRAWN
    assert alerted(world, TEN) == 0
    assert drained(carrier, at=TEN).sent == 0


def test_the_job_says_how_many_went_and_what_became_of_the_others(
    world: World, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pupil in world.pupils:
        with_family(pupil)
    by_file(world.marlowe)
    sets(world, alerts_automatic=True)
    nobody_came(world, *world.pupils)
    alerted(world)
    officer_amends(world, world.pupils[2], "I")
    refusals = iter([NotNow(TOO_MANY)])

    def refuses_once(_: object) -> None:
        if refusal := next(refusals, None):
            raise refusal

    monkeypatch.setattr("integrations.tasks.carrier_of", lambda *_: ToldCarrier(before=refuses_once))
    clock.move_to(TWENTY_TO)
    assert [drain_outbox(), drain_outbox()] == ["1 sent, 1 withdrawn, 1 put back", "0 sent"]
