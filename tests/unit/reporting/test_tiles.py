"""A tally as a page shows it: the fraction first, the percentage after ten sessions."""

from attendance.metrics import Tally
from reporting.tiles import (
    absence_tone,
    absence_words,
    attendance_tiles,
    fraction_words,
    percent_words,
    tally_of,
)


def of(attended: int, authorised: int, unauthorised: int, late: int = 0, after_close: int = 0) -> Tally:
    possible = attended + authorised + unauthorised
    return Tally(possible, attended, authorised, unauthorised, late, after_close)


def test_a_new_joiner_has_no_figure_and_never_nought_percent() -> None:
    assert fraction_words(Tally()) == "no sessions yet"
    assert percent_words(Tally()) == ""
    assert attendance_tiles(Tally()) == []


def test_the_percentage_comes_with_the_tenth_session() -> None:
    assert percent_words(of(8, 0, 1)) == ""
    assert percent_words(of(9, 0, 1)) == "90.0%"
    assert attendance_tiles(of(8, 0, 1))[0].note == "Percentage after 10 sessions"


def test_the_fraction_stands_before_the_percentage() -> None:
    attended = attendance_tiles(of(192, 17, 12))[0]
    assert (attended.value, attended.of, attended.note) == ("192", "221", "86.9%")


def test_a_tenth_missed_is_persistent_and_a_half_is_severe() -> None:
    assert absence_words(of(181, 10, 10 - 1)) == ""
    assert (absence_words(of(180, 10, 10)), absence_tone(of(180, 10, 10))) == ("Persistently absent", "warn")
    assert (absence_words(of(100, 50, 50)), absence_tone(of(100, 50, 50))) == ("Severely absent", "due")


def test_nobody_is_called_persistently_absent_before_ten_sessions() -> None:
    assert absence_words(of(4, 4, 1)) == ""
    assert absence_tone(of(4, 4, 1)) == ""


def test_late_before_and_after_the_close_are_told_apart() -> None:
    late = attendance_tiles(of(190, 10, 4, late=9, after_close=4))[3]
    assert (late.value, late.note) == ("9", "4 times after close (U)")


def test_sums_without_a_week_are_an_empty_tally() -> None:
    assert tally_of([None] * 6) == Tally()
    assert tally_of([4, 3, 1, 0, 1, 0]) == Tally(4, 3, 1, 0, 1, 0)
