"""Two records of one child become one: the dates and texts of what both held."""

from datetime import date

from schools.merging import Join, Stay, join_stays, join_texts, pick_numbers, uncovered

SEP, OCT, NOV, DEC = (date(2026, month, 1) for month in (9, 10, 11, 12))


def kept(pk: int, first: date, last: date | None = None) -> Stay:
    return Stay(pk, first, last, is_kept=True)


def other(pk: int, first: date, last: date | None = None) -> Stay:
    return Stay(pk, first, last, is_kept=False)


def test_a_time_that_nothing_overlaps_moves_as_it_is() -> None:
    assert join_stays([kept(1, NOV), other(2, SEP, OCT)]) == [
        Join(2, SEP, OCT, ends_as=2, absorbed=(), is_moved=True)
    ]


def test_the_kept_times_alone_are_left_alone() -> None:
    assert join_stays([kept(1, SEP, OCT), kept(2, NOV)]) == []


def test_two_times_that_overlap_become_one_from_the_earlier_start() -> None:
    assert join_stays([kept(1, OCT), other(2, SEP)]) == [
        Join(1, SEP, None, ends_as=1, absorbed=(2,), is_moved=False)
    ]


def test_the_later_end_stands_and_an_open_one_is_the_latest() -> None:
    (closed,) = join_stays([kept(1, SEP, OCT), other(2, SEP, DEC)])
    (opened,) = join_stays([kept(1, SEP, OCT), other(2, OCT)])
    assert (closed.until_on, closed.ends_as) == (DEC, 2)
    assert (opened.until_on, opened.ends_as) == (None, 2)


def test_one_time_may_bridge_two() -> None:
    (join,) = join_stays([kept(1, SEP, OCT), other(2, SEP), kept(3, NOV)])
    assert (join.survivor, join.absorbed, join.until_on) == (1, (2, 3), None)


def test_a_shared_day_is_an_overlap_and_the_day_after_is_none() -> None:
    assert len(join_stays([kept(1, SEP, OCT), other(2, OCT, NOV)])) == 1
    (moved,) = join_stays([kept(1, SEP, date(2026, 9, 30)), other(2, OCT, NOV)])
    assert moved.is_moved


def test_what_is_left_of_a_time_that_others_cover() -> None:
    assert uncovered((SEP, None), [(OCT, NOV)]) == [
        (SEP, date(2026, 9, 30)),
        (date(2026, 11, 2), None),
    ]
    assert uncovered((OCT, NOV), [(SEP, None)]) == []
    assert uncovered((SEP, OCT), [(NOV, None)]) == [(SEP, OCT)]
    assert uncovered((SEP, DEC), [(SEP, OCT), (NOV, None)]) == [(date(2026, 10, 2), date(2026, 10, 31))]


def test_empty_texts_are_filled_and_different_ones_stand_in_the_note() -> None:
    labels = {"team": "team", "worker": "worker", "note": "note"}
    joined = join_texts(
        [{"team": "", "worker": "Jo Marsh", "note": ""}, {"team": "North", "worker": "Al Dean", "note": ""}],
        labels=labels,
    )
    assert joined == {"team": "North", "worker": "Jo Marsh", "note": "Also: worker: Al Dean"}


def test_texts_that_differ_by_case_alone_are_the_same() -> None:
    joined = join_texts([{"note": "Asthma"}, {"note": "asthma"}], labels={"note": "note"})
    assert joined == {"note": "Asthma"}


def test_a_permanent_number_goes_before_a_temporary_one() -> None:
    assert pick_numbers("T04V", "R042", is_temporary=(True, False)) == ("R042", "T04V")
    assert pick_numbers("R042", "T04V", is_temporary=(False, True)) == ("R042", "T04V")
    assert pick_numbers("R042", "R043", is_temporary=(False, False)) == ("R042", "R043")
    assert pick_numbers("", "R043", is_temporary=(False, False)) == ("R043", "")
    assert pick_numbers("R042", "", is_temporary=(False, False)) == ("R042", "")
