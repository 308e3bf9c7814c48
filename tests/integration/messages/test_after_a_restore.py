"""A backup does not know what was sent after it was made."""

import pytest
from django.core.management import call_command

from integrations.notify.drain import Drained
from schools.models import Messaging
from tests.integration.attendance.family_steps import CLOSED
from tests.integration.messages.steps import ToldCarrier, absent, by_file, drained, queued, with_mother
from tests.world import World


def test_nothing_leaves_before_somebody_starts_it_and_then_the_provider_is_asked_first(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    amir, zoe, _ = world.pupils
    by_file(world.marlowe)
    for pupil in (amir, zoe):
        with_mother(pupil)
    absent(world, amir, zoe)
    gone, waiting = queued(world.marlowe, amir, zoe, at=CLOSED)
    carrier = ToldCarrier(ledger=[gone.reference])

    call_command("after_restore")
    assert "2 wait" in capsys.readouterr().out
    assert drained(carrier, at=CLOSED) == Drained()

    Messaging.objects.update(stopped_at=None, stopped_why="")
    assert drained(carrier, at=CLOSED) == Drained(sent=2)
    assert carrier.ledger == [gone.reference, waiting.reference]
