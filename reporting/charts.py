"""A small chart of two lines as places on paper, which a template draws as SVG. Pure.

It is never the only way to the figures: each chart has its points as a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil, floor

from attendance.metrics import percent

WIDTH, HEIGHT = 366, 128
LEFT, RIGHT, TOP, BOTTOM = 26, 112, 10, 20
# So many grid lines at most, at whole steps of per cent.
MOST_STEPS, STEPS = 4, (1, 2, 5, 10, 20, 25, 50)
# Words of two ends closer than this would stand on each other.
LEAST_GAP = 15


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, its look ("now" or "then"), and its points from the left as parts of a whole."""

    name: str
    css: str
    values: Sequence[Fraction]


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line as it is drawn: its points as SVG takes them, its end, and the words beside the end."""

    css: str
    points: str
    end_x: float
    end_y: float
    words: str
    words_y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """Words at a place of an axis."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its size, its two axes, its lines, and the same in words and as rows of a table."""

    title: str
    words: str
    lines: list[DrawnLine]
    heights: list[Tick]
    places: list[Tick]
    headings: list[str]
    rows: list[tuple[str, list[str]]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM

    @property
    def view_box(self) -> str:
        """The drawing's own measure."""
        return f"0 0 {self.width} {self.height}"


def line_chart(title: str, series: Sequence[Series], days: Sequence[date]) -> Chart | None:
    """The chart of some lines over the same days, from the left; None without a point.

    Its axis of per cent begins and ends with the values, so that a small change is seen, and says so.
    """
    drawn = [each for each in series if each.values]
    if not drawn:
        return None
    low, high, step = _axis([value for each in drawn for value in each.values])
    lines = [_line(each, len(days), low, high) for each in drawn]
    return Chart(
        title=title,
        words=". ".join(f"{each.name}: {percent(each.values[-1])}" for each in drawn),
        lines=_apart(lines),
        heights=[Tick(_y(Fraction(at, 100), low, high), str(at)) for at in range(low, high + 1, step)],
        places=_months(days),
        headings=[each.name for each in drawn],
        rows=[
            (f"{day.day} {day:%b}", [_cell(each, place) for each in drawn]) for place, day in enumerate(days)
        ],
    )


def _axis(values: Sequence[Fraction]) -> tuple[int, int, int]:
    """First and last whole per cent of the axis, and the step of its lines."""
    lowest, highest = floor(min(values) * 100), ceil(max(values) * 100)
    step = next((each for each in STEPS if (highest - lowest) <= each * MOST_STEPS), STEPS[-1])
    low = lowest // step * step
    high = max(-(-highest // step) * step, low + step)
    return low, high, step


def _line(series: Series, places: int, low: int, high: int) -> DrawnLine:
    spots = [(_x(place, places), _y(value, low, high)) for place, value in enumerate(series.values)]
    end_x, end_y = spots[-1]
    return DrawnLine(
        css=series.css,
        points=" ".join(f"{x},{y}" for x, y in spots),
        end_x=end_x,
        end_y=end_y,
        words=f"{percent(series.values[-1])} {series.name.lower()}",
        words_y=round(end_y + 4, 1),
    )


def _apart(lines: list[DrawnLine]) -> list[DrawnLine]:
    """The lines with the words of their ends so far apart that both can be read; the upper stays."""
    upper_first = sorted(lines, key=lambda line: line.words_y)
    moved: list[DrawnLine] = []
    for line in upper_first:
        least = moved[-1].words_y + LEAST_GAP if moved else line.words_y
        moved.append(replace(line, words_y=max(line.words_y, least)))
    return moved


def _months(days: Sequence[date]) -> list[Tick]:
    """Months under the axis, at the first day of each; every second one where there are many."""
    firsts = [place for place, day in enumerate(days) if not place or days[place - 1].month != day.month]
    shown = firsts[:: 2 if len(firsts) > MOST_STEPS else 1]
    return [Tick(_x(place, len(days)), f"{days[place]:%b}") for place in shown]


def _cell(series: Series, place: int) -> str:
    return percent(series.values[place]) if place < len(series.values) else "none yet"


def _x(place: int, places: int) -> float:
    across = WIDTH - LEFT - RIGHT
    return round(LEFT + across * place / max(1, places - 1), 1)


def _y(value: Fraction, low: int, high: int) -> float:
    part = (float(value) * 100 - low) / (high - low)
    return round(HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM), 1)
