"""The register that a teacher's first page leads to."""

from datetime import datetime, time

from attendance.queries.registers.board import BoardRow
from attendance.register_state import RegisterState
from reporting.queries.teacher_days import next_register
from schools.calendar import LONDON, Session, SessionTimes
from schools.moments import Moment

TIMES = SessionTimes(time(8, 45), time(12, 0), time(13, 0), time(15, 15), register_minutes=30)
SUBMITTED = datetime(2027, 3, 9, 9, 0, tzinfo=LONDON)


def row(group: str, half: Session, *, submitted: bool = False) -> BoardRow:
    return BoardRow(
        group_id=1,
        group=group,
        year_group=8,
        room="H2",
        teacher="Ms Lane",
        session=half,
        total=30,
        marked=0,
        submitted_at=SUBMITTED if submitted else None,
        submitted_by="",
        state=RegisterState.NOT_STARTED,
        url=f"/{group}/{half.name}/",
    )


def at(hour: int, minute: int) -> Moment:
    return Moment(datetime(2027, 3, 9, hour, minute, tzinfo=LONDON), TIMES)


def test_in_the_morning_it_is_the_morning_register() -> None:
    found = next_register([row("8HW", Session.PM), row("8HW", Session.AM)], at(8, 49))
    assert found is not None
    assert (found.title, found.url) == ("8HW, morning register", "/8HW/AM/")
    assert found.words == "Closes in 26 min (09:15). 30 pupils, room H2."


def test_before_school_it_says_when_the_register_opens() -> None:
    found = next_register([row("8HW", Session.AM)], at(8, 0))
    assert found is not None
    assert found.words.startswith("Opens 08:45.")


def test_with_the_morning_in_it_is_the_afternoon_register() -> None:
    found = next_register([row("8HW", Session.AM, submitted=True), row("8HW", Session.PM)], at(9, 30))
    assert found is not None
    assert found.title == "8HW, afternoon register"
    assert found.words.startswith("Opens 13:00.")


def test_a_morning_register_that_was_missed_waits_behind_the_one_that_is_on() -> None:
    board = [row("8HW", Session.AM), row("8HW", Session.PM)]
    assert (found := next_register(board, at(13, 5))) is not None
    assert found.title == "8HW, afternoon register"
    assert (found := next_register([board[0], row("8HW", Session.PM, submitted=True)], at(13, 5))) is not None
    assert (found.title, found.words[:13]) == ("8HW, morning register", "Closed 09:15.")


def test_with_all_of_them_in_there_is_none() -> None:
    assert next_register([row("8HW", half, submitted=True) for half in Session], at(13, 5)) is None
    assert next_register([], at(8, 49)) is None
