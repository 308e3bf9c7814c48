"""Running and finished work of a school, from whichever app does it: each tells its own lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.utils import timezone

from accounts.roles import Permission
from schools.access import Rights
from schools.queries.jobs import JobState, last_runs
from schools.wording import short_day_words, time_words

MOST_LINES = 40


@dataclass(frozen=True)
class WorkLine:
    """One piece of work: what, how it stands, since when, and how far it is. `tone` is "" or "due".

    A post to `cancel_url`, with `all`, stops it where that is safe.
    """

    title: str
    words: str
    state: str
    began_at: datetime
    is_at_work: bool = False
    done: int = 0
    total: int = 0
    tone: str = ""
    url: str = ""
    cancel_url: str = ""
    cancel_words: str = ""

    @property
    def began_words(self) -> str:
        """When it began: "Tue 9 Mar, 08:52"."""
        return _when(self.began_at)

    @property
    def progress_words(self) -> str:
        """How far it is: "120 of 300"."""
        return f"{self.done} of {self.total}" if self.total else ""


Lines: TypeAlias = Callable[[Rights, datetime], list[WorkLine]]
# Apps add the lines of their own work when they start, by their name.
SOURCES: dict[str, Lines] = {}


@dataclass(frozen=True)
class JobLine:
    """The last run of a scheduled job."""

    name: str
    began_words: str
    outcome: str
    tone: str


@dataclass(frozen=True)
class WorkPage:
    """What runs, what is over, and the last runs of scheduled jobs for who looks after them."""

    running: list[WorkLine]
    finished: list[WorkLine]
    jobs: list[JobLine]
    sees_jobs: bool


def add_work(name: str, lines: Lines) -> None:
    """Let an app put its work on the page."""
    SOURCES[name] = lines


def work_page(rights: Rights, *, now: datetime) -> WorkPage:
    """All work that the person's rights open, newest first: a fixed number of statements for each app."""
    found = [line for lines in SOURCES.values() for line in lines(rights, now)]
    sees_jobs = rights.has_for_school(Permission.HEALTH_VIEW)
    return WorkPage(
        running=_newest(line for line in found if line.is_at_work),
        finished=_newest(line for line in found if not line.is_at_work),
        jobs=_jobs() if sees_jobs else [],
        sees_jobs=sees_jobs,
    )


def _newest(lines: Iterable[WorkLine]) -> list[WorkLine]:
    return sorted(lines, key=lambda line: line.began_at, reverse=True)[:MOST_LINES]


def _outcome_words(run: JobState) -> str:
    """How a run went, as a sentence: "Failed: ValueError. It runs again when it is due."."""
    if not run.outcome:
        return "Not finished yet."
    words = f"{run.outcome[0].upper()}{run.outcome[1:].rstrip('.')}."
    return f"{words} It runs again when it is due." if run.has_failed else words


def _jobs() -> list[JobLine]:
    """The jobs by name, those that failed first: one statement."""
    lines = [
        JobLine(
            name=run.name,
            began_words=_when(run.started_at),
            outcome=_outcome_words(run),
            tone="due" if run.has_failed else "",
        )
        for run in last_runs()
    ]
    return sorted(lines, key=lambda line: line.tone != "due")


def _when(at: datetime) -> str:
    """When in London time: "Tue 9 Mar, 08:52"."""
    here = timezone.localtime(at)
    return f"{short_day_words(here.date())}, {time_words(here)}"
