"""Some messages through some faults, to know each day that the long run can be made (`make chaos`)."""

from pytest_django import DjangoDbBlocker

from tests.chaos.run import run
from tests.chaos.storm import Size

SIZE = Size(messages=60, faults=10, of_control=2, ends_within=240)
SEED = 20270309


def test_a_small_storm_loses_nothing_and_sends_nothing_twice(django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        report = run(SEED, SIZE)
    report.is_clean()
    assert report.faults.total() == SIZE.faults
