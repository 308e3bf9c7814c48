"""Unit tests use no database; pytest-django refuses one that forgets."""

import pytest
from hypothesis import configuration, settings
from pytest_django.plugin import DjangoDbBlocker

# The same examples each time, kept with what else is made here; a busy machine fails no test.
configuration.set_hypothesis_home_dir("var/hypothesis")
settings.register_profile("daymark", deadline=None, derandomize=True)
settings.load_profile("daymark")


@pytest.fixture(autouse=True)
def _no_database(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> None:
    """A unit test that asks for a database is in the wrong folder."""
    wanted = {"db", "transactional_db", "own_database", "owner", "client"} & set(request.fixturenames)
    if wanted or request.node.get_closest_marker("django_db"):
        pytest.fail("Unit tests use no database: move this test to tests/integration.")
