"""The world in which every route is asked for."""

import logging
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.architecture.matrix_places import MatrixWorld
from tests.architecture.matrix_world import build_matrix_world
from tests.world import NOW


@pytest.fixture
def made(django_db_blocker: DjangoDbBlocker) -> Iterator[MatrixWorld]:
    """The matrix's world, at 08:49 on a school day; what a test adds is undone."""
    logging.disable(logging.CRITICAL)
    with time_machine.travel(NOW, tick=False), django_db_blocker.unblock(), transaction.atomic():
        yield build_matrix_world()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for the world of every route is slow; the rest is quick enough for each `make check`."""
    for item in items:
        if "made" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.every_route)
