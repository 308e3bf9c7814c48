"""Scheduled jobs take their slot once, however many schedulers ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

from schools.models import Heartbeat, JobRun


def beat(part: str, *, at: datetime) -> None:
    """Leave a sign of life of a part that works unseen: one statement."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(part=part, beat_at=at)],
        update_conflicts=True,
        unique_fields=["part"],
        update_fields=["beat_at"],
    )


@contextmanager
def job_slot(name: str, *, slot: str, at: datetime) -> Iterator[JobRun | None]:
    """Take a job's slot: None when it was taken before, so that a second scheduler does no harm.

    An error in the body is kept on the row and raised again.
    """
    run, taken = JobRun.objects.get_or_create(name=name, slot=slot, defaults={"started_at": at})
    if not taken:
        yield None
        return
    try:
        yield run
    except Exception as error:
        run.outcome = f"failed: {type(error).__name__}"
        raise
    else:
        run.outcome = run.outcome or "done"
    finally:
        run.finished_at = timezone.now()
        run.save(update_fields=["outcome", "finished_at"])
