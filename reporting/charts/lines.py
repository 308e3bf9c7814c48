"""The course of figures over the same days: a line each, with its words at its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from attendance.metrics import percent
from reporting.charts.drawing import Drawing, Paper, draw
from reporting.charts.paints import ACCENT, INK_2, LINE
from reporting.charts.svg import element, line, text

WIDTH, HEIGHT = 366, 128
LEFT, RIGHT, TOP, BOTTOM = 26, 112, 10, 20
# So many grid lines at most, at whole steps of per cent.
MOST_STEPS, STEPS = 4, (1, 2, 5, 10, 20, 25, 50)
# Words of two ends closer than this would stand on each other.
LEAST_GAP = 15
NOW, THEN = "now", "then"


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, its look ("now" or "then"), and its points from the left as parts of a whole."""

    name: str
    css: str
    values: Sequence[Fraction]


@dataclass(frozen=True, slots=True)
class _Axis:
    """The whole per cents between which the lines run, and the step of the grid."""

    low: int
    high: int
    step: int

    def y(self, value: Fraction) -> float:
        part = (float(value) * 100 - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM), 1)


def course(key: str, title: str, series: Sequence[Series], days: Sequence[date]) -> Drawing | None:
    """The course of some figures over the same days, from the left; None without a point.

    Its axis of per cent begins and ends with the values, so that a small change is seen, and says so. This
    year's line is drawn through and the other dashed.
    """
    drawn = [each for each in series if each.values]
    if not drawn:
        return None
    axis = _axis([value for each in drawn for value in each.values])
    said = ". ".join(f"{each.name}: {percent(each.values[-1])}" for each in drawn)
    return Drawing(
        key=key,
        title=title,
        words=said,
        svg=draw(
            key,
            title,
            said,
            Paper("course", WIDTH, HEIGHT),
            *_grid(axis),
            *_months(days),
            *(_line(each, len(days), axis) for each in drawn),
            *_ends(drawn, axis),
        ),
        headings=["Up to", *(each.name for each in drawn)],
        rows=[
            (f"{day.day} {day:%b}", [_cell(each, place) for each in drawn]) for place, day in enumerate(days)
        ],
        missing=". ".join(f"{each.name}: no marks here" for each in series if not each.values),
    )


def _axis(values: Sequence[Fraction]) -> _Axis:
    lowest, highest = floor(min(values) * 100), ceil(max(values) * 100)
    step = next((each for each in STEPS if (highest - lowest) <= each * MOST_STEPS), STEPS[-1])
    low = lowest // step * step
    high = max(-(-highest // step) * step, low + step)
    return _Axis(low, high, step)


def _grid(axis: _Axis) -> Iterator[str]:
    for at in range(axis.low, axis.high + 1, axis.step):
        y = axis.y(Fraction(at, 100))
        yield line(LEFT, y, WIDTH - RIGHT, y, class_="rule", stroke=LINE)
        yield text(f"{at}%", 0, y + 4, class_="label", font_size=11, fill=INK_2)


def _months(days: Sequence[date]) -> Iterator[str]:
    """Months under the axis, at the first day of each; every second one where there are many."""
    firsts = [place for place, day in enumerate(days) if not place or days[place - 1].month != day.month]
    for place in firsts[:: 2 if len(firsts) > MOST_STEPS else 1]:
        x, month = _x(place, len(days)), f"{days[place]:%b}"
        yield text(month, x, HEIGHT - 4, class_="label", font_size=11, fill=INK_2, text_anchor="middle")


def _line(series: Series, places: int, axis: _Axis) -> str:
    spots = [(_x(place, places), axis.y(value)) for place, value in enumerate(series.values)]
    path = element(
        "polyline",
        points=" ".join(f"{x},{y}" for x, y in spots),
        class_="line",
        fill="none",
        stroke=_colour(series),
        stroke_width=2 if series.css == NOW else 1.5,
        stroke_linejoin="round",
        stroke_dasharray="" if series.css == NOW else "4 3",
    )
    end_x, end_y = spots[-1]
    end = element("circle", cx=end_x, cy=end_y, r=3, class_="end", fill=_colour(series))
    return element("g", path, end, class_=f"course-{series.css}")


def _ends(drawn: Sequence[Series], axis: _Axis) -> Iterator[str]:
    """The words at the ends of lines, so far apart that all can be read: the upper stays."""
    least = 0.0
    for series in sorted(drawn, key=lambda each: axis.y(each.values[-1])):
        y = max(least, axis.y(series.values[-1]) + 4)
        least = y + LEAST_GAP
        x = _x(len(series.values) - 1, max(len(each.values) for each in drawn)) + 7
        yield text(
            f"{percent(series.values[-1])} {series.name.lower()}",
            x,
            y,
            class_=f"ends course-{series.css}",
            font_size=11,
            font_weight=600,
            fill=_colour(series),
        )


def _colour(series: Series) -> str:
    return ACCENT if series.css == NOW else INK_2


def _cell(series: Series, place: int) -> str:
    return percent(series.values[place]) if place < len(series.values) else "none yet"


def _x(place: int, places: int) -> float:
    across = WIDTH - LEFT - RIGHT
    return round(LEFT + across * place / max(1, places - 1), 1)
