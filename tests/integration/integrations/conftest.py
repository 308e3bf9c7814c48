"""A school that waits for its files, and the named world for pages. It is Friday 10 July 2026, 08:52."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from schools.models import School
from tests.factories import SchoolFactory, SessionHoursFactory
from tests.integration.integrations.steps import AT, FOLDER, brought_in


def new_school() -> School:
    """Hours and nothing else; on Daymark since 1 September 2025."""
    found: School = SchoolFactory.create(name="Marlowe Park Academy")
    SessionHoursFactory.create(school=found)
    return found


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """It is 08:52 on Friday 10 July 2026."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def standing_import(django_db_blocker: DjangoDbBlocker) -> Iterator[School]:
    with django_db_blocker.unblock(), transaction.atomic():
        found = new_school()
        brought_in(found, FOLDER)
        yield found
        transaction.set_rollback(True)


@pytest.fixture
def full_school(standing_import: School, django_db_blocker: DjangoDbBlocker) -> Iterator[School]:
    """Marlowe Park with the folder of `steps` brought in; what a test changes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield School.objects.get(pk=standing_import.pk)
        transaction.set_rollback(True)


@pytest.fixture
def school(django_db_blocker: DjangoDbBlocker) -> Iterator[School]:
    """Marlowe Park before its first import: hours and nothing else. On Daymark since 1 September 2025."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield new_school()
        transaction.set_rollback(True)
