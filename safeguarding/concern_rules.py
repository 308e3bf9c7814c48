"""Concerns: until when somebody must have read one, and the parts of a body that a mark lies on (pure)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

SATURDAY = 5
ROUNDS = 2

BODY_PARTS = tuple(
    (f"{side}_{part}", f"{words}, {side}")
    for side in ("front", "back")
    for part, words in (
        ("head", "Head or face"),
        ("neck", "Neck"),
        ("left_arm", "Left arm or hand"),
        ("right_arm", "Right arm or hand"),
        ("upper", "Chest or upper back"),
        ("lower", "Stomach or lower back"),
        ("left_leg", "Left leg or foot"),
        ("right_leg", "Right leg or foot"),
    )
)
PART_WORDS = dict(BODY_PARTS)


def due_at(at: datetime, *, minutes: int, opens: time, closes: time) -> datetime:
    """When a concern must be read: so many minutes on, counted on weekdays from `opens` until `closes`.

    Out of hours the time begins with the next morning. Hours that end before they begin count all day.
    """
    if closes <= opens:
        return at + timedelta(minutes=minutes)
    left, start = timedelta(minutes=minutes), _next_watched(at, opens, closes)
    while True:
        end = start.replace(hour=closes.hour, minute=closes.minute, second=0, microsecond=0)
        if start + left <= end:
            return start + left
        left -= end - start
        start = _next_watched(end, opens, closes)


def is_watched(at: datetime, *, opens: time, closes: time) -> bool:
    """Whether somebody reads concerns at this instant, local time."""
    return closes <= opens or _next_watched(at, opens, closes) == at


def _next_watched(at: datetime, opens: time, closes: time) -> datetime:
    """This instant where it is watched, or the next opening."""
    if at.weekday() < SATURDAY and opens <= at.time() < closes:
        return at
    day = at if at.weekday() < SATURDAY and at.time() < opens else at + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day.replace(hour=opens.hour, minute=opens.minute, second=0, microsecond=0)
