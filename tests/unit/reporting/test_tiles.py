"""A tally as a page shows it: the fraction first, the percentage once the sessions are not few."""

from dataclasses import replace

import pytest

from attendance.bands import MOVEMENT_KEYS, MovementValues
from attendance.metrics import Tally
from reporting.tiles import (
    absence_tone,
    absence_words,
    attendance_tiles,
    fraction_words,
    percent_words,
    tally_of,
)
from schools.value_table import BY_KEY

DFE = replace(MovementValues.of({key: BY_KEY[key].default for key in MOVEMENT_KEYS}), few_sessions=10)
BELOW = replace(DFE, is_below=True)


def of(attended: int, authorised: int, unauthorised: int, late: int = 0, after_close: int = 0) -> Tally:
    possible = attended + authorised + unauthorised
    return Tally(possible, attended, authorised, unauthorised, late, after_close)


def test_a_new_joiner_has_no_figure_and_never_nought_percent() -> None:
    assert fraction_words(Tally()) == "no sessions yet"
    assert percent_words(Tally(), DFE) == ""
    assert attendance_tiles(Tally(), DFE) == []


def test_the_percentage_comes_once_the_sessions_are_not_few() -> None:
    assert percent_words(of(8, 0, 1), DFE) == ""
    assert percent_words(of(9, 0, 1), DFE) == "90.0%"
    assert attendance_tiles(of(8, 0, 1), DFE)[0].note == "Percentage after 10 sessions"
    assert (
        attendance_tiles(of(9, 0, 1), replace(DFE, few_sessions=20))[0].note == "Percentage after 20 sessions"
    )


def test_the_fraction_stands_before_the_percentage() -> None:
    attended = attendance_tiles(of(192, 17, 12), DFE)[0]
    assert (attended.value, attended.of, attended.note) == ("192", "221", "86.9%")


@pytest.mark.parametrize(
    ("tally", "dfe", "below"),
    [
        (of(181, 10, 9), "", ""),
        (of(180, 10, 10), "Persistently absent", ""),
        (of(179, 11, 10), "Persistently absent", "Persistently absent"),
        (of(100, 50, 50), "Severely absent", "Persistently absent"),
        (of(99, 50, 51), "Severely absent", "Severely absent"),
    ],
)
def test_a_pupil_is_called_absent_by_the_schools_own_rule(tally: Tally, dfe: str, below: str) -> None:
    assert (absence_words(tally, DFE), absence_words(tally, BELOW)) == (dfe, below)


def test_each_absence_has_its_tone() -> None:
    tones = [absence_tone(words) for words in ("", "Persistently absent", "Severely absent")]
    assert tones == ["", "warn", "due"]


def test_nobody_is_called_absent_of_a_few_sessions_and_nobody_safe_either() -> None:
    assert absence_words(of(4, 4, 1), DFE) == ""
    assert attendance_tiles(of(4, 4, 1), DFE)[1].note == "Few sessions"


def test_late_before_and_after_the_close_are_told_apart() -> None:
    late = attendance_tiles(of(190, 10, 4, late=9, after_close=4), DFE)[3]
    assert (late.value, late.note) == ("9", "4 times after close (U)")


def test_sums_without_a_week_are_an_empty_tally() -> None:
    assert tally_of([]) == Tally()
    assert tally_of([4, 3, 1, 0, 1, 0]) == Tally(4, 3, 1, 0, 1, 0)
