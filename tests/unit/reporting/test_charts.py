"""A chart of two lines: its places on paper, its words, and the same points as a table."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from reporting.charts import HEIGHT, LEAST_GAP, WIDTH, Series, line_chart

DAYS = [date(2026, 9, 18), date(2026, 10, 2), date(2026, 10, 16), date(2026, 11, 13)]
PARTS = st.fractions(min_value=0, max_value=1, max_denominator=1200)


def per_cent(*values: int) -> list[Fraction]:
    return [Fraction(value, 100) for value in values]


def test_without_a_point_there_is_no_chart() -> None:
    assert line_chart("Empty", [Series("This year", "now", [])], []) is None


def test_the_ends_are_told_in_words_and_every_point_in_the_table() -> None:
    chart = line_chart(
        "Persistent",
        [
            Series("This year", "now", per_cent(16, 18, 19, 20)),
            Series("Last year", "then", per_cent(19, 20)),
        ],
        DAYS,
    )
    assert chart is not None
    assert chart.words == "This year: 20.0%. Last year: 20.0%"
    assert chart.rows[0] == ("18 Sep", ["16.0%", "19.0%"])
    assert chart.rows[3] == ("13 Nov", ["20.0%", "none yet"])
    assert [tick.words for tick in chart.heights] == ["16", "17", "18", "19", "20"]
    assert [tick.words for tick in chart.places] == ["Sep", "Oct", "Nov"]


def test_a_line_that_never_changes_has_an_axis() -> None:
    then = Series("Same pupils last year", "then", [])
    chart = line_chart("Flat", [Series("This year", "now", per_cent(0, 0, 0, 0)), then], DAYS)
    assert chart is not None
    assert chart.missing == "Same pupils last year: no marks here"
    assert [tick.words for tick in chart.heights] == ["0", "1"]


@given(st.lists(PARTS, min_size=1, max_size=20), st.lists(PARTS, min_size=1, max_size=20))
def test_every_point_lies_on_the_paper_and_words_never_stand_on_each_other(
    now: list[Fraction], then: list[Fraction]
) -> None:
    days = [date(2026, 9, 4) + timedelta(weeks=2 * place) for place in range(max(len(now), len(then)))]
    chart = line_chart("Any", [Series("This year", "now", now), Series("Last year", "then", then)], days)
    assert chart is not None
    for line in chart.lines:
        for point in line.points.split():
            x, y = (float(part) for part in point.split(","))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT
    upper, lower = sorted(line.words_y for line in chart.lines)
    assert round(lower - upper, 1) >= LEAST_GAP
