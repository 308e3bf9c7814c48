"""The texts of a bad morning: queued for a whole school in one statement, and sent by two drains."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from config.local.processes import dies_with_parent
from schools.models import Carrier, Message, MessageState
from tests.architecture.crowds import CLASS, enrol
from tests.chaos.run import offset_to
from tests.chaos.school import mark_absent, queue_texts, set_up_messages, to_be_told
from tests.databases import ROOT, Addresses
from tests.world import NOW, World, build_world

MESSAGES, PROCESSES, A_SECOND = 1200, 2, 200
ENDS_WITHIN_SECONDS = 120.0
# A drain that has started up and waits for the word, so that its start is not counted.
DRAIN = """
import sys
import django
django.setup()
from integrations.notify.carrier_choice import carrier_of
from integrations.notify.drain import drain_all
from schools import clock
from schools.models import Message
Message.objects.exists()
print("ready", flush=True)
sys.stdin.readline()
drain_all(carrier_of, now=clock.now, seconds=60.0)
"""


def test_1200_texts_are_queued_by_one_statement_and_leave_at_200_a_second(
    own_database: Addresses, tmp_path: Path
) -> None:
    world = build_world(pupils=0)
    enrol(world.marlowe, range(MESSAGES // CLASS))
    set_up_messages(world.marlowe, Carrier.FILE)
    statements, queued_ms = queue_all(world)
    drains = [start_drain(own_database, tmp_path) for _ in range(PROCESSES)]
    began = time.monotonic()
    for drain in drains:
        tell(drain)
    codes = [drain.wait(ENDS_WITHIN_SECONDS) for drain in drains]
    rate = MESSAGES / (time.monotonic() - began)
    files = [json.loads(file.read_text()) for file in (tmp_path / "messages").rglob("*.json")]
    print(f"\n\n{MESSAGES} texts queued by {statements} statement in {queued_ms:.0f} ms")
    print(f"{rate:.0f} texts a second through files, {PROCESSES} processes (goal {A_SECOND})")
    assert codes == [0] * PROCESSES
    assert Message.objects.filter(state=MessageState.SENT).count() == MESSAGES
    assert len({file["to"] for file in files}) == len(files) == MESSAGES
    assert statements == 1
    assert rate >= A_SECOND


def queue_all(world: World) -> tuple[int, float]:
    """Everybody is absent without a reason: the statements that write their texts, and milliseconds."""
    school, by = world.marlowe, world.okafor
    pupils = to_be_told(school, MESSAGES, Random(1))
    mark_absent(school, pupils, by=by, at=NOW)
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        began = time.monotonic()
        queue_texts(school, pupils, by=by, at=NOW)
        took = (time.monotonic() - began) * 1000
    return sum("INSERT INTO schools_message" in query["sql"] for query in captured.captured_queries), took


def start_drain(database: Addresses, folder: Path) -> subprocess.Popen[str]:
    """A process of its own that is ready to drain."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DAYMARK_DATA_DIR": str(folder),
        "DAYMARK_CLOCK_OFFSET": str(offset_to(NOW)),
    }
    drain = subprocess.Popen(
        [sys.executable, "-c", DRAIN],
        cwd=ROOT,
        env=os.environ | database.environment | settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=dies_with_parent(),
    )
    assert drain.stdout is not None
    assert drain.stdout.readline() == "ready\n"
    drain.stdout.close()
    return drain


def tell(drain: subprocess.Popen[str]) -> None:
    """Let it begin."""
    assert drain.stdin is not None
    drain.stdin.write("now\n")
    drain.stdin.close()
