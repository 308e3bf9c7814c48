"""One drawing of each kind with invented figures, for the page of components and its picture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from attendance.codes import find_code
from reporting.charts.bars import Bar, weekday_bars
from reporting.charts.drawing import Drawing
from reporting.charts.flow import band_flow
from reporting.charts.heatmap import HeatCell, HeatDay, year_heatmap
from reporting.charts.lines import NOW, THEN, Series, course
from schools.wording import count_words

TODAY = date(2027, 3, 9)
FIRST, LAST = date(2026, 9, 2), date(2027, 7, 20)
# First and last day of each holiday, and a bank holiday.
HOLIDAYS = (
    (date(2026, 10, 24), date(2026, 11, 1)),
    (date(2026, 12, 19), date(2027, 1, 3)),
    (date(2027, 2, 13), date(2027, 2, 21)),
    (date(2027, 3, 27), date(2027, 4, 11)),
    (date(2027, 5, 3), date(2027, 5, 3)),
    (date(2027, 5, 29), date(2027, 6, 6)),
)
# Of each weekday the marks of its days from the first on: the morning's letter and the afternoon's.
MARKS = (
    "// L/ // L/ L/ I/ U/ GG L/ // M/ L/ II L/ ## L/ OO L/ U/ L/ I/ U/ NN",
    "// // // // II // // GG // // // // I/ // // // O/ // /M // // // N",
    "## // // // // // // // // // // // // I/ // //",
    "// // // // // // // OO // // // // // // // // // // // BB // Y2Y2",
    "// // // // // // // ## // // // // // VV // // //",
)
MISSED = {"Mon": 17, "Tue": 9, "Wed": 1, "Thu": 2, "Fri": 0}
BANDS = ("97% or more", "95% to 97%", "90% to 95%", "75% to 90%", "50% to 75%", "Under 50%")
MOVED = {
    (0, 0): 612, (0, 1): 31, (0, 3): 2, (1, 0): 18, (1, 1): 190, (1, 2): 26, (2, 1): 21, (2, 2): 144,
    (2, 3): 12, (3, 2): 7, (3, 3): 96, (3, 4): 3, (4, 4): 22, (5, 5): 6,
}  # fmt: skip
THIS_YEAR = (171, 179, 184, 182, 189, 196, 199, 203, 198, 194, 195, 198)
LAST_YEAR = (190, 201, 208, 209, 214, 219, 222, 220, 218, 216, 219, 222)


def example_drawings() -> list[Drawing]:
    """A pupil's year, what was missed by weekday, the course of a figure, and pupils between bands."""
    fortnights = [FIRST + timedelta(weeks=2 * place) for place in range(len(THIS_YEAR))]
    lines = [Series("This year", NOW, _parts(THIS_YEAR)), Series("Last year", THEN, _parts(LAST_YEAR))]
    bars = [Bar(day, count, f"{day}: {count_words(count, 'session')}") for day, count in MISSED.items()]
    drawn = [
        year_heatmap("example-year", "Sessions 2026/27", list(_days()), today=TODAY),
        weekday_bars("example-bars", "Missed by day", bars),
        course("example-course", "Persistently absent, by fortnight", lines, fortnights),
        band_flow("example-flow", "Pupils between bands", BANDS, MOVED, without=3),
    ]
    return [each for each in drawn if each]


def _days() -> Iterator[HeatDay]:
    marks = [iter(weekday.split()) for weekday in MARKS]
    for day in range((LAST - FIRST).days + 1):
        on = FIRST + timedelta(day)
        if on.weekday() >= len(MARKS) or any(first <= on <= last for first, last in HOLIDAYS):
            continue
        if on > TODAY:
            yield HeatDay(on, None, None)
            continue
        both = next(marks[on.weekday()], "//")
        half = max(1, len(both) // 2)
        yield HeatDay(on, _cell(both[:half], on), _cell(both[half:].replace("/", "\\"), on))


def _cell(letter: str, on: date) -> HeatCell | None:
    code = find_code(letter, on) if letter else None
    return HeatCell(code.letter, code.code_class.css, code.title) if code else None


def _parts(thousandths: tuple[int, ...]) -> list[Fraction]:
    return [Fraction(each, 1000) for each in thousandths]
