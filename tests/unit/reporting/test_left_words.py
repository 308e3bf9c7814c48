"""What is left before 95, 90 and 50 per cent, in the words of the rule that the school has."""

from dataclasses import replace

import pytest

from attendance.line_rules import LineDays
from attendance.metrics import Tally
from reporting.queries.pupil_lines import YearFacts, left_words
from tests.unit.attendance.line_marks import DEFAULT, IN_YEAR_8, MARLOWE, pupil

ON = MARLOWE[-30]


def words(attended: int, missed: int, *, is_below: bool, to_come: int = 100) -> list[str]:
    values = replace(DEFAULT, is_below=is_below)
    facts = YearFacts(
        marks=pupil({}, since=ON, until=ON, born_on=IN_YEAR_8),
        values=values,
        days=LineDays.of(values, MARLOWE, ON),
        tally=Tally(possible=attended + missed, attended=attended, unauthorised=missed),
        to_come=to_come,
    )
    return left_words(facts)


@pytest.mark.parametrize(
    ("is_below", "ninety"),
    [
        (False, "1 session attended in a row bring back above 90%"),
        (True, "21 sessions left this year before 90%"),
    ],
)
def test_exactly_ninety_is_told_by_the_rule_that_the_school_has(is_below: bool, ninety: str) -> None:
    assert words(270, 30, is_below=is_below, to_come=200)[1] == ninety


@pytest.mark.parametrize(("is_below", "ninety"), [(False, "above 90%"), (True, "to 90%")])
def test_who_comes_back_comes_back_to_the_line_or_above_it(is_below: bool, ninety: str) -> None:
    found = words(89, 11, is_below=is_below)
    assert found[0] == "Not back to 95% this year: 100 sessions to come"
    assert found[1].endswith(f"bring back {ninety}")
