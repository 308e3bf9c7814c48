"""Until when somebody must have read a concern."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.concern_rules import due_at, is_watched
from schools.calendar import LONDON

OPENS, CLOSES = time(8), time(17)


@pytest.mark.parametrize(
    ("raised", "due"),
    [
        ("2027-03-09 10:00", "2027-03-09 10:30"),
        ("2027-03-09 16:45", "2027-03-10 08:15"),
        ("2027-03-09 19:00", "2027-03-10 08:30"),
        ("2027-03-09 06:00", "2027-03-09 08:30"),
        ("2027-03-12 16:50", "2027-03-15 08:20"),
        ("2027-03-13 11:00", "2027-03-15 08:30"),
    ],
)
def test_the_time_runs_only_while_somebody_reads(raised: str, due: str) -> None:
    at, wanted = (datetime.fromisoformat(text).replace(tzinfo=LONDON) for text in (raised, due))
    assert due_at(at, minutes=30, opens=OPENS, closes=CLOSES) == wanted


@given(st.dates(date(2027, 1, 1), date(2027, 12, 1)), st.times(), st.integers(5, 240))
def test_it_is_due_while_somebody_reads_and_never_before_its_time(
    day: date, hour: time, minutes: int
) -> None:
    at = datetime.combine(day, hour, tzinfo=LONDON)
    due = due_at(at, minutes=minutes, opens=OPENS, closes=CLOSES)
    assert due >= at + timedelta(minutes=minutes)
    assert is_watched(due, opens=OPENS, closes=CLOSES) or due.time() == CLOSES


def test_hours_that_end_before_they_begin_are_all_hours() -> None:
    at = datetime(2027, 3, 13, 3, tzinfo=LONDON)
    assert due_at(at, minutes=30, opens=CLOSES, closes=OPENS) == at + timedelta(minutes=30)
