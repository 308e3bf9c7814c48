"""Each line, figure and list says its rule with the values in force, its source, and how the DfE counts."""

from dataclasses import replace

import pytest

from attendance.bands import MOVEMENT_KEYS, MovementValues
from attendance.figure_bases import Basis
from attendance.figure_kinds import FigureKind, figure_rule
from attendance.line_rules import LINE_KEYS, LineValues
from attendance.line_table import line_table_markdown
from attendance.line_words import (
    Ruled,
    RuleWords,
    line_words,
    list_rule,
    sourced,
    title_of,
)
from attendance.lines import LineKind
from schools.value_table import BY_KEY

LINES = LineValues.of({key: BY_KEY[key].read(BY_KEY[key].default) for key in LINE_KEYS})
LISTS = MovementValues.of({key: BY_KEY[key].read(BY_KEY[key].default) for key in MOVEMENT_KEYS})


def rule_of(kind: FigureKind, basis: Basis, *, is_below: bool = False) -> RuleWords:
    """A figure's rule, few sessions being fewer than 20."""
    return figure_rule(kind, basis, is_below=is_below, few_sessions=20)


EVERY = [
    *(line_words(kind, LINES) for kind in LineKind),
    *(rule_of(kind, basis) for kind in FigureKind for basis in Basis),
    *(list_rule(ruled, LISTS) for ruled in Ruled),
]


@pytest.mark.parametrize("words", EVERY, ids=lambda words: words.title)
def test_every_rule_has_a_title_a_sentence_a_source_and_the_difference_from_the_dfe(words: RuleWords) -> None:
    assert words.title
    assert words.source
    assert words.rule.endswith(".")
    assert words.differs.endswith(".")
    assert ".." not in words.rule + words.differs
    assert all(key in BY_KEY for key in words.keys)


def test_the_source_is_the_schools_own_where_it_has_set_the_value() -> None:
    own = "Attendance policy (the school's own value since 20 November 2026)"
    persistent = line_words(LineKind.PERSISTENT, LINES)
    assert sourced(persistent, {"figures.persistent_rule": own}).source == own
    assert sourced(persistent, {"notice.weeks": own}) == persistent
    notice = line_words(LineKind.NOTICE, LINES)
    assert sourced(notice, {"notice.weeks": own, "notice.sessions": own}).source == f"{notice.source}; {own}"


def test_a_line_has_one_name_on_every_page() -> None:
    assert [title_of(kind) for kind in LineKind] == [line_words(kind, LINES).title for kind in LineKind]
    assert len({title_of(kind) for kind in LineKind}) == len(LineKind)


def test_every_value_of_a_line_or_list_stands_behind_some_rule() -> None:
    named = {key for words in EVERY for key in words.keys}
    assert set(LINE_KEYS) <= named
    assert set(MOVEMENT_KEYS) <= named


@pytest.mark.parametrize(
    ("kind", "changed", "said"),
    [
        (LineKind.PERSISTENT, {}, "Missed 10% or more of their own possible sessions; exactly 10% counts."),
        (
            LineKind.PERSISTENT,
            {"is_below": True},
            "less than 90% of their own possible sessions; exactly 90%",
        ),
        (LineKind.SEVERE, {"is_below": True}, "Attended less than 50%"),
        (LineKind.NOTICE, {}, "10 sessions coded G, N, O or U in any mix within the last 10 school weeks"),
        (LineKind.NOTICE, {"notice_weeks": 6}, "within the last 6 school weeks"),
        (LineKind.NOTICE, {"rolls_by_day": True}, "roll with the day"),
        (LineKind.RETURN, {}, "10 school days running, counted as 20 sessions coded G, N, O or U"),
        (LineKind.LONG, {"long_days": 15}, "15 school days running, counted as 30 sessions coded G, N or O"),
        (LineKind.SICKNESS, {}, "15 days of illness (I) since 1 September"),
        (LineKind.SICKNESS, {"by_sessions": True}, "Two sessions coded I make a day"),
        (LineKind.SICKNESS_EXPECTED, {"sickness_days": 10}, "expects the pupil to reach 10 days"),
        (LineKind.LATES, {"late_weeks": 1}, "3 sessions coded L or U within this school week"),
    ],
)
def test_a_line_is_said_with_the_values_in_force(kind: LineKind, changed: dict[str, int], said: str) -> None:
    assert said in line_words(kind, replace(LINES, **changed)).rule  # type: ignore[arg-type]


def test_a_policy_that_says_below_differs_from_the_dfe_at_the_line_itself() -> None:
    kind = FigureKind.PERSISTENT
    same, other = (rule_of(kind, Basis.ALL, is_below=below).differs for below in (False, True))
    assert other == f"{same} The DfE counts a pupil exactly at the line as well."


def test_days_of_illness_made_of_two_sessions_may_be_fewer_than_the_dfes() -> None:
    by_days, by_sessions = (
        line_words(LineKind.SICKNESS, replace(LINES, by_sessions=value)).differs for value in (False, True)
    )
    assert by_days.endswith("contains a sickness code, as here.")
    assert by_sessions.endswith("contains a sickness code; those may be more days.")


def test_the_figures_of_the_dfes_cohort_differ_by_their_days_alone() -> None:
    assert "everybody on roll" in rule_of(FigureKind.ATTENDANCE, Basis.ALL).differs
    assert "as the DfE counts" in rule_of(FigureKind.ATTENDANCE, Basis.DFE).differs


def test_a_list_is_said_with_the_values_in_force() -> None:
    assert "cut at 97%, 95%, 90%, 75% and 50%" in list_rule(Ruled.BANDS, LISTS).rule
    assert "from 75% to 90%" in list_rule(Ruled.TARGET, LISTS).rule
    assert "10 percentage points lower" in list_rule(Ruled.FALLING, LISTS).rule
    assert "exactly 90% is still persistent" in list_rule(Ruled.COME_BACK, LISTS).rule
    below = replace(LISTS, is_below=True)
    assert "until attendance reaches 90%" in list_rule(Ruled.COME_BACK, below).rule
    assert "Exactly a cut point belongs to the band above." in list_rule(Ruled.BANDS, below).rule


def test_the_printed_reference_has_a_row_for_each_line_figure_and_list() -> None:
    rows = [line for line in line_table_markdown().splitlines() if line.startswith("| ")]
    assert len(rows) == len(LineKind) + len(FigureKind) + len(Ruled) + 6
    assert {row.count(" | ") for row in rows} == {4}, "five cells in each row"
    assert any("| Penalty notice: consider at; Penalty notice: within;" in row for row in rows)
