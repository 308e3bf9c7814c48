"""What a file of marks may hold, by the date of the mark, and the sentence for what it may not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.codes import CODES, REGULATIONS_2024_ON, find_code, import_problem, import_warning
from schools.calendar import Session

AM, PM = Session.AM, Session.PM
BEFORE = REGULATIONS_2024_ON - timedelta(days=1)
NOW = date(2026, 11, 20)
HOLIDAY = (
    "H was withdrawn on 19 Aug 2024. "
    "Use C if leave was granted for exceptional circumstances, G if not granted."
)
PANDEMIC = "Withdrawn; use X only below/above compulsory age, I for illness, Y6 for public-health restriction"


@pytest.mark.parametrize(
    ("letter", "sentence"),
    [
        ("H", HOLIDAY),
        ("F", "F is obsolete. Use C or G."),
        ("J", "J became J1, now authorised absence. Confirm before mapping; attendance % will fall."),
        ("Y", "Choose Y1-Y7"),
        ("X01", PANDEMIC),
        ("X09", PANDEMIC),
        ("I01", PANDEMIC),
        ("i02", PANDEMIC),
    ],
)
def test_a_withdrawn_code_is_kept_before_19_august_2024_and_refused_from_it_with_its_sentence(
    letter: str, sentence: str
) -> None:
    assert import_problem(letter, BEFORE, AM) is None
    assert import_problem(letter, REGULATIONS_2024_ON, AM) == sentence
    assert import_problem(f" {letter.lower()} ", NOW, PM) == sentence


@pytest.mark.parametrize("mark", ["", " ", "-", "@", "!", "*", "7", "8", "9", "A", "Y8", "1C"])
@pytest.mark.parametrize("on", [BEFORE, NOW], ids=["old", "new"])
def test_a_mark_that_a_system_keeps_for_itself_is_not_a_national_code_on_any_day(mark: str, on: date) -> None:
    problem = import_problem(mark, on, AM)
    assert problem
    assert problem.endswith("is not a national code")


def test_a_blank_is_never_a_mark() -> None:
    assert import_problem("", NOW, AM) == "A blank is not a national code"


@pytest.mark.parametrize("mark", ["ABC", "C12", "///", "Y1Y2", "x" * 5000])
def test_more_than_two_characters_are_refused_and_not_repeated_at_length(mark: str) -> None:
    problem = import_problem(mark, NOW, AM)
    assert problem
    assert problem.endswith("is longer than two characters: not a national code")
    assert len(problem) < 80


@pytest.mark.parametrize("letter", ["K", "Q", "C1", "C2", "J1", "Y1", "Y7"])
def test_a_code_of_2024_is_refused_on_an_earlier_day(letter: str) -> None:
    assert import_problem(letter, BEFORE, AM) == f"{letter} was not in use on Sunday 18 August 2024"


def test_a_code_is_refused_on_a_day_before_there_were_national_codes() -> None:
    assert import_problem("H", date(2006, 8, 31), AM) == "H was not in use on Thursday 31 August 2006"


def test_a_morning_file_with_an_afternoon_stroke_is_refused_and_the_other_way_round() -> None:
    assert import_problem("\\", NOW, AM) == "\\ is the afternoon mark, and this is the morning"
    assert import_problem("/", NOW, PM) == "/ is the morning mark, and this is the afternoon"
    assert import_problem("/", NOW, AM) is import_problem("\\", NOW, PM) is None


def test_c_and_b_are_taken_with_a_warning_since_their_meaning_narrowed() -> None:
    assert import_problem("C", NOW, AM) is import_problem("B", NOW, AM) is None
    assert "C2" in str(import_warning("C", NOW))
    assert "C1" in str(import_warning("c ", NOW))
    assert "(K)" in str(import_warning("B", NOW))
    assert import_warning("C", BEFORE) is import_warning("B", BEFORE) is None


def test_t_is_taken_with_its_new_meaning_and_without_a_warning() -> None:
    assert import_problem("T", NOW, AM) is import_warning("T", NOW) is None


@given(
    st.sampled_from([*(code.letter for code in CODES), "X01", "I02", "-", "QQ"]),
    st.dates(date(2006, 9, 1), date(2040, 1, 1)),
)
def test_a_mark_is_refused_exactly_when_it_is_no_code_of_its_day_and_session(letter: str, on: date) -> None:
    code = find_code(letter, on)
    for session in Session:
        is_taken = import_problem(letter, on, session) is None
        assert is_taken is (code is not None and session in code.sessions)


@given(st.text(max_size=8), st.dates(date(2006, 9, 1), date(2040, 1, 1)), st.sampled_from(Session))
def test_whatever_a_cell_holds_there_is_an_answer(text: str, on: date, session: Session) -> None:
    problem = import_problem(text, on, session)
    assert problem is None or problem
