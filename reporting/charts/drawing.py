"""A drawing: a picture of figures, what it shows in words, and the figures themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.charts.paints import FONT
from reporting.charts.svg import element, words

Row = tuple[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as the whole text of an `<svg>`, with its figures as a table: `headings` head the `rows`.

    `words` say what the picture shows to who does not see it; `missing`, of what there is nothing to draw.
    `key` makes the ids within the picture: two of one key may not stand on a page. `is_wide`: a narrow
    page scrolls it, in a `.heat-scroll`, rather than shrink it.
    """

    key: str
    title: str
    words: str
    svg: str
    headings: Sequence[str]
    rows: Sequence[Row]
    missing: str = ""
    is_wide: bool = False

    @property
    def on_paper(self) -> str:
        """The picture for the press, which takes a figure's alternative text from the title alone."""
        alternative = _title(self.key, f"{self.title}. {self.words}")
        return self.svg.replace(_title(self.key, self.title), alternative, 1)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a picture is drawn on: its class in pages, and its size in pixels."""

    css: str
    width: float
    height: float


def draw(key: str, title: str, said: str, paper: Paper, *inside: str) -> str:
    """The `<svg>` round what is drawn, named by its title and described by its words."""
    return element(
        "svg",
        _title(key, title),
        element("desc", words(said), id=f"{key}-words"),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"drawing {paper.css}",
        viewBox=f"0 0 {paper.width:g} {paper.height:g}",
        width=paper.width,
        height=paper.height,
        role="img",
        aria_labelledby=f"{key}-title {key}-words",
        font_family=FONT,
    )


def _title(key: str, said: str) -> str:
    return element("title", words(said), id=f"{key}-title")
