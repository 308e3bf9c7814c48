"""What holds of every drawing: a name, words, ids of its own, and no text that becomes markup."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from reporting.charts.bars import Bar, weekday_bars
from reporting.charts.drawing import Drawing
from reporting.charts.flow import band_flow
from reporting.charts.heatmap import HeatCell, HeatDay, year_heatmap
from reporting.charts.lines import NOW, Series, course
from tests.unit.reporting.charts.reading import SVG, elements, titles, tree

HOSTILE = """</title><script>alert('x')</script>" & <b>"""
DAY = date(2027, 3, 8)


def heat(key: str, said: str) -> Drawing:
    return year_heatmap(key, said, [HeatDay(DAY, HeatCell(said, "nr", said), HeatCell("/", "pres", said))])


def bars(key: str, said: str) -> Drawing:
    return weekday_bars(key, said, [Bar(said, 3, said), Bar("Tue", 0, "none on a Tuesday")])


def lines(key: str, said: str) -> Drawing:
    drawn = course(key, said, [Series(said, NOW, [Fraction(1, 2)])], [DAY])
    assert drawn is not None
    return drawn


def flow(key: str, said: str) -> Drawing:
    drawn = band_flow(key, said, [said, "Under 90%"], {(0, 1): 3, (1, 1): 40})
    assert drawn is not None
    return drawn


EACH = pytest.mark.parametrize("make", [heat, bars, lines, flow])
Make = Callable[[str, str], Drawing]


@EACH
def test_a_hostile_word_stays_a_word(make: Make) -> None:
    drawn = make("one", HOSTILE)
    assert titles(drawn)[0] == HOSTILE
    assert not [each for each in tree(drawn).iter() if each.tag in (f"{SVG}script", f"{SVG}b")]


@EACH
def test_it_is_a_picture_with_a_name_and_words(make: Make) -> None:
    root = tree(make("one", "Sessions"))
    assert root.get("role") == "img"
    named = [each.text for each in root if each.get("id") in root.get("aria-labelledby", "").split()]
    assert named == ["Sessions", make("one", "Sessions").words]


@EACH
def test_two_on_a_page_share_no_id(make: Make) -> None:
    first, second = ({each.get("id") for each in tree(make(key, "x")).iter()} - {None} for key in ("a", "b"))
    assert first
    assert not first & second


@EACH
def test_paper_reads_title_and_words_as_one(make: Make) -> None:
    drawn = make("one", HOSTILE)
    assert drawn.on_paper.count("<title") == drawn.svg.count("<title")
    paper = Drawing(drawn.key, drawn.title, drawn.words, drawn.on_paper, [], [])
    assert titles(paper)[0] == f"{HOSTILE}. {drawn.words}"


@EACH
def test_it_has_no_style_that_a_strict_page_would_refuse(make: Make) -> None:
    assert not [each for each in tree(make("one", "x")).iter() if each.get("style")]


def test_a_bar_of_nothing_has_its_figure_and_no_height() -> None:
    drawn = bars("one", "Mon")
    heights = [float(each.get("height", 0)) for each in elements(drawn, "rect", css="bar")]
    assert heights == [68, 0]
    assert drawn.rows == [("Mon", ["3"]), ("Tue", ["0"])]
    assert weekday_bars("two", "Missed", [Bar("Mon", 0, "none")]).missing == "None"
