"""Rules for every test: no network but this machine's, and no warning unnoticed (see pyproject.toml)."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Context, Template
from django.test.signals import template_rendered

from tests.sites import nursery, serve_site

__all__ = ["nursery", "serve_site"]

# By the seconds they take: what starts last should be short, or one process waits for the other.
LONGEST_FIRST = (
    *("test_permission_matrix.py", "test_every_page.py", "test_setting_up_a_school.py"),
    *("test_tablet_offline.py", "test_here_overrules_the_office.py", "test_the_register_fits.py"),
    *("test_shared_tablet.py", "test_constant_statements.py", "test_second_school.py"),
)
LOOPBACK = ("127.", "::1", "localhost")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, the other journeys next, and then what takes seconds."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if item.path.name in LONGEST_FIRST:
        return LONGEST_FIRST.index(item.path.name)
    return len(LONGEST_FIRST) + ("journeys" not in item.path.parts)


class NetworkIsOff(RuntimeError):
    """A test tried to leave this machine."""


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The run's database is there already."""


@pytest.fixture(autouse=True, scope="session")
def _pages_tell_their_context_once(django_test_environment: None) -> Iterator[None]:
    """A page tells the test's client its context; what it includes, as each option of a list, tells nothing.

    Django tells of every template, with a copy of the context each time, which pages with long lists pay for.
    """

    def render(self: Template, context: Context) -> str:
        if context.template is self:
            template_rendered.send(sender=self, template=self, context=context)
        return self.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


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
