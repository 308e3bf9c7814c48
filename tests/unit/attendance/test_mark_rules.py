"""Which code may stand for which pupil and session."""

from datetime import date, timedelta

import pytest

from attendance.codes import REGULATIONS_2024_ON, Code, find_code, mark_problem, mark_warning
from schools.calendar import Session

ON = date(2026, 11, 20)
AM, PM = Session.AM, Session.PM
YEAR_8 = date(2014, 3, 4)
RISING_FIVE = date(2022, 2, 3)
YEAR_12 = date(2010, 1, 9)


def code(letter: str, on: date = ON) -> Code:
    """A letter's code on a day."""
    found = find_code(letter, on)
    assert found
    return found


def test_reg10_2_the_morning_stroke_is_refused_in_the_afternoon_and_the_other_way_round() -> None:
    assert mark_problem(code("/"), ON, PM) == "/ is the morning mark, and this is the afternoon"
    assert mark_problem(code("\\"), ON, AM) == "\\ is the afternoon mark, and this is the morning"
    assert mark_problem(code("/"), ON, AM) is mark_problem(code("\\"), ON, PM) is None


@pytest.mark.parametrize(("born_on", "may"), [(YEAR_8, False), (RISING_FIVE, True), (YEAR_12, True)])
def test_x_is_refused_for_a_pupil_of_compulsory_school_age(born_on: date, may: bool) -> None:
    problem = mark_problem(code("X"), ON, AM, born_on=born_on)
    assert problem == (
        None if may else "X is only for a pupil who is not of compulsory school age on that day"
    )


@pytest.mark.parametrize(("born_on", "may"), [(YEAR_8, True), (RISING_FIVE, False), (YEAR_12, False)])
def test_reg11_6_c2_is_refused_for_a_pupil_not_of_compulsory_school_age(born_on: date, may: bool) -> None:
    problem = mark_problem(code("C2"), ON, AM, born_on=born_on)
    assert problem == (
        None
        if may
        else "C2 is only for a pupil of compulsory school age on that day. For others X is the code"
    )


def test_before_19_august_2024_x_could_stand_for_any_pupil() -> None:
    lockdown = date(2021, 1, 11)
    assert mark_problem(code("X", lockdown), lockdown, AM, born_on=YEAR_8) is None
    last_day = REGULATIONS_2024_ON - timedelta(days=1)
    assert mark_problem(code("X"), last_day, AM, born_on=YEAR_8) is None
    assert mark_problem(code("X"), REGULATIONS_2024_ON, AM, born_on=YEAR_8)


def test_an_age_that_is_not_known_is_not_checked() -> None:
    assert mark_problem(code("X"), ON, AM) is mark_problem(code("C2"), ON, AM) is None


def test_z_stands_only_before_the_starting_day() -> None:
    starts = date(2026, 11, 23)
    assert mark_problem(code("Z"), starts - timedelta(days=1), AM, admitted_on=starts) is None
    assert (
        mark_problem(code("Z"), starts, AM, admitted_on=starts)
        == "Z is only for days before the starting day, Monday 23 November 2026"
    )
    assert mark_problem(code("I"), starts, AM, admitted_on=starts) is None


def test_a_code_is_refused_on_a_day_outside_its_dates() -> None:
    old = code("J", date(2024, 6, 3))
    assert mark_problem(old, date(2024, 8, 18), AM) is None
    assert mark_problem(old, ON, AM) == "J is not in use on Friday 20 November 2026"
    assert mark_problem(code("K"), date(2024, 6, 3), AM) == "K is not in use on Monday 3 June 2024"


@pytest.mark.parametrize(("letter", "least"), [("W", 10), ("S", 11)])
def test_work_experience_and_study_leave_draw_a_warning_in_younger_years(letter: str, least: int) -> None:
    assert mark_warning(code(letter), least) is None
    assert (
        mark_warning(code(letter), least - 1)
        == f"{letter} is rarely right below Year {least}. Check the code."
    )


def test_other_codes_draw_no_warning_by_year() -> None:
    assert mark_warning(code("V"), 0) is None
