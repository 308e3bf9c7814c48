"""The rules of domain.md 1.3, one test named after each: what is refused, and the sentence that says so."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from attendance.code_rules import (
    PupilFacts,
    Sitting,
    arrival_problem,
    arrived_late_problem,
    code_problem,
    code_warnings,
    n_words,
)
from attendance.codes import CODES, Code, find_code
from schools.calendar import LONDON, Session, SessionTimes

ON = date(2027, 3, 9)
AM, PM = Session.AM, Session.PM
TIMES = SessionTimes(time(8, 45), time(12), time(13), time(15, 15), 30)
MORNING = Sitting(ON, AM, TIMES)
YEAR_8, YEAR_12 = date(2014, 3, 4), date(2009, 11, 9)
ON_ROLL = PupilFacts(born_on=YEAR_8, admitted_on=date(2026, 9, 1), is_dual=False, is_agreed=False)
DAYS = [date(2027, 3, day) for day in (9, 10, 11, 12, 15, 16, 17)]


def code(letter: str) -> Code:
    """A letter's code on the day."""
    found = find_code(letter, ON)
    assert found
    return found


def at(hour: int, minute: int) -> datetime:
    """A time of the day."""
    return datetime(2027, 3, 9, hour, minute, tzinfo=LONDON)


def arrives(letter: str, *, minutes: int | None = None, now: datetime, office: bool = True) -> str | None:
    """What is said against an arrival of that morning."""
    return arrival_problem(code(letter), MORNING, minutes=minutes, now=now, office=office)


def stands(letter: str, facts: PupilFacts = ON_ROLL, *, on: date = ON, session: Session = AM) -> str | None:
    """What is said against a code."""
    return code_problem(code(letter), on, session, facts)


@pytest.mark.parametrize("minutes", [0, 31, 45])
def test_a_register_stays_open_for_30_minutes_at_most(minutes: int) -> None:
    assert TIMES.closes_at(ON, AM) - TIMES.starts_at(ON, AM) == timedelta(minutes=30)
    assert TIMES.closes_at(ON, PM) - TIMES.starts_at(ON, PM) == timedelta(minutes=30)
    with pytest.raises(ValueError, match="A register stays open for 1 to 30 minutes"):
        replace(TIMES, register_minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "now", "office", "sentence"),
    [
        (None, at(9, 14), False, None),
        (29, at(11, 0), False, None),
        (None, at(16, 0), False, None),
        (
            None,
            at(9, 15),
            False,
            "The register closed at 09:15. After that an arrival is U: ask the office",
        ),
        (30, at(11, 0), False, "The register closed at 09:15. After that an arrival is U: ask the office"),
        (45, at(8, 58), False, "The register closes at 09:15, and 45 min is after that"),
        (30, at(16, 0), True, "The register closed at 09:15. After that an arrival is U"),
        (
            None,
            at(9, 20),
            True,
            (
                "The register closed at 09:15. After that an arrival is U, "
                "and for an earlier one give the minutes late"
            ),
        ),
    ],
)
def test_l_is_an_arrival_after_the_register_starts_and_before_it_closes(
    minutes: int | None, now: datetime, office: bool, sentence: str | None
) -> None:
    assert arrives("L", minutes=minutes, now=now, office=office) == sentence


@pytest.mark.parametrize(
    ("minutes", "now", "sentence"),
    [
        (None, at(9, 15), None),
        (None, at(11, 59), None),
        (30, at(9, 15), None),
        (None, at(17, 0), None),
        (None, at(9, 14), "The register is open until 09:15. An arrival before that is L"),
        (40, at(9, 0), "The register is open until 09:15. An arrival before that is L"),
        (29, at(10, 0), "The register closed at 09:15. An arrival before that is L"),
        (
            195,
            at(13, 0),
            "The morning ended at 12:00. A pupil who came later missed it: choose the reason, or N",
        ),
    ],
)
def test_u_is_an_arrival_after_the_register_closes_and_before_the_session_ends(
    minutes: int | None, now: datetime, sentence: str | None
) -> None:
    assert arrives("U", minutes=minutes, now=now) == sentence


def test_a_school_without_session_times_has_no_close_to_hold_an_arrival_to() -> None:
    for letter in "LU":
        sitting = replace(MORNING, times=None)
        assert arrival_problem(code(letter), sitting, minutes=90, now=at(9, 0), office=False) is None


def test_no_other_code_depends_on_an_arrival() -> None:
    for each in CODES:
        if each.letter not in {"L", "U"}:
            assert arrival_problem(each, MORNING, minutes=90, now=at(9, 0), office=False) is None


def test_a_pupil_first_coded_n_who_arrives_after_close_becomes_u_or_another_suitable_code() -> None:
    assert (
        arrived_late_problem(code("N"), code("/"))
        == "/ is for a pupil who was here when the register began. An arrival is L or U"
    )
    for letter in ("U", "L", "M", "I"):
        assert arrived_late_problem(code("N"), code(letter)) is None
    assert arrived_late_problem(code("L"), code("/")) is None


