"""Which openings of files somebody should ask about (pure)."""

from __future__ import annotations

from datetime import datetime

# Hours in London between which staff work, and how many files in an hour are many (security.md, section 4).
FIRST_HOUR, LAST_HOUR = 7, 19
MANY_FILES = 20
SATURDAY = 5


def unusual_words(at: datetime, files_in_the_hour: int) -> list[str]:
    """Why an opening is unusual, in words: out of hours in London's time, or one of many within an hour."""
    words = []
    if at.weekday() >= SATURDAY or not FIRST_HOUR <= at.hour < LAST_HOUR:
        words.append("Out of hours")
    if files_in_the_hour > MANY_FILES:
        words.append(f"{files_in_the_hour} files within an hour")
    return words
