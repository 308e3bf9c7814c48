"""The table of findings, and the days that a scrutiny looks at."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.codes import CODES, PRESENT_AFTERNOON, PRESENT_MORNING, numbers_of
from attendance.scrutiny import (
    FINDINGS,
    LONGEST_PERIOD,
    PLAIN_LETTERS,
    Finding,
    Period,
    chosen_period,
)

TODAY = date(2027, 3, 9)
USUAL = Period(date(2027, 2, 22), TODAY)


@pytest.mark.parametrize("finding", FINDINGS.values(), ids=FINDINGS)
def test_a_finding_says_what_why_and_by_which_law(finding: Finding) -> None:
    assert finding.title
    assert finding.why.endswith(".")
    assert finding.source
    assert not finding.note.endswith(".")
    assert "{" not in finding.note_words(code="L", other="V", figure=3, of=4)


def test_rows_are_counted_with_their_noun() -> None:
    assert FINDINGS["late-submitter"].count_words(2) == "2 people"
    assert FINDINGS["class-many-n"].count_words(2) == "2 classes"
    assert FINDINGS["nobody-took"].count_words(1) == "1 register"


def test_a_code_with_a_condition_of_age_permit_or_day_is_never_passed_over() -> None:
    plain = set(numbers_of(PLAIN_LETTERS))
    assert {PRESENT_MORNING, PRESENT_AFTERNOON} <= plain
    looked_at = {code.letter for code in CODES if code.number not in plain}
    assert {"X", "C1", "C2", "S", "W", "D", "Z", "#", "H", "F", "J", "Y"} <= looked_at


@settings(max_examples=50)
@given(
    st.one_of(st.just(""), st.text(max_size=10), st.dates(date(2024, 1, 1), date(2029, 1, 1)).map(str)),
    st.one_of(st.just(""), st.text(max_size=10), st.dates(date(2024, 1, 1), date(2029, 1, 1)).map(str)),
)
def test_whatever_is_typed_the_days_are_past_in_order_and_a_year_at_most(starts: str, ends: str) -> None:
    period, problem = chosen_period(starts, ends, usual=USUAL, today=TODAY)

    assert period.starts_on <= period.ends_on <= TODAY
    assert period.ends_on - period.starts_on <= LONGEST_PERIOD
    assert not problem or period == USUAL


def test_a_last_day_to_come_is_cut_to_today() -> None:
    period, problem = chosen_period("2027-03-01", str(TODAY + timedelta(days=3)), usual=USUAL, today=TODAY)

    assert (period, problem) == (Period(date(2027, 3, 1), TODAY), "")
    assert period.words == "1 March 2027 to 9 March 2027"
    assert Period(TODAY, TODAY).words == "9 March 2027"
