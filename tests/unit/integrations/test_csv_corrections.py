"""Cells put right in the page stand over the file's; rows left out are not read."""

from integrations.mis.csv.corrections import Corrections, read_corrections, store_corrections
from integrations.mis.csv.report import stretches

ROWS = [(2, ["a", "b"]), (3, ["c"]), (4, ["d", "e", "f"])]
PLACES = {"first": 0, "second": 1}


def applied(corrections: Corrections, *, with_left_out: bool = False) -> list[tuple[int, list[str]]]:
    return list(corrections.applied(ROWS, PLACES, 2, with_left_out=with_left_out))


def test_without_corrections_the_rows_are_the_files() -> None:
    assert applied(Corrections()) == ROWS
    assert not Corrections().is_any


def test_a_cell_put_right_takes_the_place_of_the_files() -> None:
    assert applied(Corrections({2: {"second": "B"}})) == [(2, ["a", "B"]), *ROWS[1:]]


def test_a_row_put_right_has_a_cell_for_each_heading_and_no_more() -> None:
    right = Corrections({3: {"second": "C"}, 4: {"first": "D"}})
    assert applied(right) == [ROWS[0], (3, ["c", "C"]), (4, ["D", "e"])]


def test_a_column_that_was_left_out_since_is_not_put_right() -> None:
    assert applied(Corrections({2: {"third": "x"}})) == ROWS


def test_a_row_left_out_is_seen_only_by_who_asks_for_it() -> None:
    out = Corrections(left_out=frozenset([3]))
    assert applied(out) == [ROWS[0], ROWS[2]]
    assert applied(out, with_left_out=True) == ROWS


def test_what_is_stored_is_read_again() -> None:
    stored = store_corrections({}, cells={2: {"first": "A"}}, left_out=[])
    stored = store_corrections(stored, cells={2: {"second": "B"}, 3: {"first": "C"}}, left_out=[3, 4])
    assert read_corrections(stored) == Corrections({2: {"first": "A", "second": "B"}}, frozenset([3, 4]))


def test_refused_rows_are_kept_as_stretches() -> None:
    assert stretches({0, 2, 3, 4, 9, 11, 12}) == [[2, 4], [9, 9], [11, 12]]
    assert stretches({0}) == []
