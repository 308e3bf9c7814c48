"""The course of two lines: its points on paper, its words, and the same points as a table."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from reporting.charts.lines import HEIGHT, LEAST_GAP, NOW, THEN, WIDTH, Series, course
from tests.unit.reporting.charts.reading import elements, numbers

DAYS = [date(2026, 9, 18), date(2026, 10, 2), date(2026, 10, 16), date(2026, 11, 13)]
PARTS = st.fractions(min_value=0, max_value=1, max_denominator=1200)


def per_cent(*values: int) -> list[Fraction]:
    return [Fraction(value, 100) for value in values]


def test_without_a_point_there_is_no_drawing() -> None:
    assert course("empty", "Empty", [Series("This year", NOW, [])], []) is None


def test_the_ends_are_told_in_words_and_every_point_in_the_table() -> None:
    series = [Series("This year", NOW, per_cent(16, 18, 19, 20)), Series("Last year", THEN, per_cent(19, 20))]
    drawn = course("persistent", "Persistent", series, DAYS)
    assert drawn is not None
    assert drawn.words == "This year: 20.0%. Last year: 20.0%"
    assert list(drawn.headings) == ["Up to", "This year", "Last year"]
    assert drawn.rows[0] == ("18 Sep", ["16.0%", "19.0%"])
    assert drawn.rows[3] == ("13 Nov", ["20.0%", "none yet"])
    labels = [each.text for each in elements(drawn, "text", css="label")]
    assert labels == ["16%", "17%", "18%", "19%", "20%", "Sep", "Oct", "Nov"]


def test_a_line_that_never_changes_has_an_axis() -> None:
    then = Series("Same pupils last year", THEN, [])
    drawn = course("flat", "Flat", [Series("This year", NOW, per_cent(0, 0, 0, 0)), then], DAYS)
    assert drawn is not None
    assert drawn.missing == "Same pupils last year: no marks here"
    assert [each.text for each in elements(drawn, "text", css="label")][:2] == ["0%", "1%"]


def test_only_last_years_line_is_dashed() -> None:
    series = [Series("This year", NOW, per_cent(16, 18)), Series("Last year", THEN, per_cent(19, 20))]
    drawn = course("dashes", "Dashes", series, DAYS[:2])
    assert drawn is not None
    assert [bool(each.get("stroke-dasharray")) for each in elements(drawn, "polyline")] == [False, True]


@given(st.lists(PARTS, min_size=1, max_size=20), st.lists(PARTS, min_size=1, max_size=20))
def test_every_point_lies_on_the_paper_and_words_never_stand_on_each_other(
    now: list[Fraction], then: list[Fraction]
) -> None:
    days = [date(2026, 9, 4) + timedelta(weeks=2 * place) for place in range(max(len(now), len(then)))]
    drawn = course("any", "Any", [Series("This year", NOW, now), Series("Last year", THEN, then)], days)
    assert drawn is not None
    for each in elements(drawn, "polyline"):
        for point in each.get("points", "").split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT
    upper, lower = sorted(numbers(elements(drawn, "text", css="ends"), "y"))
    assert round(lower - upper, 1) >= LEAST_GAP
