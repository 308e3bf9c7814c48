"""Two thousand messages through two hundred faults: none is lost, none is sent twice ("Done when" 1)."""

from pytest_django import DjangoDbBlocker

from tests.chaos.run import run, said, seed_of_this_run
from tests.chaos.storm import Size

SIZE = Size(messages=2000, faults=220, of_control=6, ends_within=900)


def test_nothing_is_lost_and_nothing_is_sent_twice(django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        report = said(run(seed_of_this_run(), SIZE))
    report.is_clean()
    assert report.tally.asked == SIZE.messages
    assert report.faults.total() >= 200
    assert report.while_sending.total() >= 50
