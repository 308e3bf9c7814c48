"""What the maker of a document works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from reporting.models import Document
from schools.access import Rights

# How many steps are done, of how many. It raises where the work is not ours to do any more.
Tell: TypeAlias = Callable[[int, int], None]


class Target(Protocol):
    """An open file that takes bytes and need not be able to go back."""

    def write(self, data: bytes, /) -> int:
        """Take the bytes."""


@dataclass(frozen=True)
class Work:
    """A document that is being made, with the rights, today, of whoever asked for it.

    `at` is the real time in London, which stands on page and paper; `now` the school's.
    """

    document: Document
    rights: Rights
    at: datetime
    now: datetime
    tell: Tell


Maker: TypeAlias = Callable[[Target, Work], None]
