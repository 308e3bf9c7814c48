"""The session a page speaks of, and when its registers open and close."""

from datetime import datetime, time

import pytest

from schools.calendar import LONDON, Session, SessionTimes
from schools.moments import Moment

TIMES = SessionTimes(time(8, 45), time(12, 0), time(13, 0), time(15, 15), register_minutes=30)


def at(hour: int, minute: int, times: SessionTimes | None = TIMES) -> Moment:
    return Moment(datetime(2027, 3, 9, hour, minute, tzinfo=LONDON), times)


@pytest.mark.parametrize(
    ("hour", "minute", "half"),
    [
        (7, 0, Session.AM),
        (8, 45, Session.AM),
        (12, 30, Session.AM),
        (13, 0, Session.PM),
        (17, 0, Session.PM),
    ],
)
def test_a_page_speaks_of_the_session_that_is_on_or_was_last(hour: int, minute: int, half: Session) -> None:
    assert at(hour, minute).session is half


def test_before_the_first_register_opens_the_page_says_when() -> None:
    assert at(8, 44).opening_words() == "Registers open 08:45"
    assert not at(8, 44).has_begun
    assert at(8, 45).opening_words() == ""
    assert at(8, 45).has_begun


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(8, 49, "close in 26 min (09:15)"), (9, 14, "close in 1 min (09:15)"), (9, 15, "closed 09:15")],
)
def test_the_close_is_told_in_minutes_and_by_the_clock(hour: int, minute: int, words: str) -> None:
    assert at(hour, minute).closing_words(Session.AM) == words


def test_a_register_is_closed_from_the_minute_of_its_close() -> None:
    assert not at(9, 14).is_closed(Session.AM)
    assert at(9, 15).is_closed(Session.AM)
    assert not at(9, 15).is_closed(Session.PM)


def test_without_session_times_nothing_opens_or_closes() -> None:
    moment = at(10, 0, times=None)
    assert moment.session is Session.AM
    assert not moment.has_begun
    assert not moment.is_closed(Session.AM)
    assert moment.opening_words() == moment.closing_words(Session.AM) == ""
