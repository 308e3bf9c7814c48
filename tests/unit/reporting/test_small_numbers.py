"""A number of few pupils hides its column, and from what is left nobody works it out."""

from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from reporting.small_numbers import Part, is_telling, telling_columns

LEAST = 6
SMALLEST_LIMIT = 3


def is_hidden(*parts: Part, least: int = LEAST) -> bool:
    """Whether a column of these parts is hidden."""
    return bool(telling_columns([{"column": [part]} for part in parts], least))


@st.composite
def columns(draw: st.DrawFn) -> tuple[list[Part], int]:
    """A column of two to four groups, each large enough to stand, and the limit."""
    least = draw(st.integers(SMALLEST_LIMIT, 4))
    sizes = draw(st.lists(st.integers(least, 7), min_size=2, max_size=4))
    return [(draw(st.integers(0, size)), size) for size in sizes], least


def test_large_numbers_and_none_at_all_are_shown() -> None:
    assert not is_hidden((20, 100), (6, 90), (0, 80), (70, 70), (0, 0))


def test_one_number_of_few_hides_the_column_of_all() -> None:
    assert is_hidden((20, 100), (5, 90), (30, 80))


def test_all_but_a_few_is_as_telling_as_a_few() -> None:
    assert is_hidden((28, 30), (30, 100))


def test_a_group_of_few_pupils_hides_the_column() -> None:
    assert is_hidden((100, 100), (5, 5))


def test_a_column_hides_none_but_itself() -> None:
    lines = [{"severe": [(2, 90)], "late": [(20, 90)]}, {"severe": [(9, 90)], "late": [(30, 90)]}]
    assert telling_columns(lines, LEAST) == {"severe"}


def test_any_part_behind_a_figure_can_hide_it() -> None:
    assert telling_columns([{"severe": [(10, 90), (10, 11)]}], LEAST) == {"severe"}


@given(columns())
def test_what_is_shown_and_every_sum_and_rest_of_it_is_of_none_or_enough(
    column: tuple[list[Part], int],
) -> None:
    parts, least = column
    assume(not is_hidden(*parts, least=least))
    for chosen in product((False, True), repeat=len(parts)):
        some = [part for part, taken in zip(parts, chosen, strict=True) if taken]
        assert not is_telling((sum(count for count, _ in some), sum(of for _, of in some)), least)


@given(columns())
def test_who_knows_the_rule_and_the_total_still_cannot_tell_a_hidden_number(
    column: tuple[list[Part], int],
) -> None:
    parts, least = column
    whole = (sum(count for count, _ in parts), sum(of for _, of in parts))
    assume(is_hidden(*parts, least=least) and not is_hidden(whole, least=least))
    sizes = [of for _, of in parts]
    worlds = [
        counts
        for counts in product(*(range(of + 1) for of in sizes))
        if sum(counts) == whole[0] and is_hidden(*zip(counts, sizes, strict=True), least=least)
    ]
    for of_group in zip(*worlds, strict=True):
        assert len(set(of_group)) > 1
