"""Signs of life of what works unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from schools.models import Heartbeat, JobRun


def last_beat(part: str) -> datetime | None:
    """When this part last gave a sign of life, or None if it never did."""
    return Heartbeat.objects.filter(part=part).values_list("beat_at", flat=True).first()


@dataclass(frozen=True)
class JobState:
    """How the last run of a scheduled job went."""

    name: str
    started_at: datetime
    outcome: str

    @property
    def has_failed(self) -> bool:
        """Whether it ended with an error."""
        return self.outcome.startswith("failed")


def last_runs() -> list[JobState]:
    """The last run of each job that takes slots: one statement."""
    rows = JobRun.objects.order_by("name", "-started_at").distinct("name")
    return [JobState(row.name, row.started_at, row.outcome) for row in rows]


def beats() -> dict[str, datetime]:
    """The last sign of life of each part: one statement."""
    return dict(Heartbeat.objects.values_list("part", "beat_at"))
