"""What one code for many sessions does to each of them."""

from datetime import date, datetime, time

import pytest

from attendance.bulk import (
    Selection,
    SessionFacts,
    Terms,
    closure_days_problem,
    closure_letter,
    code_title,
    codes_of,
    days_problem,
    letter_problem,
    make_plan,
)
from attendance.codes import Code, find_code
from schools.calendar import LONDON, Session, SessionTimes

TUESDAY, MONDAY = date(2027, 3, 9), date(2027, 3, 8)
TEN_YEARS_OLD, FOUR_YEARS_OLD = date(2017, 1, 20), date(2023, 1, 20)


TIMES = SessionTimes(time(8, 45), time(12), time(13), time(15, 15), 30)


def today_at(hour: int, minute: int) -> datetime:
    """A time of the Tuesday."""
    return datetime(2027, 3, 9, hour, minute, tzinfo=LONDON)


def facts(standing: int | None = None, **more: object) -> SessionFacts:
    known: dict[str, object] = {
        "pupil_id": 1,
        "name": "Amir Khan",
        "born_on": TEN_YEARS_OLD,
        "on": MONDAY,
        "session": Session.AM,
        "standing": standing,
        "version": 0 if standing is None else 1,
    }
    return SessionFacts(**known | more)  # type: ignore[arg-type]


def terms(letter: str = "V", **more: object) -> Terms:
    codes = codes_of(letter, MONDAY)
    assert codes is not None
    return Terms(codes, **{"now": today_at(9, 0), "times": TIMES} | more)  # type: ignore[arg-type]


def code(letter: str) -> Code:
    found = find_code(letter, MONDAY)
    assert found is not None
    return found


@pytest.mark.parametrize("standing", [None, 220])
def test_a_blank_and_an_n_change(standing: int | None) -> None:
    one = facts(standing)

    assert make_plan([one], terms()).changes == [one]


@pytest.mark.parametrize("letter", ["/", "L", "I", "O", "U", "Y4", "D"])
def test_every_other_mark_stays(letter: str) -> None:
    one = facts(code(letter).number)
    plan = make_plan([one], terms())

    assert (plan.stays, plan.changes) == ([one], [])
    assert plan.standing_counts == [(letter, 1)]


def test_a_letter_that_was_ticked_is_overwritten_and_counted() -> None:
    ill, away = facts(104), facts(201, pupil_id=2)
    plan = make_plan([ill, away, facts(pupil_id=3)], terms(replace=frozenset({"I"})))

    assert plan.stays == [away]
    assert (len(plan.changes), plan.filled, plan.overwritten) == (2, 1, 1)
    assert plan.words == ["1 blank becomes V", "1 I becomes V", "1 mark stays: 1 O"]


def test_the_plan_is_told_in_sentences() -> None:
    many = [facts(pupil_id=number) for number in range(3)] + [facts(220), facts(220), facts(33)]
    plan = make_plan([*many, facts(104), facts(104), facts(106)], terms())

    assert plan.words == [
        "3 blanks become V",
        "2 N become V",
        "3 marks stay: 2 I and 1 M",
        "1 session had V already",
    ]


@pytest.mark.parametrize(
    ("letter", "more", "sentence"),
    [
        ("X", {}, "X is only for a pupil who is not of compulsory school age on that day"),
        (
            "C2",
            {"born_on": FOUR_YEARS_OLD},
            "C2 is only for a pupil of compulsory school age on that day. For others X is the code",
        ),
        ("C2", {}, "C2 needs a part-time timetable that is agreed for this session"),
        ("D", {}, "D is only for a pupil who is registered at two schools"),
        (
            "V",
            {"is_on_roll": False, "admitted_on": TUESDAY},
            "Not on roll: starts on Tuesday 9 March 2027",
        ),
        (
            "V",
            {"is_on_roll": False, "left_on": date(2027, 3, 5)},
            "Not on roll: the last day was Friday 5 March 2027",
        ),
        ("V", {"is_on_roll": False}, "Not on roll on this day"),
    ],
)
def test_a_code_that_does_not_fit_is_refused_with_its_sentence(
    letter: str, more: dict[str, object], sentence: str
) -> None:
    one = facts(**more)  # type: ignore[arg-type]

    (refused,) = make_plan([one], terms(letter)).refused
    assert refused.facts == one
    assert refused.words.startswith(sentence)
    assert make_plan([one], terms(letter)).words == [f"1 session cannot have {letter}"]


