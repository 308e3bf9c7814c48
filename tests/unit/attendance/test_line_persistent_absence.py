"""Persistent and severe absence: a tenth and a half of the pupil's own possible sessions (DfE)."""

from dataclasses import replace
from datetime import date

import pytest

from attendance.line_rules import fewest_absences, is_crossed
from attendance.lines import LineKind
from tests.unit.attendance.line_marks import DEFAULT, MARLOWE, count_of, line, missed, pupil, school_days

BELOW = replace(DEFAULT, is_below=True)
START = date(2026, 9, 1)
# The first fifty school days of the year: a hundred sessions.
FIFTY = [day for day in MARLOWE if day >= START][:50]
END = FIFTY[-1]


@pytest.mark.parametrize(
    ("kind", "sessions", "dfe", "below"),
    [
        (LineKind.PERSISTENT, 9, None, None),
        (LineKind.PERSISTENT, 10, 10, None),
        (LineKind.PERSISTENT, 11, 11, 11),
        (LineKind.SEVERE, 49, None, None),
        (LineKind.SEVERE, 50, 50, None),
        (LineKind.SEVERE, 51, 51, 51),
    ],
)
def test_absence_is_persistent_from_ten_of_a_hundred_sessions_and_severe_from_fifty(
    kind: LineKind, sessions: int, dfe: int | None, below: int | None
) -> None:
    marks = pupil(missed("I", sessions, FIFTY), since=START, until=END)
    assert count_of(line(kind, marks, END)) == dfe
    assert count_of(line(kind, marks, END, values=BELOW)) == below


def test_authorised_and_unauthorised_sessions_are_missed_alike_and_lates_are_not() -> None:
    letters = dict.fromkeys(FIFTY[:4], "OC") | dict.fromkeys(FIFTY[10:20], "LL")
    marks = pupil(letters | {FIFTY[5]: "UN"}, since=START, until=END)
    assert count_of(line(LineKind.PERSISTENT, marks, END)) == 10


def test_the_evidence_is_the_year_so_far_with_the_fewest_absences_that_cross() -> None:
    marks = pupil(missed("I", 12, FIFTY[30:]), since=START, until=END)
    found = line(LineKind.PERSISTENT, marks, END)
    assert found is not None
    assert (found.count, found.limit, found.possible, found.sessions) == (12, 10, 100, ())
    assert (found.from_on, found.until_on) == (START, END)
    below = line(LineKind.PERSISTENT, marks, END, values=BELOW)
    assert below is not None
    assert below.limit == 11


def test_the_line_was_reached_by_the_last_absence_that_took_the_year_over_it() -> None:
    """A first day at home is all of the year so far; weeks at school bring the pupil back before the next."""
    first, later = FIFTY[0], FIFTY[40:45]
    marks = pupil({first: "II"} | dict.fromkeys(later, "II"), since=START, until=END)
    found = line(LineKind.PERSISTENT, marks, END)
    assert found is not None
    assert found.reached_on == later[3]
    assert line(LineKind.PERSISTENT, marks, later[2]) is None
    on_the_first = line(LineKind.PERSISTENT, marks, first)
    assert on_the_first is not None
    assert on_the_first.reached_on == first


def test_the_week_of_the_half_term_adds_no_session_and_the_weeks_beside_it_do() -> None:
    around = [date(2026, 10, 22), date(2026, 10, 23), date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4)]
    marks = pupil(missed("I", 10, around), since=START, until=END)
    found = line(LineKind.PERSISTENT, marks, END)
    assert found is not None
    assert (found.count, found.possible) == (10, 100)


def test_the_school_year_begins_anew_after_the_summer() -> None:
    july = school_days(date(2026, 7, 1), date(2026, 7, 21))
    marks = pupil(dict.fromkeys(july, "II"), since=date(2026, 6, 1), until=date(2026, 9, 30))
    assert line(LineKind.PERSISTENT, marks, date(2026, 7, 31)) is not None
    assert line(LineKind.PERSISTENT, marks, date(2026, 8, 31)) is not None
    assert line(LineKind.PERSISTENT, marks, date(2026, 9, 1)) is None


@pytest.mark.parametrize("day", [date(2026, 10, 23), date(2026, 11, 2), date(2027, 3, 25), date(2027, 4, 12)])
def test_a_session_counts_once_on_either_side_of_a_change_of_the_clocks(day: date) -> None:
    marks = pupil({day: "I/"}, since=day, until=day)
    found = line(LineKind.SEVERE, marks, day)
    assert found is not None
    assert (found.count, found.possible, found.reached_on) == (1, 2, day)


def test_a_pupil_who_joined_in_november_is_measured_by_sessions_since_then() -> None:
    """Four of forty; a pupil of the whole year with the same absences is far from the line."""
    november = school_days(date(2026, 11, 2), date(2026, 11, 27))
    for since, crossed in ((date(2026, 11, 2), 4), (START, None)):
        marks = pupil(missed("I", 4, november[10:]), since=since, until=november[-1])
        assert count_of(line(LineKind.PERSISTENT, marks, november[-1])) == crossed


def test_a_missing_mark_is_neither_possible_nor_present() -> None:
    """Nine missed of ninety marked sessions; ten sessions have no mark."""
    marks = pupil(missed("I", 9, FIFTY) | dict.fromkeys(FIFTY[20:25], "--"), since=START, until=END)
    found = line(LineKind.PERSISTENT, marks, END)
    assert found is not None
    assert (found.count, found.possible) == (9, 90)


def test_sessions_elsewhere_and_closures_are_not_possible_ones() -> None:
    marks = pupil(missed("I", 9, FIFTY) | dict.fromkeys(FIFTY[20:25], "DQ"), since=START, until=END)
    found = line(LineKind.PERSISTENT, marks, END)
    assert found is not None
    assert found.possible == 90


@pytest.mark.parametrize(
    ("letter", "crossed"), [("M", 10), ("/", None), ("L", None), ("D", None), ("-", None)]
)
def test_an_amended_code_counts_as_what_it_became(letter: str, crossed: int | None) -> None:
    """The tenth is another absence, or present, or no possible session: nine of 99 are less than a tenth."""
    letters = missed("I", 10, FIFTY)
    letters[FIFTY[4]] = f"I{letter}"
    marks = pupil(letters, since=START, until=END)
    assert count_of(line(LineKind.PERSISTENT, marks, END)) == crossed


def test_each_school_of_a_trust_has_its_own_rule() -> None:
    marks = pupil(missed("I", 10, FIFTY), since=START, until=END)
    assert [count_of(line(LineKind.PERSISTENT, marks, END, values=v)) for v in (DEFAULT, BELOW)] == [10, None]


def test_a_child_of_four_may_be_persistently_absent_and_one_without_sessions_is_not() -> None:
    marks = pupil(missed("I", 10, FIFTY), since=START, until=END, born_on=date(2022, 8, 1))
    assert count_of(line(LineKind.PERSISTENT, marks, END)) == 10
    nobody = pupil(dict.fromkeys(FIFTY, "--"), since=START, until=END)
    assert line(LineKind.PERSISTENT, nobody, END) is None


@pytest.mark.parametrize("kind", [LineKind.PERSISTENT, LineKind.SEVERE])
@pytest.mark.parametrize("is_below", [False, True])
def test_the_limit_is_the_fewest_absences_that_cross(kind: LineKind, is_below: bool) -> None:
    for possible in range(1, 400):
        limit = fewest_absences(kind, possible, is_below=is_below)
        assert not is_crossed(kind, limit - 1, possible, is_below=is_below)
        assert is_crossed(kind, limit, possible, is_below=is_below)
