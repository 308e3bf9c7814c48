"""An automatic message from the register to the carrier: due at its time, and only while it is true."""

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