def test_c2_and_d_stand_where_their_facts_are_there() -> None:
    one = facts(is_dual=True)

    assert make_plan([one], terms("C2", agreed=frozenset({one.key}))).changes == [one]
    assert make_plan([one], terms("D")).changes == [one]


@pytest.mark.parametrize("letter", ["/", "L", "U"])
def test_nobody_has_come_before_a_session_begins(letter: str) -> None:
    one = facts(on=TUESDAY, session=Session.PM)
    waits = today_at(12, 44)

    (refused,) = make_plan([one], terms(letter, now=waits)).refused
    assert refused.words == "The afternoon has not begun, so nobody has come to it yet"
    assert make_plan([one], terms("V", now=waits)).changes == [one]


@pytest.mark.parametrize(
    ("letter", "now", "words"),
    [
        ("L", today_at(9, 14), None),
        ("U", today_at(9, 14), "The register is open until 09:15. An arrival before that is L"),
        ("U", today_at(9, 15), None),
        (
            "L",
            today_at(9, 15),
            (
                "The register closed at 09:15. After that an arrival is U, "
                "and for an earlier one give the minutes late"
            ),
        ),
    ],
)
def test_l_and_u_are_held_to_the_close_as_on_a_register(
    letter: str, now: datetime, words: str | None
) -> None:
    plan = make_plan([facts(on=TUESDAY)], terms(letter, now=now))

    assert [refused.words for refused in plan.refused] == ([words] if words else [])


@pytest.mark.parametrize("letter", ["L", "U"])
def test_nobody_knows_when_a_pupil_came_on_a_past_day(letter: str) -> None:
    one = facts(on=MONDAY)

    assert make_plan([one], terms(letter, now=today_at(10, 0))).changes == [one]


def test_present_is_the_stroke_of_each_session() -> None:
    for letter in ("/", "\\"):
        codes = codes_of(letter, MONDAY)
        assert codes is not None
        assert [codes[half].letter for half in Session] == ["/", "\\"]
    assert (code_title("\\"), code_title("V")) == ("present", "V")


@pytest.mark.parametrize("letter", ["Y3", "Y4", "#", " y3"])
def test_a_closure_has_its_own_page(letter: str) -> None:
    name = letter.strip().upper()
    assert letter_problem(letter, MONDAY) == f"{name} is for a closure. A closure has its own page"


@pytest.mark.parametrize("letter", ["", "Z", "H", "nonsense"])
def test_what_is_no_code_is_not_set(letter: str) -> None:
    assert letter_problem(letter, MONDAY) == "Choose a code from the list"


@pytest.mark.parametrize("letter", ["V", "/", "y1", "N"])
def test_any_other_code_may_be_set(letter: str) -> None:
    assert letter_problem(letter, MONDAY) is None


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (MONDAY, TUESDAY, None),
        (date(2027, 2, 6), TUESDAY, None),
        (date(2027, 2, 5), TUESDAY, "Marks are set together from Saturday 6 February on"),
        (TUESDAY, MONDAY, "The last day must not be before the first"),
        (TUESDAY, date(2027, 3, 10), "A day to come has no marks yet"),
    ],
)
def test_bulk_acts_reach_31_days_back_and_no_day_to_come(first: date, last: date, found: str | None) -> None:
    problem = days_problem(first, last, TUESDAY)

    assert problem is None if found is None else problem is not None and problem.startswith(found)


def test_a_closure_of_a_day_to_come_is_put_through_to_the_calendar() -> None:
    problem = closure_days_problem(TUESDAY, date(2027, 3, 10), TUESDAY)

    assert problem is not None
    assert "goes into the calendar" in problem
    assert closure_days_problem(MONDAY, TUESDAY, TUESDAY) is None


def test_the_whole_site_is_y4_and_a_part_of_it_y3() -> None:
    assert closure_letter(Selection(MONDAY, MONDAY, everyone=True)) == "Y4"
    assert closure_letter(Selection(MONDAY, MONDAY, groups=(1,))) == "Y3"


def test_two_plans_have_one_stamp_only_where_they_do_the_same() -> None:
    plan = make_plan([facts(), facts(104, pupil_id=2)], terms())

    assert plan.stamp == make_plan([facts(), facts(104, pupil_id=2)], terms()).stamp
    others = [
        make_plan([facts(), facts(104, pupil_id=2)], terms("B")),
        make_plan([facts(), facts(106, pupil_id=2, version=2)], terms()),
        make_plan([facts(220), facts(104, pupil_id=2)], terms()),
        make_plan([facts(33), facts(104, pupil_id=2)], terms()),
    ]
    assert plan.stamp not in {other.stamp for other in others}
