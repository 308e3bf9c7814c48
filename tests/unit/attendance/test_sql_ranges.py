"""The ranges of numbers in the database's tally are those of the code editions, for every edition."""

import re
from pathlib import Path

import pytest

from attendance.codes import (
    ATTENDING_NUMBERS,
    AUTHORISED_NUMBERS,
    CODES,
    ILLNESS,
    LATE,
    LATE_AFTER_CLOSE,
    NO_REASON,
    POSSIBLE_NUMBERS,
    UNAUTHORISED_NUMBERS,
    Code,
)
from attendance.metrics import Tally

SQL = (Path(__file__).parents[3] / "attendance" / "migrations" / "tallies.sql").read_text(encoding="utf-8")
RANGE = re.compile(r"sum\((?:m\.sign \* )?\(m\.code BETWEEN (\d+) AND (\d+)\)::int\) AS (\w+)")
SINGLE = re.compile(r"sum\((?:m\.sign \* )?\(m\.code = (\d+)\)::int\) AS (\w+)")
EXPECTED = {
    "possible": POSSIBLE_NUMBERS,
    "attended": ATTENDING_NUMBERS,
    "authorised": AUTHORISED_NUMBERS,
    "unauthorised": UNAUTHORISED_NUMBERS,
    "late": range(LATE, LATE + 1),
    "late_after_close": range(LATE_AFTER_CLOSE, LATE_AFTER_CLOSE + 1),
    "illness": range(ILLNESS, ILLNESS + 1),
    "no_reason": range(NO_REASON, NO_REASON + 1),
}


def ranges() -> list[tuple[str, range]]:
    """Each figure's range of code numbers, as often as the SQL names it."""
    found = [(name, range(int(first), int(last) + 1)) for first, last, name in RANGE.findall(SQL)]
    return found + [(name, range(int(only), int(only) + 1)) for only, name in SINGLE.findall(SQL)]


@pytest.mark.parametrize("figure", EXPECTED)
def test_view_and_trigger_count_a_figure_by_its_range(figure: str) -> None:
    assert [numbers for name, numbers in ranges() if name == figure] == [EXPECTED[figure]] * 2


def test_no_figure_is_counted_that_is_not_looked_at_here() -> None:
    assert {name for name, _ in ranges()} == set(EXPECTED)


@pytest.mark.parametrize("code", CODES, ids=lambda code: f"{code.letter}-{code.number}")
def test_each_edition_falls_where_its_class_says(code: Code) -> None:
    counted = {name: int(code.number in numbers) for name, numbers in ranges()}
    tally = Tally.of_numbers({code.number: 1})

    assert {name: counted[name] for name in list(EXPECTED)[:6]} == {
        name: getattr(tally, name) for name in list(EXPECTED)[:6]
    }
