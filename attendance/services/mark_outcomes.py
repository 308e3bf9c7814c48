"""Marks as a page sends them, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from attendance.codes import Code, code_of

HERE_REASON = "Here: "


def had_words(number: int) -> str:
    """Why a teacher who said that a pupil is here may not say now that they are away."""
    had = code_of(number).letter
    return f"the office had {had} for this session. Choose present or L, or tell the office"


@dataclass(frozen=True)
class MarkChange:
    """A mark as a page sends it. An empty letter clears; `base_version` is the version the page last saw.

    `here`: the teacher sees a pupil whom the office has elsewhere ("Here?"). The letter is then present or
    late, and present where it is empty.
    """

    pupil_id: int
    letter: str
    base_version: int
    minutes: int | None = None
    here: bool = False


@dataclass(frozen=True)
class SavedMark:
    """A mark as it now stands."""

    pupil_id: int
    code: Code | None
    minutes: int | None
    version: int


@dataclass(frozen=True)
class Conflict:
    """A mark that someone else changed first. Nothing was overwritten."""

    pupil_id: int
    yours: str
    theirs: Code | None
    their_minutes: int | None
    their_version: int
    words: str
    set_by: str = ""
    set_at: datetime | None = None
    by_office: bool = False


@dataclass(frozen=True)
class MarkProblem:
    """The sentence to show beside a row: why it was not saved, or a doubt about what was."""

    pupil_id: int
    message: str


@dataclass
class SaveOutcome:
    """What became of each mark that a page sent. `warnings` are doubts about marks that were saved."""

    saved: list[SavedMark] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    problems: list[MarkProblem] = field(default_factory=list)
    warnings: list[MarkProblem] = field(default_factory=list)
