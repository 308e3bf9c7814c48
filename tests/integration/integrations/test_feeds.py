"""A source that has gone silent is told, and nobody is warned of one that never was a feed."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from accounts.roles import Role
from integrations.models import ImportRun, ImportSource, RunState
from schools.access import rights_of
from schools.models import LegalRegister, School
from schools.queries.set_up_checks.report import check_report
from tests.integration.attendance.conftest import standing_world, world
from tests.world import NOW, World

__all__ = ["standing_world", "world"]

FRIDAY, MONDAY = datetime(2027, 3, 5, 7, tzinfo=NOW.tzinfo), datetime(2027, 3, 8, 7, tzinfo=NOW.tzinfo)
THURSDAY = FRIDAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def tuesday(clock: time_machine.Traveller) -> None:
    """It is 08:49 on Tuesday 9 March 2027."""
    clock.move_to(NOW)


def files_came(world: World, *days: datetime, source: str = "Arbor", state: RunState = RunState.DONE) -> None:
    found, _ = ImportSource.objects.get_or_create(school=world.marlowe, name=source)
    for day in days:
        ImportRun.objects.create(school=world.marlowe, source=found, state=state, created_at=day)


def silent(world: World) -> str:
    rights = rights_of(world.staff[Role.ADMIN], world.marlowe.slug, on=NOW.date())
    assert rights is not None
    report = check_report(rights, on=NOW.date())
    return next((line.words for line in report.lines() if line.check.slug == "feed"), "")


def kept_elsewhere(world: World) -> None:
    School.objects.filter(pk=world.marlowe.pk).update(legal_register=LegalRegister.MIS, mis_name="Arbor MIS")


def test_a_source_that_sent_a_file_on_friday_is_alive_on_tuesday(world: World) -> None:
    files_came(world, THURSDAY, FRIDAY)
    assert silent(world) == ""


def test_a_source_that_stopped_on_thursday_is_silent_on_tuesday(world: World) -> None:
    files_came(world, THURSDAY - timedelta(days=1), THURSDAY)
    files_came(world, FRIDAY, MONDAY, source="Timetabler")
    files_came(world, MONDAY, state=RunState.FAILED)
    assert silent(world) == "1 source: Arbor"


def test_one_file_makes_no_feed(world: World) -> None:
    files_came(world, THURSDAY)
    assert silent(world) == ""


def test_where_another_system_holds_the_register_its_files_are_expected(world: World) -> None:
    kept_elsewhere(world)
    assert silent(world) == "1 source: Arbor MIS"
    files_came(world, MONDAY)
    assert silent(world) == ""


def test_a_school_of_a_day_is_not_asked_yet(world: World) -> None:
    kept_elsewhere(world)
    world.marlowe.days.filter(date__lt=date(2027, 3, 8)).delete()
    assert silent(world) == ""
