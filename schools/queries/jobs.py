"""Signs of life of what works unseen, and the last run of each scheduled job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from schools.models import Heartbeat

# The newest slot of each name by the unique index, however many rows the quick jobs have left.
LAST_RUNS = """
WITH RECURSIVE job(name) AS (
    (SELECT name FROM schools_jobrun ORDER BY name LIMIT 1)
    UNION ALL
    SELECT (SELECT later.name FROM schools_jobrun later
            WHERE later.name > job.name ORDER BY later.name LIMIT 1)
    FROM job WHERE job.name IS NOT NULL
)
SELECT run.name, run.slot, run.started_at,
       CASE WHEN run.outcome = '' AND run.finished_at IS NULL AND run.lease_until < clock_timestamp()
            THEN 'failed: its worker died' ELSE run.outcome END,
       run.attempts, run.finished_at IS NOT NULL,
       run.finished_at IS NULL AND coalesce(run.lease_until >= clock_timestamp(), false)
FROM job
CROSS JOIN LATERAL (SELECT * FROM schools_jobrun latest WHERE latest.name = job.name
                    ORDER BY latest.slot DESC LIMIT 1) run
ORDER BY run.name
"""


def last_beat(part: str) -> datetime | None:
    """When this part last gave a sign of life, or None if it never did."""
    return Heartbeat.objects.filter(part=part).values_list("beat_at", flat=True).first()


@dataclass(frozen=True)
class JobState:
    """How the last run of a scheduled job went; `slot` is when it was due, in UTC."""

    name: str
    slot: str
    started_at: datetime
    outcome: str
    attempts: int
    is_finished: bool
    is_at_work: bool

    @property
    def has_failed(self) -> bool:
        """Whether it ended with an error."""
        return self.outcome.startswith("failed")

    @property
    def due_at(self) -> datetime:
        """When it was due."""
        return datetime.fromisoformat(self.slot).replace(tzinfo=UTC)


def last_runs() -> list[JobState]:
    """The run of the newest slot of each job that takes slots: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_RUNS)
        return [JobState(*row) for row in cursor.fetchall()]


def database_now() -> datetime:
    """The database's clock, which every worker shares."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0]
    return at.astimezone(UTC)


def beats() -> dict[str, datetime]:
    """The last sign of life of each part: one statement."""
    return dict(Heartbeat.objects.values_list("part", "beat_at"))
