"""What is left before 95, 90 and 50 per cent, in the words of the rule that the school has."""

from dataclasses import replace
from datetime import date

import pytest

from attendance.line_rules import LineDays, LineValues
from attendance.metrics import Tally
from reporting.queries.pupil_lines import YearFacts, left_words, line_lines
from tests.unit.attendance.line_marks import DEFAULT, IN_YEAR_8, MARLOWE, pupil

ON = MARLOWE[-30]


def facts(
    tally: Tally, values: LineValues = DEFAULT, *, to_come: int = 0, born_on: date = IN_YEAR_8
) -> YearFacts:
    return YearFacts(
        marks=pupil({}, since=ON, until=ON, born_on=born_on),
        values=values,
        days=LineDays.of(values, MARLOWE, ON),
        tally=tally,
        to_come=to_come,
    )


def words(attended: int, missed: int, *, is_below: bool, to_come: int = 100) -> list[str]:
    tally = Tally(possible=attended + missed, attended=attended, unauthorised=missed)
    return left_words(facts(tally, replace(DEFAULT, is_below=is_below), to_come=to_come))


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


def test_of_a_pupil_of_four_the_lines_of_figures_stand_alone_and_the_age_is_said() -> None:
    found = line_lines(facts(Tally(), born_on=date(2022, 11, 1)), duties=True)
    assert [line.title for line in found] == ["Persistent absence", "Severe absence", "Lates"]
    assert {line.words for line in found} == {"Not crossed. Not of compulsory school age."}
