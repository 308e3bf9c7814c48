"""A few bars side by side: how many of what on each weekday."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reporting.charts.drawing import Drawing, Paper, draw
from reporting.charts.paints import CONTROL, INK_2, MARKS
from reporting.charts.svg import element, line, rectangle, text, words

SLOT, BAR, TALLEST, FOOT, MARGIN = 34, 28, 68, 36, 4
# Of what there is one, something is seen.
LEAST = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what stands under it, how many, and the same as a person says it."""

    label: str
    value: int
    words: str


def weekday_bars(key: str, title: str, bars: Sequence[Bar]) -> Drawing:
    """Bars from the left, each with its figure under it: without one the figure stands alone."""
    most = max((bar.value for bar in bars), default=0)
    base = MARGIN + TALLEST
    width = max(1, len(bars)) * SLOT + 2
    said = ". ".join(bar.words for bar in bars) or "None"
    return Drawing(
        key=key,
        title=title,
        words=said,
        svg=draw(
            key,
            title,
            said,
            Paper("bars", width, base + FOOT),
            line(0, base, width, base, class_="base", stroke=CONTROL),
            *_bars(bars, most, base),
        ),
        headings=["Day", "Count"],
        rows=[(bar.label, [str(bar.value)]) for bar in bars],
        missing="" if most else "None",
    )


def _bars(bars: Sequence[Bar], most: int, base: float) -> Iterator[str]:
    look: dict[str, str | int] = {"class_": "label", "font_size": 12, "text_anchor": "middle", "fill": INK_2}
    for place, bar in enumerate(bars):
        left = 1 + place * SLOT + (SLOT - BAR) / 2
        height = max(LEAST, TALLEST * bar.value / most) if bar.value else 0
        yield element(
            "g",
            element("title", words(bar.words)),
            rectangle(left, base - height, BAR, height, rx=2, class_="bar", fill=MARKS["unau"].fill),
            text(str(bar.value), left + BAR / 2, base + 15, **look),
            text(bar.label, left + BAR / 2, base + 31, **look),
        )