def test_n_is_replaced_by_the_fifth_school_day_or_becomes_o() -> None:
    assert n_words(date(2027, 3, 8), DAYS, date(2027, 3, 15), 5) == ""
    assert (
        n_words(date(2027, 3, 8), DAYS, date(2027, 3, 16), 5)
        == "N could stand until Monday 15 March. Give the reason, or change it to O"
    )


def test_the_days_of_an_n_are_school_days_and_not_working_days() -> None:
    inset_on_the_12th = [day for day in DAYS if day.day != 12]
    assert n_words(date(2027, 3, 8), inset_on_the_12th, date(2027, 3, 16), 5) == ""
    assert "Tuesday 16 March" in n_words(date(2027, 3, 8), inset_on_the_12th, date(2027, 3, 17), 5)


def test_a_school_may_ask_for_the_reason_of_an_n_in_fewer_days() -> None:
    assert n_words(date(2027, 3, 8), DAYS, date(2027, 3, 9), 1) == ""
    assert "until Tuesday 9 March" in n_words(date(2027, 3, 8), DAYS, date(2027, 3, 10), 1)


def test_an_n_whose_last_day_the_calendar_does_not_hold_is_never_overdue() -> None:
    assert n_words(date(2027, 3, 15), DAYS, date(2027, 7, 1), 5) == ""


def test_an_old_n_draws_a_warning_and_no_refusal() -> None:
    words = code_warnings(
        code("N"), date(2027, 3, 8), year_group=8, school_days=DAYS, today=date(2027, 3, 16), limit=5
    )
    assert words == ["N could stand until Monday 15 March. Give the reason, or change it to O"]
    assert code_warnings(code("I"), ON, year_group=8, school_days=DAYS, today=ON, limit=5) == []


@pytest.mark.parametrize(("born_on", "may"), [(YEAR_8, False), (YEAR_12, True)])
def test_x_is_refused_at_compulsory_school_age(born_on: date, may: bool) -> None:
    sentence = "X is only for a pupil who is not of compulsory school age on that day"
    assert stands("X", replace(ON_ROLL, born_on=born_on)) == (None if may else sentence)


@pytest.mark.parametrize(
    ("born_on", "is_agreed", "sentence"),
    [
        (YEAR_8, True, None),
        (
            YEAR_12,
            True,
            "C2 is only for a pupil of compulsory school age on that day. For others X is the code",
        ),
        (
            YEAR_8,
            False,
            (
                "C2 needs a part-time timetable that is agreed for this session. "
                "Enter the agreement first, or choose another code"
            ),
        ),
    ],
)
def test_c2_is_refused_outside_compulsory_age_or_without_a_live_agreement(
    born_on: date, is_agreed: bool, sentence: str | None
) -> None:
    assert stands("C2", replace(ON_ROLL, born_on=born_on, is_agreed=is_agreed)) == sentence


def test_d_is_refused_for_a_pupil_registered_at_one_school() -> None:
    assert stands("D", replace(ON_ROLL, is_dual=True)) is None
    assert stands("D") == (
        "D is only for a pupil who is registered at two schools. "
        "Change the registration on the pupil's record first, or choose another code"
    )


@pytest.mark.parametrize(("letter", "least"), [("S", 11), ("W", 10)])
def test_s_warns_below_year_11_and_w_below_year_10(letter: str, least: int) -> None:
    def warnings(year: int | None) -> list[str]:
        return code_warnings(code(letter), ON, year_group=year, school_days=DAYS, today=ON, limit=5)

    assert stands(letter) is None
    assert warnings(least - 1) == [f"{letter} is rarely right below Year {least}. Check the code."]
    assert warnings(least) == warnings(None) == []


def test_the_morning_stroke_is_refused_in_the_afternoon_and_the_other_way_round() -> None:
    assert stands("/", session=PM) == "/ is the morning mark, and this is the afternoon"
    assert stands("\\", session=AM) == "\\ is the afternoon mark, and this is the morning"


def test_z_stands_before_the_starting_day_only() -> None:
    starts_tomorrow = replace(ON_ROLL, admitted_on=ON + timedelta(days=1))
    assert stands("Z", starts_tomorrow) is None
    assert stands("Z") == "Z is only for days before the starting day, Tuesday 1 September 2026"


def test_no_other_code_stands_before_the_starting_day() -> None:
    assert stands("/", replace(ON_ROLL, admitted_on=ON)) is None
    assert stands("/", replace(ON_ROLL, admitted_on=ON + timedelta(days=1))) == (
        "No code stands before the starting day, Wednesday 10 March 2027. Leave the session without a mark"
    )


def test_no_code_stands_after_the_day_of_deletion() -> None:
    assert stands("O", replace(ON_ROLL, left_on=ON)) is None
    assert stands("O", replace(ON_ROLL, left_on=ON - timedelta(days=1))) == (
        "No code stands after the last day on roll, Monday 8 March 2027. Leave the session without a mark"
    )


def test_a_fact_that_is_not_known_is_not_checked() -> None:
    for letter in ("X", "C2", "D", "Z", "/"):
        assert stands(letter, PupilFacts()) is None
