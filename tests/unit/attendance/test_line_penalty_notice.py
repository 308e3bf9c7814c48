"""The penalty notice: ten sessions of G, N, O or U in ten rolling school weeks (the national framework)."""

from dataclasses import replace
from datetime import date

import pytest

from attendance.line_rules import notice_from
from attendance.lines import LineKind
from tests.unit.attendance.line_marks import (
    ASHGROVE,
    DEFAULT,
    MARLOWE,
    count_of,
    line,
    missed,
    pupil,
    school_days,
)

NOTICE = LineKind.NOTICE
BY_DAY = replace(DEFAULT, rolls_by_day=True)
SINCE = date(2025, 9, 3)
ON = date(2026, 11, 20)
OCTOBER = school_days(date(2026, 10, 5), date(2026, 10, 16))


@pytest.mark.parametrize(("sessions", "found"), [(9, None), (10, 10), (11, 11)])
def test_a_notice_is_considered_at_ten_unauthorised_sessions(sessions: int, found: int | None) -> None:
    marks = pupil(missed("O", sessions, OCTOBER), since=SINCE, until=ON)
    assert count_of(line(NOTICE, marks, ON)) == found


def test_the_ten_may_be_any_mix_of_g_n_o_and_u_and_need_not_follow_each_other() -> None:
    letters = dict(zip(OCTOBER, ("G/", "/N", "OU", "U/", "GN", "//", "/O", "N/", "U/"), strict=False))
    found = line(NOTICE, pupil(letters, since=SINCE, until=ON), ON)
    assert found is not None
    assert (found.count, found.limit) == (10, 10)
    assert [number for _, _, number in found.sessions].count(220) == 3
    assert found.sessions[0] == (OCTOBER[0], 1, 200)


def test_no_authorised_absence_and_no_late_before_the_register_closed_is_among_them() -> None:
    marks = pupil(missed("O", 9, OCTOBER) | {ON: "IL"}, since=SINCE, until=ON)
    assert line(NOTICE, marks, ON) is None


def test_the_line_was_reached_on_the_day_of_the_tenth_session() -> None:
    marks = pupil(missed("O", 14, OCTOBER), since=SINCE, until=ON)
    found = line(NOTICE, marks, ON)
    assert found is not None
    assert found.reached_on == OCTOBER[4]
    assert (found.from_on, found.until_on) == (date(2026, 9, 7), ON)


@pytest.mark.parametrize(("tenth", "found"), [(date(2026, 9, 7), 10), (date(2026, 9, 4), None)])
def test_across_a_half_term_the_ten_weeks_are_those_with_a_school_day(tenth: date, found: int | None) -> None:
    """As of 20 November the first week is that of 7 September: the week of the half term is none."""
    marks = pupil(missed("O", 9, OCTOBER) | {tenth: "O/"}, since=SINCE, until=ON)
    assert count_of(line(NOTICE, marks, ON)) == found


@pytest.mark.parametrize(
    ("july", "found"), [(date(2026, 7, 20), 10), (date(2026, 6, 22), 10), (date(2026, 6, 19), None)]
)
def test_across_a_summer_two_of_the_last_term_and_eight_of_this_are_ten(
    july: date, found: int | None
) -> None:
    """As of 2 October five weeks lie on each side of the summer; the DfE's own example is 2 and 8."""
    september = school_days(date(2026, 9, 21), date(2026, 9, 30))
    marks = pupil(missed("G", 8, september) | {july: "GG"}, since=SINCE, until=date(2026, 10, 2))
    assert count_of(line(NOTICE, marks, date(2026, 10, 2))) == found


def test_in_a_holiday_the_weeks_stand_still() -> None:
    for values in (DEFAULT, BY_DAY):
        first = {notice_from(values, MARLOWE, date(2026, 10, day)) for day in (24, 25, 26, 28, 30, 31)}
        assert len({day for day in MARLOWE if min(first) <= day < max(first)}) == 0
    assert notice_from(DEFAULT, MARLOWE, date(2026, 8, 12)) == date(2026, 5, 11)


@pytest.mark.parametrize(
    ("first", "last", "on"),
    [
        (date(2026, 10, 22), date(2026, 11, 4), date(2026, 11, 4)),
        (date(2027, 3, 24), date(2027, 4, 14), date(2027, 4, 14)),
    ],
)
def test_across_a_change_of_the_clocks_ten_sessions_are_ten(first: date, last: date, on: date) -> None:
    days = school_days(first, last)
    assert count_of(line(NOTICE, pupil(missed("O", 10, days), since=SINCE, until=on), on)) == 10
    assert line(NOTICE, pupil(missed("O", 9, days), since=SINCE, until=on), on) is None


