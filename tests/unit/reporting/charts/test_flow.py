"""Pupils between bands: as many end as began, and who rose, fell or stayed is told apart by lightness."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.charts.drawing import Drawing
from reporting.charts.flow import band_flow
from tests.unit.reporting.charts.reading import elements, titles

BANDS = ("95% or more", "90% to 95%", "Under 90%")
PLACES = st.integers(0, len(BANDS) - 1)
FEW = settings(max_examples=30)
MOVED = st.dictionaries(st.tuples(PLACES, PLACES), st.integers(1, 900), min_size=1)


def counts(drawn: Drawing) -> list[int]:
    return [int(each.text or "") for each in elements(drawn, "text", css="count")]


def test_nobody_makes_no_drawing() -> None:
    assert band_flow("flow", "Bands", BANDS, {(0, 1): 0}) is None


def test_a_fall_is_a_lower_band_and_a_rise_a_higher_one() -> None:
    drawn = band_flow("flow", "Bands", BANDS, {(0, 0): 80, (0, 2): 1, (1, 0): 3, (2, 2): 6}, without=2)
    assert drawn is not None
    assert drawn.words == "Of 90 pupils 86 stayed in their band, 3 rose and 1 fell"
    assert drawn.missing == "2 pupils without sessions in one of the weeks"
    assert "1 pupil: 95% or more, now Under 90%" in titles(drawn)
    assert "80 pupils: 95% or more as before" in titles(drawn)
    assert [len(elements(drawn, "path", css=f"flow-{kind}")) for kind in ("stayed", "rose", "fell")] == [
        2,
        1,
        1,
    ]
    assert drawn.rows[1] == ("95% or more", ["Under 90%", "1"])


def test_a_band_without_pupils_keeps_its_place() -> None:
    drawn = band_flow("flow", "Bands", BANDS, {(0, 0): 5})
    assert drawn is not None
    # Then and now of each band, the highest first.
    assert counts(drawn) == [5, 0, 0, 5, 0, 0]


@FEW
@given(MOVED)
def test_as_many_stand_at_the_right_as_at_the_left(moved: dict[tuple[int, int], int]) -> None:
    drawn = band_flow("flow", "Bands", BANDS, moved)
    assert drawn is not None
    found = counts(drawn)
    assert sum(found[: len(BANDS)]) == sum(found[len(BANDS) :]) == sum(moved.values())
    assert sum(int(cells[1]) for _, cells in drawn.rows) == sum(moved.values())


@FEW
@given(MOVED)
def test_bands_never_stand_on_each_other(moved: dict[tuple[int, int], int]) -> None:
    drawn = band_flow("flow", "Bands", BANDS, moved)
    assert drawn is not None
    nodes = elements(drawn, "rect", css="node")
    for side in (nodes[: len(BANDS)], nodes[len(BANDS) :]):
        ends = [(float(each.get("y", 0)), float(each.get("height", 0))) for each in side]
        assert all(y + high < after for (y, high), (after, _) in pairwise(ends))
