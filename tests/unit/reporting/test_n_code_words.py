"""What the law asks of an N by its age: reg 10(7)-(9), SI 2024/208."""

from datetime import date

from reporting.queries.mornings import ordinal
from reporting.queries.n_codes import NCode
from schools.calendar import Session

TUESDAY = date(2027, 3, 2)


def n_code(used: int, due_on: date | None = date(2027, 3, 9)) -> NCode:
    halves = (Session.AM, Session.PM)
    return NCode("Amir Khan", "/x/", "8HW", TUESDAY, halves, used=used, due_on=due_on, amend_url="")


def test_reg10_7_an_n_must_become_o_on_the_fifth_school_day() -> None:
    assert n_code(4).next_words == "Must become O on Tue 9 Mar without a reason"
    assert not n_code(4).last
    assert n_code(5).next_words == "Must become O today without a reason"
    assert n_code(5).last


def test_reg10_7_after_the_fifth_school_day_it_is_overdue() -> None:
    assert n_code(6).next_words == "Overdue: a reason or O was due by Tue 9 Mar"
    assert n_code(6).last


def test_where_the_calendar_ends_first_no_day_is_named() -> None:
    assert n_code(1, due_on=None).next_words == "Needs a reason"


def test_both_sessions_of_a_day_stand_in_one_line() -> None:
    assert n_code(1).session_words == "Tue 2 Mar AM and PM"


def test_days_are_counted_as_people_say_them() -> None:
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th")
    ]
