"""Drawings in a PDF: each a figure with words for who does not see it, and in its colours for who does."""

import io
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pytest
from django.template import Context, Template

from reporting.charts.drawing import Drawing
from reporting.charts.heatmap import HeatCell, HeatDay, year_heatmap
from reporting.charts.paints import MARKS
from reporting.press import typeset
from reporting.queries.example_drawings import TODAY, example_drawings

PAGE = Template(
    '{% load charts %}<!doctype html><html lang="en-GB"><head><title>Drawings</title></head><body>'
    "{% for each in drawings %}{% drawing_on_paper each %}{% endfor %}</body></html>"
)
HOSTILE = '</title><img src="https://example.org/x.png">" {{ 1 }}'


@pytest.fixture(scope="module")
def paper() -> bytes:
    """A document with a drawing of each kind."""
    return printed(example_drawings())


def printed(drawings: list[Drawing]) -> bytes:
    return typeset(PAGE.render(Context({"drawings": drawings})))


def alternatives(document: bytes) -> Iterator[str]:
    """The alternative text of each figure, in their order; empty where there is none."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == pikepdf.Name("/Figure"):
                yield str(each.get("/Alt", ""))


def test_each_is_a_figure_whose_alternative_text_is_its_title_and_words(paper: bytes) -> None:
    assert sorted(alternatives(paper)) == sorted(f"{each.title}. {each.words}" for each in example_drawings())


def test_every_kind_of_mark_is_printed_in_its_colour(paper: bytes) -> None:
    picture = pypdfium2.PdfDocument(paper)[0].render(scale=4).to_pil().convert("RGB")
    colours = {"#{:02X}{:02X}{:02X}".format(*colour) for _, colour in picture.getcolors(picture.size[0] ** 2)}
    assert {paint.fill for paint in MARKS.values()} | {MARKS["n"].edge} <= colours


def test_a_hostile_word_is_read_as_it_is_and_fetches_nothing() -> None:
    drawn = year_heatmap("year", HOSTILE, [HeatDay(TODAY, HeatCell("I", "auth", HOSTILE), None)])
    assert list(alternatives(printed([drawn]))) == [f"{HOSTILE}. {drawn.words}"]
