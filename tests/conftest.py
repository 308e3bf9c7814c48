"""Rules for every test: no network but this machine's, and no warning unnoticed (see pyproject.toml)."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sites import nursery, serve_site

__all__ = ["nursery", "serve_site"]

LOOPBACK = ("127.", "::1", "localhost")


class NetworkIsOff(RuntimeError):
    """A test tried to leave this machine."""


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The run's database is there already."""


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Sockets reach this machine only."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise NetworkIsOff(f"Tests may not connect to {address[0]}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield
