"""The world stands once for each file of tests; what a test writes is undone after it."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.world import NOW, World, build_world


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """It is 08:49 on Tuesday 9 March 2027 until the test moves on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def standing_world(django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(standing_world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The named world (tests.world) with Amir, Zoë and Jack in 8HW."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield standing_world
        transaction.set_rollback(True)
