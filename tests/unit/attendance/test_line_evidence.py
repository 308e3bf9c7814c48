"""What a crossed line rests on, in words: the fraction first, and N said apart."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from attendance.line_evidence import IN_ORDER, evidence_words, reached_by
from attendance.line_words import title_of
from attendance.lines import Evidence, LineKind

MONDAY = date(2027, 1, 4)
TODAY = date(2027, 3, 9)


def evidence(kind: LineKind, count: int, limit: int, *codes: int, possible: int = 0) -> Evidence:
    sessions = tuple((MONDAY, 1, code) for code in codes)
    return Evidence(
        kind,
        count=count,
        limit=limit,
        from_on=MONDAY,
        until_on=TODAY,
        reached_on=TODAY,
        possible=possible,
        sessions=sessions,
    )


def test_every_line_has_a_name_and_a_place() -> None:
    assert set(IN_ORDER) == set(LineKind)
    assert len({title_of(kind) for kind in LineKind}) == len(LineKind)


def test_persistent_absence_is_a_fraction_and_its_percentage() -> None:
    words = evidence_words(evidence(LineKind.PERSISTENT, 41, 38, possible=380))
    assert words == "41 of 380 sessions missed, 10.8%. The line is 38"


@pytest.mark.parametrize(
    ("born_on", "is_said"),
    [(date(2022, 11, 1), True), (date(2014, 3, 1), False), (date(2010, 8, 31), True)],
    ids=["at four", "in Year 8", "in Year 12"],
)
def test_persistent_absence_at_another_age_is_said_to_be(born_on: date, is_said: bool) -> None:
    """The DfE's lists leave it out; the line is at every age."""
    words = evidence_words(evidence(LineKind.PERSISTENT, 41, 38, possible=380), born_on=born_on)
    assert words.endswith("The line is 38. Not of compulsory school age") is is_said


def test_a_line_of_weeks_names_its_weeks_and_says_which_sessions_are_still_n() -> None:
    notice = evidence(LineKind.NOTICE, 11, 10, *[201] * 9, 220, 220)
    assert evidence_words(notice, weeks=10) == "11 unauthorised in 10 school weeks (limit 10), 2 of them N"
    assert evidence_words(notice) == "11 unauthorised since Mon 4 Jan (limit 10), 2 of them N"


@pytest.mark.parametrize("kind", [LineKind.RETURN, LineKind.LONG])
def test_a_run_names_the_day_on_which_it_began(kind: LineKind) -> None:
    run = evidence(kind, 24, 20, *[201] * 24)
    assert evidence_words(run) == "24 of 20 sessions running, since Mon 4 Jan"


def test_illness_is_counted_in_days() -> None:
    assert (
        evidence_words(evidence(LineKind.SICKNESS, 16, 15)) == "16 of 15 days with illness this school year"
    )
    expected = evidence(LineKind.SICKNESS_EXPECTED, 6, 15)
    assert evidence_words(expected) == "6 of 15 days with illness on Tue 9 Mar, and expected to reach them"


def test_lates_are_told_by_their_codes() -> None:
    lates = evidence(LineKind.LATES, 4, 3, 20, 20, 20, 210)
    assert evidence_words(lates, weeks=2) == "4 of 3 lates in 2 school weeks: 3 L, 1 U"


def test_one_session_reaches_a_line_that_is_counted_in_sessions() -> None:
    sessions = tuple((MONDAY + timedelta(days=day), half, 201) for day in range(3) for half in (1, 2))
    notice = replace(evidence(LineKind.NOTICE, 6, 4), sessions=sessions)
    assert reached_by(notice) == (MONDAY + timedelta(days=1), 2)
    assert reached_by(replace(notice, kind=LineKind.SICKNESS)) is None
    assert reached_by(replace(notice, kind=LineKind.SICKNESS_EXPECTED, limit=15)) is None
