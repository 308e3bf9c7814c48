"""A PostgreSQL beside the run's own, such as a copy of the demo's data."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.db import connections

from config.local.postgres import place_of, start
from tests.databases import Addresses, addresses_of


@contextmanager
def copied_server(source: Path, target: Path, *, database: str, durable: bool) -> Iterator[Addresses]:
    """Copies a stopped server's folder and starts the copy; the connections of this process point at it."""
    from_place, to_place = place_of(source), place_of(target)
    shutil.rmtree(to_place.base, ignore_errors=True)
    to_place.base.mkdir(parents=True)
    subprocess.run(["cp", "-a", from_place.cluster, to_place.cluster], check=True)
    server = start(target, durable=durable)
    addresses = addresses_of(server, database)
    try:
        with pointed_at(addresses):
            yield addresses
    finally:
        server.stop()
        shutil.rmtree(to_place.base, ignore_errors=True)


@contextmanager
def pointed_at(addresses: Addresses) -> Iterator[None]:
    """The connections of this process lead to another server while the block runs."""
    before = {alias: dict(connections.settings[alias]) for alias in connections}
    _point_at(addresses)
    try:
        yield
    finally:
        connections.close_all()
        for alias, settings in before.items():
            connections.settings[alias].update(settings)


def _point_at(addresses: Addresses) -> None:
    connections.close_all()
    for alias in connections:
        connections.settings[alias]["NAME"] = addresses.name
        connections.settings[alias]["HOST"] = parse_qs(urlsplit(addresses.app).query)["host"][0]
