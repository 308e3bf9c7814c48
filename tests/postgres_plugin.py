"""Names the database before Django's settings are read, and gives tests copies of it.

Every test connects as the web's plain role. A test in a transaction uses `db`; a test that commits, or
that talks to another process, uses `own_database`. Nothing is ever flushed.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.databases import Addresses, create, drop, local_template, named_server_template, owner_connection

_running = ExitStack()
_numbers = count(1)
_template: list[Addresses] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Runs before pytest-django reads the settings."""
    owner_url = os.environ.get("DATABASE_OWNER_URL", "")
    app_url = os.environ.get("DATABASE_URL", "")
    if app_url and not owner_url:
        raise pytest.UsageError("DATABASE_URL is set: set DATABASE_OWNER_URL too.")
    server = named_server_template(app_url, owner_url) if app_url else local_template()
    template = _running.enter_context(server)
    _template.append(template)
    run = template.named(f"daymark_test_{os.getpid()}")
    drop(run)
    create(run, template.name)
    _running.callback(drop, run)
    os.environ.update(run.environment)
    return (yield)


def pytest_unconfigure() -> None:
    """Drops the run's database and stops the server, after the last test's connections closed."""
    connections.close_all()
    _running.close()


def fresh_copy(purpose: str) -> Addresses:
    """A new database with every table and no row; the caller drops it."""
    addresses = _template[0].named(f"daymark_{purpose}_{os.getpid()}_{next(_numbers)}")
    create(addresses, _template[0].name)
    return addresses


@pytest.fixture
def own_database(django_db_blocker: DjangoDbBlocker) -> Iterator[Addresses]:
    """A database of the test's own, for what commits; the connections of this process point at it."""
    addresses = fresh_copy("own")
    names = {alias: connections.settings[alias]["NAME"] for alias in connections}
    with django_db_blocker.unblock():
        _point_at(dict.fromkeys(names, addresses.name))
        try:
            yield addresses
        finally:
            _point_at(names)
            drop(addresses)


def _point_at(names: dict[str, str]) -> None:
    connections.close_all()
    for alias, name in names.items():
        connections.settings[alias]["NAME"] = name


@pytest.fixture
def owner(request: pytest.FixtureRequest) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection as the owner of the tables, to the database that this test uses.

    It does not see rows of a test in a transaction (`db`): take `own_database` first for that.
    """
    run = Addresses(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"])
    own = "own_database" in request.fixturenames
    addresses = request.getfixturevalue("own_database") if own else run
    with owner_connection(addresses) as connection:
        yield connection
