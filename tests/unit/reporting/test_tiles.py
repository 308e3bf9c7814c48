"""A tally as a page shows it: the fraction first, the percentage once the sessions are not few."""

from dataclasses import replace

import pytest

from attendance.bands import MOVEMENT_KEYS, MovementValues
from attendance.metrics import Tally
from reporting.tiles import (
    LeftBar,
    NoticeCount,
    Tile,
    TileFacts,
    absence_tone,
    absence_words,
    fraction_words,
    percent_words,
    tally_of,
    year_tiles,
)
from schools.value_table import BY_KEY

DFE = replace(MovementValues.of({key: BY_KEY[key].default for key in MOVEMENT_KEYS}), few_sessions=10)
BELOW = replace(DFE, is_below=True)


def tiles_of(
    tally: Tally,
    values: MovementValues = DFE,
    *,
    left: LeftBar | None = None,
    notice: NoticeCount | None = None,
    **words: str,
) -> list[Tile]:
    bar = left or LeftBar(13, 13, 3, 38, 378)
    return year_tiles(tally, values, TileFacts(left=bar, notice=notice, year_name="Year 8", **words))


def of(attended: int, authorised: int, unauthorised: int, late: int = 0, after_close: int = 0) -> Tally:
    possible = attended + authorised + unauthorised
    return Tally(possible, attended, authorised, unauthorised, late, after_close)


def test_a_new_joiner_has_no_figure_and_never_nought_percent() -> None:
    assert fraction_words(Tally()) == "no sessions yet"
    assert percent_words(Tally(), DFE) == ""
    assert tiles_of(Tally()) == []


def test_the_percentage_comes_once_the_sessions_are_not_few() -> None:
    assert percent_words(of(8, 0, 1), DFE) == ""
    assert percent_words(of(9, 0, 1), DFE) == "90.0%"
    assert tiles_of(of(8, 0, 1))[0].note == "Percentage after 10 sessions"
    assert tiles_of(of(9, 0, 1), replace(DFE, few_sessions=20))[0].note == "Percentage after 20 sessions"


def test_the_fraction_stands_before_the_percentage() -> None:
    attended = tiles_of(of(192, 17, 12), year_words="5,120 of 5,459, 93.8%")[0]
    assert (attended.value, attended.of, attended.label) == ("192", "221", "attended, 86.9%")
    assert attended.note == "Persistently absent so far. Year 8: 5,120 of 5,459, 93.8%"


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
    assert "absent" not in tiles_of(of(4, 4, 1))[0].note


def test_late_before_and_after_the_close_are_told_apart() -> None:
    late = tiles_of(of(190, 10, 4, late=9, after_close=4))[3]
    assert (late.value, late.label, late.note) == ("9", "late (L), 4 after close (U)", "This school year")
    words = "9 of 13 days with a late (L or U) fell on a Monday"
    assert tiles_of(of(190, 10, 4, late=9, after_close=4), late_words=words)[3].note == words


def test_what_may_still_be_missed_stands_as_a_bar_of_what_was() -> None:
    bar = LeftBar(authorised=13, unauthorised=13, no_reason=3, limit=38, projected=378)
    tile = tiles_of(of(192, 13, 16), left=bar)[1]
    assert (tile.value, tile.label, tile.tone) == ("9", "sessions left this year before PA", "warn")
    assert tile.note == "29 missed of 38 that make 10% of 378"
    assert bar.words == "13 unauthorised, 13 authorised, 3 with no reason yet, 9 left"
    assert bar.stripes == "M26.25 0h.5v1h-.5zM27.25 0h.5v1h-.5zM28.25 0h.5v1h-.5z"


def test_past_the_line_the_bar_is_full_and_says_by_how_much() -> None:
    bar = LeftBar(authorised=40, unauthorised=2, no_reason=0, limit=38, projected=378)
    tile = tiles_of(of(150, 40, 2), left=bar)[1]
    assert (tile.value, tile.label, tile.tone) == ("4", "sessions over the line of PA", "due")
    assert (bar.whole, bar.words) == (42, "2 unauthorised, 40 authorised, 4 over")


def test_a_school_whose_rule_is_below_says_more_than_a_tenth() -> None:
    assert tiles_of(of(192, 13, 16), BELOW)[1].note == "29 missed of 38 that make more than 10% of 378"


@pytest.mark.parametrize(
    ("settled", "waiting", "note", "tone"),
    [
        (5, 3, "8 if the N codes become O. Notice line: 10", "warn"),
        (5, 5, "10 if the N codes become O. Notice line: 10", "due"),
        (2, 0, "Notice line: 10", ""),
    ],
)
def test_n_codes_stand_apart_from_what_counts_towards_a_notice(
    settled: int, waiting: int, note: str, tone: str
) -> None:
    tile = tiles_of(of(192, 13, 16), notice=NoticeCount(settled, waiting, 10, 10))[2]
    assert (tile.value, tile.of, tile.label) == (str(settled), "10", "unauthorised in 10 school weeks")
    assert (tile.note, tile.tone) == (note, tone)


def test_no_notice_is_counted_for_who_is_not_of_compulsory_school_age() -> None:
    tile = tiles_of(of(192, 13, 16))[2]
    assert (tile.value, tile.of, tile.note) == ("16", "", "13 authorised")


def test_each_tile_leads_to_its_marks() -> None:
    base = "/marlowe-park/pupils/7/marks/"
    found = [tile.href for tile in tiles_of(of(9, 1, 0), marks_url=base)]
    assert found == [base, f"{base}?kind=missed", f"{base}?kind=unauthorised", f"{base}?kind=late"]


def test_sums_without_a_week_are_an_empty_tally() -> None:
    assert tally_of([]) == Tally()
    assert tally_of([4, 3, 1, 0, 1, 0]) == Tally(4, 3, 1, 0, 1, 0)
