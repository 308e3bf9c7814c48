"""Running absence: the attendance return at ten school days, and ground (i) at twenty of G, N and O."""

from dataclasses import replace
from datetime import date

import pytest

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

RETURN, LONG = LineKind.RETURN, LineKind.LONG
SINCE = date(2026, 3, 2)
NUMBERS = {"D": 300, "Y1": 310}
# Twenty-five school days on both sides of the autumn's half term.
DAYS = school_days(date(2026, 10, 5), date(2026, 11, 13))


def until(sessions: int) -> date:
    """The day of so many sessions from the first of `DAYS`."""
    return DAYS[-(-sessions // 2) - 1]


@pytest.mark.parametrize(
    ("kind", "sessions", "found"),
    [
        (RETURN, 18, None),
        (RETURN, 20, 20),
        (RETURN, 22, 22),
        (LONG, 38, None),
        (LONG, 40, 40),
        (LONG, 42, 42),
    ],
)
def test_ten_days_running_are_twenty_sessions_and_twenty_days_forty(
    kind: LineKind, sessions: int, found: int | None
) -> None:
    on = until(sessions)
    assert count_of(line(kind, pupil(missed("O", sessions, DAYS), since=SINCE, until=on), on)) == found


def test_nineteen_sessions_are_not_ten_days() -> None:
    """The run begins in an afternoon and goes on."""
    letters = missed("O", 20, DAYS) | {DAYS[0]: "/O"}
    assert line(RETURN, pupil(letters, since=SINCE, until=DAYS[9]), DAYS[9]) is None
    letters[DAYS[10]] = "OO"
    assert count_of(line(RETURN, pupil(letters, since=SINCE, until=DAYS[10]), DAYS[10])) == 21


def test_the_evidence_is_the_whole_run_and_the_day_of_its_twentieth_session() -> None:
    letters = missed("N", 24, DAYS)
    found = line(RETURN, pupil(letters, since=SINCE, until=DAYS[11]), DAYS[11])
    assert found is not None
    assert (found.from_on, found.reached_on, found.until_on) == (DAYS[0], DAYS[9], DAYS[11])
    assert (found.count, found.limit, len(found.sessions)) == (24, 20, 24)
    assert found.sessions[0] == (DAYS[0], 1, 220)


@pytest.mark.parametrize("letter", ["/", "L", "I", "C", "V"])
def test_one_session_that_was_attended_or_authorised_breaks_the_run(letter: str) -> None:
    letters = missed("O", 22, DAYS) | {DAYS[5]: f"O{letter}"}
    marks = pupil(letters, since=SINCE, until=DAYS[10])
    assert line(RETURN, marks, DAYS[10]) is None


def test_whoever_came_back_this_morning_stands_in_no_run() -> None:
    letters = missed("O", 20, DAYS)
    marks = pupil(letters, since=SINCE, until=DAYS[10])
    assert line(RETURN, marks, DAYS[10]) is None
    assert count_of(line(RETURN, marks, DAYS[9])) == 20


@pytest.mark.parametrize("letter", ["D", "Q", "-"])
def test_a_session_that_was_not_possible_and_a_missing_mark_neither_break_a_return_nor_count(
    letter: str,
) -> None:
    letters = dict.fromkeys(DAYS[:11], "OO") | {DAYS[5]: letter * 2}
    marks = pupil(letters, since=SINCE, until=DAYS[10])
    assert count_of(line(RETURN, marks, DAYS[10])) == 20
    assert line(RETURN, marks, DAYS[9]) is None


@pytest.mark.parametrize(("letter", "found"), [("D", None), ("Y1", None), ("-", 40)])
def test_any_other_code_breaks_the_long_absence_and_a_missing_mark_does_not(
    letter: str, found: int | None
) -> None:
    """SI 2024/208 reg 9(1)(i): continuously absent, every session G, N or O."""
    session = date(2026, 11, 3)
    days = school_days(date(2026, 10, 5), date(2026, 11, 16))
    marks = pupil(dict.fromkeys(days[:21], "OO"), since=SINCE, until=days[20])
    of_the_day = [] if letter == "-" else [(session, half, NUMBERS[letter]) for half in (1, 2)]
    put = [*(mark for mark in marks.marks if mark[0] != session), *of_the_day]
    assert count_of(line(LONG, replace(marks, marks=sorted(put)), days[20])) == found


def test_before_todays_register_is_taken_yesterdays_run_still_stands() -> None:
    marks = pupil(missed("O", 20, DAYS) | {DAYS[10]: "--"}, since=SINCE, until=DAYS[10])
    assert count_of(line(RETURN, marks, DAYS[10])) == 20


def test_an_arrival_after_the_register_closed_counts_for_the_return_and_breaks_the_long_absence() -> None:
    letters = missed("O", 40, DAYS)
    marks = pupil(letters | {DAYS[8]: "UO"}, since=SINCE, until=DAYS[19])
    assert count_of(line(RETURN, marks, DAYS[19])) == 40
    assert line(LONG, marks, DAYS[19]) is None
    later = pupil(missed("G", 40, DAYS[:20]), since=SINCE, until=DAYS[19])
    assert count_of(line(LONG, later, DAYS[19])) == 40


def test_across_a_half_term_and_a_change_of_the_clocks_the_run_goes_on() -> None:
    days = school_days(date(2026, 10, 19), date(2026, 11, 6))
    marks = pupil(missed("O", 20, days), since=SINCE, until=days[-1])
    found = line(RETURN, marks, days[-1])
    assert found is not None
    assert (found.from_on, found.until_on) == (date(2026, 10, 19), date(2026, 11, 6))
    march = school_days(date(2027, 3, 18), date(2027, 4, 15))
    assert (
        count_of(line(RETURN, pupil(missed("O", 20, march), since=SINCE, until=march[-1]), march[-1])) == 20
    )


@pytest.mark.parametrize(("days", "found"), [(2, None), (3, 20), (4, 22)])
def test_across_a_summer_the_run_began_in_the_last_school_year(days: int, found: int | None) -> None:
    """Seven days up to 21 July, and the first days of September."""
    july = school_days(date(2026, 7, 13), date(2026, 7, 21))
    september = school_days(date(2026, 9, 1), date(2026, 9, 10))[:days]
    letters = dict.fromkeys([*july, *september], "OO")
    assert count_of(line(RETURN, pupil(letters, since=SINCE, until=september[-1]), september[-1])) == found


def test_a_run_is_followed_back_to_the_school_year_before_and_no_further() -> None:
    """Of an absence that never ends as much is counted on every day of a school year, whatever is stored."""
    every = dict.fromkeys(MARLOWE, "OO")
    on = date(2026, 9, 30)
    for since in (date(2025, 9, 3), date(2025, 9, 4)):
        found = line(LONG, pupil(every, since=since, until=on), on)
        assert found is not None
        assert found.from_on == since
    next_year = date(2027, 9, 1)
    found = line(LONG, pupil(every, since=date(2025, 9, 3), until=next_year), next_year)
    assert found is not None
    assert found.from_on == date(2026, 9, 1)


def test_a_pupil_who_joined_in_the_middle_of_the_year_and_never_came_reaches_it_in_ten_days() -> None:
    joined = date(2026, 11, 2)
    days = school_days(joined, date(2026, 11, 20))
    marks = pupil(dict.fromkeys(days, "NN"), since=joined, until=days[9])
    assert line(RETURN, marks, days[8]) is None
    assert count_of(line(RETURN, marks, days[9])) == 20


def test_two_schools_of_one_trust_count_the_days_of_their_own_calendars_and_values() -> None:
    """From 19 to 30 October and 2 to 6 November: ten school days at Marlowe Park, five at Ashgrove."""
    on = date(2026, 11, 6)
    letters = dict.fromkeys(school_days(date(2026, 10, 19), on), "OO")
    assert count_of(line(RETURN, pupil(letters, since=SINCE, until=on), on)) == 20
    ashgrove = pupil(letters, since=SINCE, until=on, days=ASHGROVE)
    assert line(RETURN, ashgrove, on, days=ASHGROVE) is None
    sooner = replace(DEFAULT, continuous_days=5)
    assert count_of(line(RETURN, ashgrove, on, days=ASHGROVE, values=sooner)) == 10


@pytest.mark.parametrize(("letter", "found"), [("I", None), ("G", 20), ("/", None)])
def test_an_amended_code_breaks_the_run_or_leaves_it(letter: str, found: int | None) -> None:
    letters = missed("O", 20, DAYS) | {DAYS[4]: f"O{letter}"}
    assert count_of(line(RETURN, pupil(letters, since=SINCE, until=DAYS[9]), DAYS[9])) == found


def test_a_child_under_compulsory_school_age_stands_in_no_run_of_the_law() -> None:
    marks = pupil(missed("O", 50, DAYS), since=SINCE, until=DAYS[-1], born_on=date(2022, 3, 1))
    assert line(RETURN, marks, DAYS[-1]) is None
    assert line(LONG, marks, DAYS[-1]) is None
