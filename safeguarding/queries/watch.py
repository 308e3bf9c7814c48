"""Whether somebody reads concerns at this hour, and what to do while nobody does."""

from __future__ import annotations

from datetime import datetime

from safeguarding.concern_rules import is_watched
from schools.calendar import LONDON
from schools.models import School
from schools.queries.dated_values import values_of
from schools.wording import time_words

HOURS = ("concern.watched_from", "concern.watched_until")


def watch_words(school: School, *, at: datetime) -> str:
    """What to know outside the hours in which concerns are read; empty within them. One statement."""
    values = values_of(school, HOURS, on=at.date())
    opens, closes = (values[key] for key in HOURS)
    if is_watched(at.astimezone(LONDON), opens=opens, closes=closes):
        return ""
    return f"Nobody may read this before {time_words(opens)} on the next school day"
