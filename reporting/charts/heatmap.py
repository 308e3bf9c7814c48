"""A pupil's school year: a column for each week, weekdays as rows, the morning above the afternoon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from reporting.charts.drawing import Drawing, Paper, Row, draw
from reporting.charts.paints import CONTROL, HATCH, INK, INK_2, LINE, MARKS
from reporting.charts.svg import element, hatching, line, rectangle, text, words
from schools.calendar import SHORT_DAY_NAMES, monday_of
from schools.wording import date_words, short_day_words

LEFT, TOP, COLUMN, GAP = 34, 20, 25, 11
ROW, HALF, CELL_WIDTH, CELL_HEIGHT = 31, 13, 23, 12
LEAST_WEEKDAYS = 5
QUIET, HOLLOW, HATCHED = "pres", "n", "nr"


@dataclass(frozen=True, slots=True)
class HeatCell:
    """The mark of a session: its letter, the class of its code ("auth"), and what it stands for.

    `is_closed`: the school does not meet, and nothing is counted.
    """

    letter: str
    css: str
    words: str
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class HeatDay:
    """A school day of a pupil; a session without a mark is None."""

    on: date
    morning: HeatCell | None
    afternoon: HeatCell | None


@dataclass(frozen=True, slots=True)
class _Spot:
    """A session at its place, with what a pointer on it is told."""

    x: float
    y: float
    cell: HeatCell | None
    told: str


def year_heatmap(key: str, title: str, days: Sequence[HeatDay], *, today: date | None = None) -> Drawing:
    """The heatmap of a pupil's school days, oldest first; weeks without one are a gap.

    `today` is framed; sessions after it are "not yet" rather than without a mark. A letter, a hatching or a
    thick hollow edge tells each kind of mark apart without its colour.
    """
    places = _places(days)
    rows = max([LEAST_WEEKDAYS, *(day.on.weekday() + 1 for day in days)])
    height = TOP + 12 + rows * ROW
    width = max([LEFT, *places.values()]) + COLUMN + 4
    spots = list(_spots(days, places, today))
    said = _said(days, spots)
    return Drawing(
        key=key,
        title=title,
        words=said,
        svg=draw(
            key,
            title,
            said,
            Paper("heat", width, height),
            element("defs", hatching(f"{key}-hatch", back=MARKS[HATCHED].fill, stroke=HATCH)),
            *_labels(days, places, rows),
            *_gaps(places, height),
            *_cells(key, spots),
            *_frame(days, places, today),
        ),
        headings=["Week of", *SHORT_DAY_NAMES[:rows]],
        rows=_table(days, rows),
        missing="" if days else "No school days yet",
        is_wide=True,
    )


def _places(days: Sequence[HeatDay]) -> dict[date, float]:
    """Where the column of each week begins, by its Monday; after weeks without school, further right."""
    mondays = sorted({monday_of(day.on) for day in days})
    places = {monday: float(LEFT) for monday in mondays[:1]}
    for before, monday in pairwise(mondays):
        holiday = GAP if monday - before > timedelta(weeks=1) else 0
        places[monday] = places[before] + COLUMN + holiday
    return places


def _top(weekday: int) -> float:
    return TOP + 14 + weekday * ROW


def _labels(days: Sequence[HeatDay], places: dict[date, float], rows: int) -> Iterator[str]:
    """Weekdays at the left, and each month over the first week that holds one of its school days."""
    look: dict[str, str | int] = {"class_": "label", "font_size": 12, "fill": INK_2}
    for weekday in range(rows):
        yield text(SHORT_DAY_NAMES[weekday], LEFT - 6, _top(weekday) + 16.5, text_anchor="end", **look)
    first: dict[tuple[int, int], date] = {}
    for day in days:
        first.setdefault((day.on.year, day.on.month), monday_of(day.on))
    taken: set[date] = set()
    for (_, month), monday in first.items():
        if monday not in taken:
            yield text(f"{date(2000, month, 1):%b}", places[monday], TOP + 4, **look)
        taken.add(monday)


def _gaps(places: dict[date, float], height: float) -> Iterator[str]:
    """A line in each holiday."""
    for before, after in pairwise(places.values()):
        if after - before > COLUMN:
            x = after - GAP / 2 - 1.5
            yield line(x, TOP + 12, x, height - 4, class_="rule", stroke=LINE)


def _spots(days: Sequence[HeatDay], places: dict[date, float], today: date | None) -> Iterator[_Spot]:
    for day in days:
        x, top = places[monday_of(day.on)], _top(day.on.weekday())
        without = "not yet" if today and day.on >= today else "no mark"
        for part, cell, y in (("AM", day.morning, top), ("PM", day.afternoon, top + HALF)):
            told = ", ".join(filter(None, (cell.letter, cell.words))) if cell else without
            yield _Spot(x, y, cell, f"{short_day_words(day.on)} {part}: {told}")


def _cells(key: str, spots: Sequence[_Spot]) -> Iterator[str]:
    """The sessions by kind: what a kind shares is written once, for a year is 380 sessions."""
    empty = [_empty(spot) for spot in spots if not spot.cell]
    if empty:
        look: dict[str, str | float] = {"fill": "none", "stroke": CONTROL, "stroke_width": 0.6}
        yield element("g", *empty, class_="hc hc-none", stroke_opacity=0.55, stroke_dasharray="2 2", **look)
    for css, paint in MARKS.items():
        drawn = [_marked(spot, spot.cell) for spot in spots if spot.cell and _kind(spot.cell) == css]
        if drawn:
            yield element(
                "g",
                *drawn,
                class_=f"hc hc-{css}",
                fill=f"url(#{key}-hatch)" if css == HATCHED else paint.fill,
                stroke=paint.edge,
                stroke_width=1.6 if css == HOLLOW else 0.5,
                stroke_opacity=0.6 if css == QUIET else "",
                stroke_dasharray="2 1.5" if css == HATCHED else "",
            )


def _kind(cell: HeatCell) -> str:
    """The look of a mark; one of a class that nobody has drawn yet is not left out."""
    return cell.css if cell.css in MARKS else HATCHED


def _empty(spot: _Spot) -> str:
    told = element("title", words(spot.told))
    return rectangle(spot.x + 0.75, spot.y + 0.75, CELL_WIDTH - 1.5, CELL_HEIGHT - 1.5, told, rx=1.5)


def _marked(spot: _Spot, cell: HeatCell) -> str:
    kind, told = _kind(cell), element("title", words(spot.told))
    inset = 0.8 if kind == HOLLOW else 0.25
    box = (spot.x + inset, spot.y + inset, CELL_WIDTH - 2 * inset, CELL_HEIGHT - 2 * inset)
    if kind == QUIET:
        return rectangle(*box, told, rx=1.5)
    letter = text(
        cell.letter,
        spot.x + CELL_WIDTH / 2,
        spot.y + 9.6,
        font_size=10,
        font_weight=700,
        text_anchor="middle",
        fill=MARKS[kind].ink,
        stroke="none",
    )
    return element("g", told, rectangle(*box, rx=1.5), letter)


def _frame(days: Sequence[HeatDay], places: dict[date, float], today: date | None) -> Iterator[str]:
    if today and any(day.on == today for day in days):
        x, y = places[monday_of(today)] - 1, _top(today.weekday()) - 1
        yield rectangle(
            x,
            y,
            CELL_WIDTH + 2,
            HALF + CELL_HEIGHT + 2,
            rx=3,
            class_="hc-today",
            fill="none",
            stroke=INK,
            stroke_width=2,
        )


def _said(days: Sequence[HeatDay], spots: Sequence[_Spot]) -> str:
    if not days:
        return "No school days yet"
    counted = Counter(_kind(spot.cell) for spot in spots if spot.cell and not spot.cell.is_closed)
    counts = [f"{paint.words} {counted[css]}" for css, paint in MARKS.items() if counted[css]]
    without = sum(not spot.cell for spot in spots)
    counts += [f"without a mark {without}"] if without else []
    return f"Sessions from {date_words(days[0].on)} to {date_words(days[-1].on)}: {', '.join(counts)}"


def _table(days: Sequence[HeatDay], rows: int) -> list[Row]:
    """The weeks that have a mark, with the letters of each day."""
    weeks: dict[date, dict[int, HeatDay]] = {}
    for day in days:
        weeks.setdefault(monday_of(day.on), {})[day.on.weekday()] = day
    return [
        (f"{monday.day} {monday:%b}", [_letters(week.get(weekday)) for weekday in range(rows)])
        for monday, week in weeks.items()
        if any(day.morning or day.afternoon for day in week.values())
    ]


def _letters(day: HeatDay | None) -> str:
    if day is None:
        return "no school"
    return " ".join(cell.letter if cell else "–" for cell in (day.morning, day.afternoon))
