"""What a lesson's marks mean beside those of the register."""

from datetime import date, datetime, time

import pytest

from attendance.codes import find_code
from attendance.lessons import early_problem, is_here, minutes_late, session_of
from schools.calendar import LONDON, Session, SessionTimes
from tests.world import TODAY

TIMES = SessionTimes(time(8, 45), time(12, 25), time(13, 15), time(15, 10), 30)


@pytest.mark.parametrize(
    ("letter", "here"), [(c, c in "/\\LU") for c in ("/", "\\", "L", "U", *"NIVPDXCMBK")]
)
def test_in_school_are_present_late_and_who_came_after_the_close(letter: str, here: bool) -> None:
    code = find_code(letter, TODAY)
    assert code is not None
    assert is_here(code.number) is here


@pytest.mark.parametrize(
    ("starts", "session"), [("09:05", Session.AM), ("11:25", Session.AM), ("12:25", Session.PM)]
)
def test_a_lesson_belongs_to_the_morning_until_the_morning_ends(starts: str, session: Session) -> None:
    assert session_of(time.fromisoformat(starts), TIMES) is session


def test_without_hours_noon_parts_the_day() -> None:
    assert session_of(time(11, 59), None) is Session.AM
    assert session_of(time(12), None) is Session.PM


def at(clock: str) -> datetime:
    return datetime.combine(TODAY, time.fromisoformat(clock), tzinfo=LONDON)


def test_a_lesson_is_marked_from_a_quarter_of_an_hour_before_it() -> None:
    assert early_problem(TODAY, time(11, 25), now=at("11:10")) is None
    assert (
        early_problem(TODAY, time(11, 25), now=at("11:09"))
        == "This lesson starts at 11:25. You can mark it from 11:10."
    )
    tomorrow = early_problem(date(2027, 3, 10), time(9), now=at("11:09"))
    assert tomorrow == "This lesson is on Wednesday 10 March. You can mark it on that day."
    assert early_problem(date(2027, 3, 8), time(15, 0), now=at("08:49")) is None


@pytest.mark.parametrize(
    ("clock", "minutes"), [("08:59", None), ("09:00", 0), ("09:12", 12), ("09:59", 59), ("10:00", None)]
)
def test_minutes_late_are_told_by_the_clock_during_the_lesson_alone(clock: str, minutes: int | None) -> None:
    assert minutes_late(TODAY, time(9), time(10), now=at(clock)) == minutes
