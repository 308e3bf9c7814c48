"""Days and times as people in a school write them."""

from collections.abc import Sequence
from datetime import date, datetime, time


def day_words(on: date, *, year: bool = False) -> str:
    """A day as "Tuesday 9 March", with the year when asked."""
    words = f"{on:%A} {on.day} {on:%B}"
    return f"{words} {on.year}" if year else words


def date_words(on: date) -> str:
    """A date as "9 March 2027"."""
    return f"{on.day} {on:%B %Y}"


def short_day_words(on: date) -> str:
    """A day as "Tue 9 Mar"."""
    return f"{on:%a} {on.day} {on:%b}"


def time_words(at: datetime | time) -> str:
    """A time of day as "08:54"."""
    return f"{at:%H:%M}"


def minutes_words(minutes: int) -> str:
    """A length of time as "26 min" or "1 h 5 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def count_words(count: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 pupil", "7 pupils"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def ordinal(number: int) -> str:
    """A number in its place: 1st, 2nd, 3rd, 4th, 11th, 21st."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{({1: 'st', 2: 'nd', 3: 'rd'}).get(number % 10, 'th')}"


def list_words(words: Sequence[str], last: str = "and") -> str:
    """Words joined as a sentence joins them: "a, b and c", or with another last joint "a, b or c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
