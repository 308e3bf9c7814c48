"""School years as Hypothesis draws them, for rules that count school days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from schools.calendar import ClosureSpec, HalfTermSpec, YearSpec, build_school_days

# From the autumn before the clocks go back to the summer after they go forward.
FIRST, LAST = date(2026, 10, 5), date(2027, 9, 30)
days = st.dates(FIRST, LAST)


def calendars() -> st.SearchStrategy[list[date]]:
    """The days of a school year with at least one."""
    return _drawn().filter(bool)


@st.composite
def _drawn(draw: st.DrawFn) -> list[date]:
    """School days of a year: terms of any length, INSET days, closures and holidays between them."""
    ends = sorted(draw(st.sets(days, min_size=4, max_size=12)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    terms = tuple(HalfTermSpec(number, *pair) for number, pair in enumerate(pairs, start=1))
    shut = draw(st.lists(st.tuples(days, st.integers(0, 12)), max_size=8))
    closures = [ClosureSpec(on, on + timedelta(days=length)) for on, length in shut]
    return [day.date for day in build_school_days(YearSpec(FIRST, LAST, terms), closures)]
