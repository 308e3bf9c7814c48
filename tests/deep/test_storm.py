"""Ten thousand messages through a thousand faults: none is lost, and none is sent twice ("Done when" 1)."""

from pytest_django import DjangoDbBlocker

from tests.chaos.run import run, said, seed_of_this_run
from tests.chaos.storm import Size

SIZE = Size(messages=10_000, faults=1_000, of_control=6, ends_within=5400)


def test_nothing_is_lost_and_nothing_is_sent_twice(django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        report = said(run(seed_of_this_run(), SIZE))
    report.is_clean()
    assert report.tally.asked == SIZE.messages
    assert report.faults.total() >= 1_000
    assert report.while_sending.total() >= 250
