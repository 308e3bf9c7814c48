"""The sickness return: fifteen days of a school year that contain an I, together or apart."""

from dataclasses import replace
from datetime import date

import pytest

from attendance.lines import LineKind
from tests.unit.attendance.line_marks import ASHGROVE, DEFAULT, count_of, line, missed, pupil, school_days

SICKNESS = LineKind.SICKNESS
BY_SESSIONS = replace(DEFAULT, by_sessions=True)
START = date(2026, 9, 1)
ON = date(2026, 12, 18)
DAYS = school_days(date(2026, 10, 5), date(2026, 12, 4))


@pytest.mark.parametrize(("days", "found"), [(14, None), (15, 15), (16, 16)])
def test_the_authority_is_told_at_fifteen_days_that_contain_an_i(days: int, found: int | None) -> None:
    """One session makes a day, in the morning or in the afternoon; both make one day and no more."""
    letters = {day: ("I/", "/I", "II")[place % 3] for place, day in enumerate(DAYS[:days])}
    assert count_of(line(SICKNESS, pupil(letters, since=START, until=ON), ON)) == found


@pytest.mark.parametrize(("sessions", "found"), [(29, None), (30, 15), (31, 15), (32, 16)])
def test_where_the_school_says_so_two_sessions_make_a_day(sessions: int, found: int | None) -> None:
    letters = dict.fromkeys(DAYS[:sessions], "I/")
    marks = pupil(letters, since=START, until=ON)
    assert count_of(line(SICKNESS, marks, ON, values=BY_SESSIONS)) == found
    assert count_of(line(SICKNESS, marks, ON)) == sessions


def test_the_line_was_reached_on_the_fifteenth_day_or_with_the_thirtieth_session() -> None:
    marks = pupil(dict.fromkeys(DAYS[:20], "II"), since=START, until=ON)
    found = line(SICKNESS, marks, ON)
    assert found is not None
    assert (found.reached_on, found.limit, len(found.sessions)) == (DAYS[14], 15, 40)
    assert (found.from_on, found.until_on) == (START, ON)
    mornings = pupil(dict.fromkeys(DAYS[:31], "I/"), since=START, until=ON)
    by_sessions = line(SICKNESS, mornings, ON, values=BY_SESSIONS)
    assert by_sessions is not None
    assert by_sessions.reached_on == DAYS[29]


def test_a_medical_appointment_is_no_illness() -> None:
    marks = pupil(missed("I", 28, DAYS) | {DAYS[20]: "MM"}, since=START, until=ON)
    assert line(SICKNESS, marks, ON) is None


def test_days_before_a_half_term_and_days_after_it_are_counted_together() -> None:
    around = school_days(date(2026, 10, 15), date(2026, 11, 12))
    marks = pupil(dict.fromkeys(around[:15], "I/"), since=START, until=ON)
    assert count_of(line(SICKNESS, marks, ON)) == 15
    assert line(SICKNESS, marks, around[13]) is None


def test_days_on_both_sides_of_a_change_of_the_clocks_are_counted_together() -> None:
    march = school_days(date(2027, 3, 15), date(2027, 4, 20))
    marks = pupil(dict.fromkeys(march[:15], "I/"), since=date(2027, 1, 4), until=march[14])
    assert count_of(line(SICKNESS, marks, march[14])) == 15


def test_days_before_the_summer_belong_to_the_return_of_the_last_school_year() -> None:
    july = school_days(date(2026, 7, 6), date(2026, 7, 21))
    september = school_days(START, date(2026, 9, 10))
    marks = pupil(dict.fromkeys([*july, *september], "II"), since=date(2026, 6, 1), until=september[-1])
    assert line(SICKNESS, marks, september[-1]) is None
    assert len(july) + len(september) > 15


def test_a_pupil_who_joined_in_november_is_counted_since_then() -> None:
    joined = date(2026, 11, 2)
    letters = dict.fromkeys([*DAYS[:10], *school_days(joined, date(2026, 11, 18))], "II")
    assert line(SICKNESS, pupil(letters, since=joined, until=ON), ON) is None
    assert count_of(line(SICKNESS, pupil(letters, since=START, until=ON), ON)) == 23


def test_two_schools_of_one_trust_have_their_own_days_and_values() -> None:
    around = school_days(date(2026, 10, 15), date(2026, 11, 12))
    letters = dict.fromkeys(around[:15], "I/")
    ashgrove = pupil(letters, since=START, until=ON, days=ASHGROVE)
    assert line(SICKNESS, ashgrove, ON, days=ASHGROVE) is None
    sooner = replace(DEFAULT, sickness_days=10)
    assert count_of(line(SICKNESS, ashgrove, ON, days=ASHGROVE, values=sooner)) == 10


@pytest.mark.parametrize(("letters", "found"), [("/I", 15), ("//", None), ("OM", None), ("--", None)])
def test_an_amended_code_takes_its_day_away_unless_another_i_stands_on_it(
    letters: str, found: int | None
) -> None:
    marks = pupil(dict.fromkeys(DAYS[:15], "II") | {DAYS[3]: letters}, since=START, until=ON)
    assert count_of(line(SICKNESS, marks, ON)) == found


def test_the_return_is_for_compulsory_school_age_alone() -> None:
    letters = dict.fromkeys(DAYS[:15], "II")
    for born_on, found in ((date(2021, 8, 31), 15), (date(2022, 3, 1), None)):
        assert count_of(line(SICKNESS, pupil(letters, since=START, until=ON, born_on=born_on), ON)) == found