@pytest.mark.parametrize(
    ("tenth", "by_monday", "by_day"),
    [
        (date(2026, 9, 7), 10, 10),
        (date(2026, 9, 4), None, 10),
        (date(2026, 9, 3), None, 10),
        (date(2026, 9, 2), None, None),
    ],
)
def test_a_school_may_let_the_weeks_roll_with_the_day(
    tenth: date, by_monday: int | None, by_day: int | None
) -> None:
    """As of Wednesday 18 November they reach back to after the Wednesday of the week before the first."""
    on = date(2026, 11, 18)
    marks = pupil(missed("O", 9, OCTOBER) | {tenth: "O/"}, since=SINCE, until=on)
    assert count_of(line(NOTICE, marks, on)) == by_monday
    assert count_of(line(NOTICE, marks, on, values=BY_DAY)) == by_day


def test_weeks_that_roll_with_the_day_are_whole_ones_on_a_sunday() -> None:
    sunday = date(2026, 11, 22)
    assert notice_from(BY_DAY, MARLOWE, sunday) == notice_from(DEFAULT, MARLOWE, sunday) == date(2026, 9, 7)


def test_a_school_with_fewer_weeks_behind_it_counts_all_of_them() -> None:
    days = school_days(date(2026, 9, 1), ON)
    for values in (DEFAULT, BY_DAY):
        assert notice_from(values, days[:10], days[9]) == date(2026, 8, 31)
        assert notice_from(values, [], ON) == ON


def test_a_council_may_ask_at_ten_sessions_in_six_weeks() -> None:
    strict = replace(DEFAULT, notice_weeks=6)
    for first, found in ((date(2026, 10, 12), 10), (date(2026, 10, 2), None)):
        marks = pupil(missed("O", 10, school_days(first, ON)), since=SINCE, until=ON)
        assert count_of(line(NOTICE, marks, ON, values=strict)) == found


def test_two_schools_of_one_trust_look_at_the_weeks_of_their_own_calendars_and_values() -> None:
    """With a second week of holiday Ashgrove's ten weeks reach a week further back."""
    marks = pupil(missed("O", 9, OCTOBER) | {date(2026, 9, 2): "O/"}, since=SINCE, until=ON, days=ASHGROVE)
    assert line(NOTICE, marks, ON, days=MARLOWE) is None
    assert count_of(line(NOTICE, marks, ON, days=ASHGROVE)) == 10
    assert line(NOTICE, marks, ON, days=ASHGROVE, values=replace(DEFAULT, notice_weeks=6)) is None
    assert count_of(line(NOTICE, marks, ON, values=replace(DEFAULT, notice_sessions=9))) == 9


def test_a_pupil_who_joined_in_the_middle_of_the_year_reaches_it_by_sessions_here_alone() -> None:
    """Marks of another school are not among this school's."""
    november = school_days(date(2026, 11, 2), date(2026, 11, 6))
    letters = missed("O", 10, november)
    assert count_of(line(NOTICE, pupil(letters, since=date(2026, 11, 2), until=ON), ON)) == 10
    assert line(NOTICE, pupil(letters, since=date(2026, 11, 3), until=ON), ON) is None


@pytest.mark.parametrize(("letter", "found"), [("I", None), ("/", None), ("N", 10), ("D", None), ("-", None)])
def test_an_amended_code_takes_the_tenth_session_away_or_leaves_it(letter: str, found: int | None) -> None:
    letters = missed("O", 10, OCTOBER)
    letters[OCTOBER[4]] = f"O{letter}"
    assert count_of(line(NOTICE, pupil(letters, since=SINCE, until=ON), ON)) == found


def test_a_line_that_stood_is_looked_at_as_of_its_day_with_the_marks_of_today() -> None:
    """By Christmas the sessions have left the weeks; as of November they are there, whatever came after."""
    marks = pupil(missed("O", 10, OCTOBER), since=SINCE, until=date(2027, 1, 29))
    assert line(NOTICE, marks, date(2027, 1, 29)) is None
    assert line(NOTICE, marks, ON) == line(NOTICE, pupil(missed("O", 10, OCTOBER), since=SINCE, until=ON), ON)


@pytest.mark.parametrize(
    ("born_on", "on", "found"),
    [
        (date(2021, 12, 31), date(2026, 12, 18), None),
        (date(2021, 12, 31), date(2026, 12, 31), 10),
        (date(2022, 1, 1), date(2026, 12, 31), None),
    ],
)
def test_nobody_under_compulsory_school_age_reaches_it(born_on: date, on: date, found: int | None) -> None:
    """The age begins on the prescribed day on or after the fifth birthday (Education Act 1996 s8)."""
    december = school_days(date(2026, 12, 1), on)
    marks = pupil(missed("O", 10, december), since=SINCE, until=on, born_on=born_on)
    assert count_of(line(NOTICE, marks, on)) == found


@pytest.mark.parametrize(("on", "found"), [(date(2027, 6, 25), 10), (date(2027, 6, 28), None)])
def test_after_the_last_friday_in_june_a_leaver_of_year_11_does_not(on: date, found: int | None) -> None:
    june = school_days(date(2027, 6, 7), date(2027, 6, 18))
    marks = pupil(missed("O", 10, june), since=SINCE, until=on, born_on=date(2011, 5, 1))
    assert count_of(line(NOTICE, marks, on)) == found
