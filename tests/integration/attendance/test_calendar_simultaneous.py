"""Two people change one calendar at the same moment: both days close, and no number is left out."""

from datetime import date
from functools import partial

import pytest
from django.db import transaction

from attendance.services.calendar_changes import change_calendar
from schools.access import Rights, rights_of
from schools.models import SchoolDay
from schools.services.calendar import ClosureFacts
from schools.services.closures import close_days
from tests.databases import Addresses
from tests.integration.attendance.test_simultaneous import Elsewhere
from tests.world import NOW, TODAY, TOMORROW, World, build_world

DAY_AFTER = date(2027, 3, 11)


@pytest.fixture
def open_school(own_database: Addresses) -> World:
    """A world whose rows are committed, so that every connection sees them."""
    return build_world()


def close(rights: Rights, on: date) -> None:
    facts = ClosureFacts("closure", on, on, "Flood")
    change = partial(close_days, rights=rights, facts=facts, at=NOW)
    change_calendar(change, school=rights.school, is_agreed=False)


def test_the_second_change_waits_and_counts_with_the_first(open_school: World) -> None:
    okafor, adeyemi = (
        rights_of(person, "marlowe-park", on=TODAY) for person in (open_school.okafor, open_school.adeyemi)
    )
    assert okafor is not None
    assert adeyemi is not None
    before = SchoolDay.objects.filter(school=open_school.marlowe).count()

    with transaction.atomic():
        close(okafor, TOMORROW)
        other = Elsewhere(partial(close, adeyemi, DAY_AFTER))
        other.has_to_wait()
    other.result()

    days = SchoolDay.objects.filter(school=open_school.marlowe)
    assert not days.filter(date__in=(TOMORROW, DAY_AFTER)).exists()
    assert list(days.values_list("number", flat=True)) == list(range(1, before - 1))
