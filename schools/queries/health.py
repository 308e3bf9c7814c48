"""Lines for the administrator's first page, from whichever app knows them; none holds a child's record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from schools.access import Rights


@dataclass(frozen=True)
class HealthLine:
    """One thing to see to: how many, what, why, by when, and where. `tone` is "", "warn" or "due"."""

    label: str
    words: str
    count: int = 0
    due: str = ""
    url: str = ""
    link: str = ""
    tone: str = ""


Lines: TypeAlias = Callable[[Rights, datetime], list[HealthLine]]
# Apps beside or above the first page add lines of their own when they start, by their name.
SOURCES: dict[str, Lines] = {}


def add_lines(name: str, lines: Lines) -> None:
    """Let an app put lines on the administrator's first page."""
    SOURCES[name] = lines


def health_lines(rights: Rights, *, now: datetime) -> list[HealthLine]:
    """The lines of all apps, in the order in which they were added."""
    return [line for lines in SOURCES.values() for line in lines(rights, now)]
