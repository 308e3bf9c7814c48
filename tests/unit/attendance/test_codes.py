"""The national codes: which there are on a day, how each counts, who may set it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.code_editions import class_of
from attendance.codes import (
    ADMINISTRATIVE_NUMBERS,
    ATTENDING_NUMBERS,
    AUTHORISED_NUMBERS,
    CODES,
    ILLNESS,
    LATE,
    LATE_AFTER_CLOSE,
    NO_REASON,
    NOT_REQUIRED_NUMBERS,
    POSSIBLE_NUMBERS,
    PRESENT_AFTERNOON,
    PRESENT_MORNING,
    REGULATIONS_2024_ON,
    TEACHER_LETTERS,
    UNAUTHORISED_NUMBERS,
    Code,
    CodeClass,
    code_of,
    codes_on,
    find_code,
    letters_on,
)
from schools.calendar import Session

TODAY = date(2026, 11, 20)
BEFORE = REGULATIONS_2024_ON - timedelta(days=1)

# *Working together to improve school attendance*, the sets of codes as the guidance groups them.
ATTENDING = {"/", "\\", "L", "K", "V", "P", "W", "B"}
AUTHORISED = {"C", "C1", "C2", "E", "I", "J1", "M", "R", "S", "T"}
UNAUTHORISED = {"G", "N", "O", "U"}
NOT_POSSIBLE = {"D", "Q", "X", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7"}
ADMINISTRATIVE = {"Z", "#"}


def now(letter: str) -> Code:
    """The code of a letter today."""
    code = find_code(letter, TODAY)
    assert code
    return code


def test_there_are_34_codes_today() -> None:
    today = ATTENDING | AUTHORISED | UNAUTHORISED | NOT_POSSIBLE | ADMINISTRATIVE
    assert set(letters_on(TODAY)) == today
    assert len(letters_on(TODAY)) == len(today) == 34


@pytest.mark.parametrize(
    ("letters", "numbers"),
    [
        (ATTENDING, ATTENDING_NUMBERS),
        (AUTHORISED, AUTHORISED_NUMBERS),
        (UNAUTHORISED, UNAUTHORISED_NUMBERS),
        (NOT_POSSIBLE, NOT_REQUIRED_NUMBERS),
        (ADMINISTRATIVE, ADMINISTRATIVE_NUMBERS),
    ],
    ids=["attending", "authorised", "unauthorised", "not possible", "administrative"],
)
def test_the_codes_of_a_class_are_those_whose_numbers_lie_in_its_range(
    letters: set[str], numbers: range
) -> None:
    assert {code.letter for code in codes_on(TODAY) if code.number in numbers} == letters


def test_every_number_lies_in_one_class_and_names_one_edition() -> None:
    assert len({code.number for code in CODES}) == len(CODES)
    for code in CODES:
        assert code_of(code.number) is code
        assert code.number in code.code_class.numbers
        assert [kind for kind in CodeClass if code.number in kind.numbers] == [code.code_class]


def test_possible_sessions_are_attended_authorised_and_unauthorised() -> None:
    assert set(POSSIBLE_NUMBERS) == {*ATTENDING_NUMBERS, *AUTHORISED_NUMBERS, *UNAUTHORISED_NUMBERS}
    by_range = {
        ATTENDING_NUMBERS: (CodeClass.PRESENT, CodeClass.LATE, CodeClass.OFFSITE),
        UNAUTHORISED_NUMBERS: (CodeClass.UNAUTHORISED, CodeClass.NO_REASON),
        AUTHORISED_NUMBERS: (CodeClass.AUTHORISED,),
        NOT_REQUIRED_NUMBERS: (CodeClass.NOT_REQUIRED,),
        ADMINISTRATIVE_NUMBERS: (CodeClass.ADMINISTRATIVE,),
    }
    for numbers, classes in by_range.items():
        assert {number for code_class in classes for number in code_class.numbers} == set(numbers)


def test_the_numbers_that_the_database_counts_by_name_are_these() -> None:
    assert [now(letter).number for letter in ("/", "\\", "L", "I", "U", "N")] == [
        PRESENT_MORNING,
        PRESENT_AFTERNOON,
        LATE,
        ILLNESS,
        LATE_AFTER_CLOSE,
        NO_REASON,
    ]
    assert (LATE, ILLNESS, LATE_AFTER_CLOSE, NO_REASON) == (20, 104, 210, 220)


def test_reg10_2_a_pupil_present_when_the_register_begins_has_the_stroke_of_the_session() -> None:
    assert now("/").sessions == {Session.AM}
    assert now("\\").sessions == {Session.PM}
    assert {code.letter for code in codes_on(TODAY) if code.sessions != set(Session)} == {"/", "\\"}
    assert {code.letter for code in codes_on(TODAY) if code.here} == {"/", "\\", "L"}


def test_reg10_2_late_before_the_register_closes_is_attending() -> None:
    assert now("L").code_class is CodeClass.LATE
    assert now("L").number in ATTENDING_NUMBERS


def test_reg10_3_attending_a_place_other_than_the_school_is_attending() -> None:
    offsite = {code.letter for code in codes_on(TODAY) if code.code_class is CodeClass.OFFSITE}
    assert offsite == {"K", "V", "P", "W", "B"}


def test_reg10_arriving_after_the_register_closes_is_an_unauthorised_absence() -> None:
    assert now("U").code_class is CodeClass.UNAUTHORISED


def test_reg10_7_no_reason_yet_counts_as_unauthorised_until_it_is_replaced() -> None:
    assert now("N").code_class is CodeClass.NO_REASON
    assert now("N").number in UNAUTHORISED_NUMBERS


def test_a_teacher_sets_present_late_and_no_reason_and_the_office_all_others() -> None:
    assert {"/", "\\", "L", "N"} == TEACHER_LETTERS


@pytest.mark.parametrize(
    ("letter", "old_number", "old_class"),
    [
        ("H", 150, CodeClass.AUTHORISED),
        ("F", 151, CodeClass.AUTHORISED),
        ("J", 49, CodeClass.OFFSITE),
        ("Y", 350, CodeClass.NOT_REQUIRED),
    ],
)
def test_an_old_code_keeps_its_class_before_19_august_2024_and_is_no_code_after(
    letter: str, old_number: int, old_class: CodeClass
) -> None:
    old = find_code(letter, BEFORE)
    assert old
    assert (old.number, old.code_class) == (old_number, old_class)
    assert old.is_historic
    assert find_code(letter, REGULATIONS_2024_ON) is None


@pytest.mark.parametrize("letter", ["K", "Q", "C1", "C2", "J1", *(f"Y{n}" for n in range(1, 8))])
def test_a_new_code_begins_on_19_august_2024(letter: str) -> None:
    assert find_code(letter, BEFORE) is None
    new = find_code(letter, REGULATIONS_2024_ON)
    assert new
    assert not new.is_historic


@pytest.mark.parametrize(("letter", "counted_as"), [("X01", "X"), ("X09", "X"), ("I01", "I"), ("i02", "I")])
def test_a_sub_code_of_the_pandemic_is_its_code_before_19_august_2024(letter: str, counted_as: str) -> None:
    assert find_code(letter, date(2021, 1, 11)) is find_code(counted_as, date(2021, 1, 11))
    assert find_code(letter, TODAY) is None


@pytest.mark.parametrize("letter", ["l", " L ", "\tl\n"])
def test_case_and_spaces_do_not_matter(letter: str) -> None:
    assert find_code(letter, TODAY) is now("L")


@pytest.mark.parametrize("letter", ["", "-", "@", "!", "*", "7", "8", "9", "A", "//", "Y8", "L1", "ZZ"])
def test_nothing_else_is_a_code(letter: str) -> None:
    assert find_code(letter, TODAY) is None


@pytest.mark.parametrize("number", [0, 9, 500, 999])
def test_a_number_never_given_out_is_an_error(number: int) -> None:
    with pytest.raises(KeyError):
        code_of(number)
    with pytest.raises(KeyError):
        class_of(number)


def test_only_the_marks_of_a_prospective_pupil_and_of_a_closure_are_administrative() -> None:
    assert {code.letter for code in CODES if code.is_administrative} == {"Z", "#"}


def test_the_two_kinds_that_are_not_counted_look_alike_and_no_others_do() -> None:
    assert CodeClass.NOT_REQUIRED.css == CodeClass.ADMINISTRATIVE.css == "nr"
    assert [kind.css for kind in CodeClass] == ["pres", "late", "eoa", "auth", "unau", "n", "nr", "nr"]


@given(st.dates(date(2006, 9, 1), date(2040, 1, 1)))
def test_on_every_day_a_letter_is_one_code_at_most(on: date) -> None:
    assert len(set(letters_on(on))) == len(letters_on(on))
    for code in codes_on(on):
        assert find_code(code.letter, on) is code
