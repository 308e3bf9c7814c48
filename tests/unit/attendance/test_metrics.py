"""Sessions counted as the DfE counts them: whole numbers, exact rates, thresholds on integers."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.codes import CODES, POSSIBLE_NUMBERS, code_of, letters_on
from attendance.metrics import Tally, UnknownCodeError, percent, round_half_up, total

TODAY = date(2026, 11, 20)
IN_2023 = date(2023, 11, 20)

sessions = st.integers(0, 400)
counts = st.dictionaries(st.sampled_from(letters_on(TODAY)), sessions)
tallies = counts.map(lambda marks: Tally.of(marks, on=TODAY))


def absent(missed: int, possible: int) -> Tally:
    """A pupil who missed so many sessions through illness."""
    return Tally.of({"/": possible - missed, "I": missed}, on=TODAY)


def test_each_letter_is_counted_in_its_class() -> None:
    marks = {
        "/": 100,
        "\\": 90,
        "L": 5,
        "V": 2,
        "I": 8,
        "M": 1,
        "N": 3,
        "U": 2,
        "D": 20,
        "Y3": 2,
        "#": 10,
        "Z": 1,
    }
    assert Tally.of(marks, on=TODAY) == Tally(
        possible=211, attended=197, authorised=9, unauthorised=5, late=5, late_after_close=2
    )


@pytest.mark.parametrize(
    ("letter", "figure"), [("J", "attended"), ("H", "authorised"), ("F", "authorised"), ("Y", "possible")]
)
def test_an_old_letter_is_filed_by_the_year_of_its_marks(letter: str, figure: str) -> None:
    assert getattr(Tally.of({letter: 4}, on=IN_2023), figure) == (0 if letter == "Y" else 4)
    with pytest.raises(UnknownCodeError, match=f"'{letter}' is no code on 20/11/2026"):
        Tally.of({letter: 4}, on=TODAY)


def test_an_interview_was_attended_before_2024_and_is_an_authorised_absence_since() -> None:
    assert Tally.of({"J": 2}, on=IN_2023) == Tally(possible=2, attended=2)
    assert Tally.of({"J1": 2}, on=TODAY) == Tally(possible=2, authorised=2)


@pytest.mark.parametrize("letter", ["", "-", "A", "Y", "present"])
def test_a_mark_that_is_no_code_is_an_error_and_never_left_out(letter: str) -> None:
    with pytest.raises(UnknownCodeError):
        Tally.of({"/": 10, letter: 1}, on=TODAY)
    with pytest.raises(KeyError):
        Tally.of_numbers({10: 10, 999: 1})


def test_letters_that_differ_in_case_are_counted_together() -> None:
    assert Tally.of({"i": 2, "I": 3}, on=TODAY).authorised == 5


def test_without_sessions_there_is_no_rate_and_nobody_is_persistently_absent() -> None:
    for tally in (Tally(), Tally.of({"D": 190, "X": 4, "#": 2}, on=TODAY)):
        assert tally == Tally()
        assert tally.attendance_rate is tally.absence_rate is None
        assert tally.authorised_rate is tally.unauthorised_rate is None
        assert not tally.is_persistently_absent
        assert not tally.is_severely_absent


@pytest.mark.parametrize(
    ("missed", "possible", "persistent", "severe"),
    [
        (38, 380, True, False),
        (37, 380, False, False),
        (190, 380, True, True),
        (189, 380, True, False),
        (1, 10, True, False),
        (1, 11, False, False),
        (1, 2, True, True),
        (1, 1, True, True),
        (0, 380, False, False),
        (1999, 20000, False, False),  # 9.995 %, shown as 10.0 %
    ],
)
def test_persistent_is_a_tenth_of_possible_sessions_and_severe_a_half(
    missed: int, possible: int, persistent: bool, severe: bool
) -> None:
    tally = absent(missed, possible)
    assert tally.is_persistently_absent is persistent
    assert tally.is_severely_absent is severe


def test_a_threshold_is_tested_on_sessions_and_not_on_the_figure_shown() -> None:
    tally = absent(1999, 20000)
    assert percent(tally.absence_rate) == "10.0%"
    assert not tally.is_persistently_absent


def test_a_group_rate_is_the_rate_of_its_sessions_and_not_the_mean_of_its_pupils() -> None:
    full_year, new_pupil = absent(0, 380), absent(10, 20)
    assert total([full_year, new_pupil]).absence_rate == Fraction(10, 400)


def test_late_in_the_dfe_sense_is_late_before_and_after_the_register_closed() -> None:
    assert Tally.of({"/": 8, "L": 3, "U": 2}, on=TODAY).late_in_all == 5


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ({"possible": 3, "attended": 2}, "together"),
        ({"possible": 1, "attended": 2, "authorised": -1}, "negative"),
        ({"possible": 1, "attended": 1, "late": 2}, "part of attended"),
        ({"possible": 1, "unauthorised": 1, "late_after_close": 2}, "part of attended"),
    ],
)
def test_figures_that_do_not_add_up_are_refused(figures: dict[str, int], reason: str) -> None:
    # The census sample of a public importer has 60 + 30 absences of 89 possible sessions.
    with pytest.raises(ValueError, match=reason):
        Tally(**figures)
    with pytest.raises(ValueError, match="together"):
        Tally(possible=89, authorised=60, unauthorised=30)


@given(counts)
def test_possible_is_attended_authorised_and_unauthorised_and_nothing_is_negative(
    marks: dict[str, int],
) -> None:
    tally = Tally.of(marks, on=TODAY)
    assert tally.possible == tally.attended + tally.authorised + tally.unauthorised
    assert tally.absent == tally.authorised + tally.unauthorised
    assert min(tally.attended, tally.authorised, tally.unauthorised, tally.late, tally.late_after_close) >= 0
    assert tally.late <= tally.attended
    assert tally.late_after_close <= tally.unauthorised


@given(counts)
def test_rates_are_exact_and_add_up_to_one(marks: dict[str, int]) -> None:
    tally = Tally.of(marks, on=TODAY)
    rates = (tally.attendance_rate, tally.authorised_rate, tally.unauthorised_rate)
    if tally.possible:
        assert sum(rate for rate in rates if rate is not None) == 1
        assert tally.absence_rate == 1 - Fraction(tally.attended, tally.possible)
    else:
        assert rates == (None, None, None)


@given(counts.flatmap(lambda marks: st.tuples(st.just(marks), st.permutations(list(marks.items())))))
def test_the_order_of_the_counts_does_not_matter(
    drawn: tuple[dict[str, int], list[tuple[str, int]]],
) -> None:
    marks, shuffled = drawn
    assert Tally.of(dict(shuffled), on=TODAY) == Tally.of(marks, on=TODAY)


@given(tallies, tallies, tallies)
def test_tallies_add_up_in_any_order_and_grouping(one: Tally, two: Tally, three: Tally) -> None:
    assert one + two == two + one
    assert (one + two) + three == one + (two + three) == total([three, one, two])
    assert one + Tally() == one


@given(counts, counts)
def test_counting_two_weeks_apart_or_together_is_the_same(
    first: dict[str, int], second: dict[str, int]
) -> None:
    together = {letter: first.get(letter, 0) + second.get(letter, 0) for letter in first | second}
    assert Tally.of(first, on=TODAY) + Tally.of(second, on=TODAY) == Tally.of(together, on=TODAY)


@given(counts)
def test_letters_and_numbers_of_codes_give_one_tally(marks: dict[str, int]) -> None:
    numbers = {code.number: marks.get(code.letter, 0) for code in CODES if not code.is_historic}
    assert Tally.of_numbers(numbers) == Tally.of(marks, on=TODAY)


@given(st.dictionaries(st.sampled_from([code.number for code in CODES]), sessions))
def test_only_sessions_of_a_possible_code_are_possible(numbers: dict[int, int]) -> None:
    expected = sum(n for number, n in numbers.items() if code_of(number).number in POSSIBLE_NUMBERS)
    assert Tally.of_numbers(numbers).possible == expected


@pytest.mark.parametrize(
    ("rate", "places", "words"),
    [
        (Fraction(301, 320), 1, "94.1%"),
        (Fraction(9005, 10000), 1, "90.1%"),  # a half goes up
        (Fraction(9015, 10000), 1, "90.2%"),
        (Fraction(89999, 100000), 1, "90.0%"),
        (Fraction(1, 3), 2, "33.33%"),
        (Fraction(1, 200), 0, "1%"),
        (Fraction(0), 1, "0.0%"),
        (Fraction(1), 1, "100.0%"),
        (None, 1, "no sessions"),
    ],
)
def test_a_percentage_is_shown_to_one_decimal_half_up(rate: Fraction | None, places: int, words: str) -> None:
    assert percent(rate, places) == words


def test_a_fall_is_rounded_as_a_rise_is() -> None:
    assert round_half_up(Fraction(-25, 100)) == Decimal("-0.3")
    assert round_half_up(Fraction(25, 100)) == Decimal("0.3")


@given(st.fractions(-1000, 1000), st.integers(0, 4))
def test_rounding_moves_a_number_by_half_a_unit_at_most(value: Fraction, places: int) -> None:
    assert abs(Fraction(round_half_up(value, places)) - value) <= Fraction(1, 2 * 10**places)
