"""A backup comes back in a server that was just made, whose transaction numbers start again."""

from __future__ import annotations

import io
from pathlib import Path

from django.conf import LazySettings
from django.core.management import call_command

from config.backups import lock_facts
from config.local.postgres import start
from tests.databases import Addresses, addresses_of, owner_connection
from tests.restored import back_up, facts_read, newest_opening, read_with_an_old_opening
from tests.seats import given_a_concern
from tests.second_server import pointed_at
from tests.world import build_world

# A new server has given out fewer numbers than this when a restore ends.
AHEAD = 20_000


def test_an_old_opening_with_the_number_of_a_new_transaction_opens_nothing(
    own_database: Addresses, tmp_path: Path, settings: LazySettings
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    world = build_world(pupils=2)
    given_a_concern(world.lane, world.pupils[0])
    with owner_connection(own_database) as owner:
        locks = lock_facts(owner)
        for _ in range(AHEAD):
            owner.execute("SELECT pg_current_xact_id()")
    assert facts_read(world) == ["Asked for a second lunch."]
    opened = newest_opening(own_database)
    place = back_up(tmp_path / "backups")

    settings.MEDIA_ROOT = tmp_path / "files again"
    server = start(tmp_path / "cluster", durable=False)
    database = addresses_of(server, "daymark")
    try:
        with pointed_at(database):
            call_command("restore", str(place), stdout=io.StringIO())
            with owner_connection(database) as owner:
                assert lock_facts(owner) == locks
            assert newest_opening(database) == opened
            assert read_with_an_old_opening(world, lambda: opened) == (0, 1)
            assert facts_read(world) == ["Asked for a second lunch."]
    finally:
        server.stop()
