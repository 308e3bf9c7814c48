"""Scheduled jobs take their slot once, however many schedulers and workers ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.models.functions import Now

from schools.models import Heartbeat, JobRun
from schools.wording import count_words

LEASE, PAUSE = timedelta(minutes=35), timedelta(minutes=1)
MOST_STARTS = 3
KEPT_DAYS, KEPT_RUNS = 30, 500
OUTCOME_LENGTH = 300

TAKE = """
INSERT INTO schools_jobrun AS run (name, slot, started_at, lease_until, attempts, outcome)
VALUES (%(name)s, %(slot)s, clock_timestamp(), clock_timestamp() + %(lease)s, 1, '')
ON CONFLICT (name, slot) DO UPDATE
SET started_at = EXCLUDED.started_at, lease_until = EXCLUDED.lease_until, attempts = run.attempts + 1
WHERE run.finished_at IS NULL AND run.lease_until < clock_timestamp() AND run.attempts < %(most)s
RETURNING id, name, slot, started_at, lease_until, attempts, finished_at, outcome
"""
DROP = """
DELETE FROM schools_jobrun old
USING (SELECT id, row_number() OVER (PARTITION BY name ORDER BY slot DESC) AS place
       FROM schools_jobrun) ranked
WHERE old.id = ranked.id AND (ranked.place > %s OR old.started_at < %s)
"""


def beat(part: str, *, at: datetime) -> None:
    """Leave a sign of life of a part that works unseen: one statement."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(part=part, beat_at=at)],
        update_conflicts=True,
        unique_fields=["part"],
        update_fields=["beat_at"],
    )


@contextmanager
def job_slot(name: str, *, slot: datetime, lease: timedelta = LEASE) -> Iterator[JobRun | None]:
    """Take the slot of a job that is due at this instant: None when somebody else has it or had it.

    The claim is one statement by the database's clock. A run whose worker died is given out again when its
    lease is past, three times at most; so is one whose database went away, a minute later. Any other error is
    kept on the row and raised again.
    """
    # Text that sorts as time does, so that the newest slot of a job is the last of its index.
    due = f"{slot.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    values = {"name": name, "slot": due, "lease": lease, "most": MOST_STARTS}
    run = next(iter(JobRun.objects.raw(TAKE, values)), None)
    if run is None:
        yield None
        return
    try:
        yield run
    except (OperationalError, InterfaceError) as error:
        _give_back(run, error)
        raise
    except Exception as error:
        _finish(run, f"failed: {type(error).__name__}")
        raise
    else:
        _finish(run, run.outcome or "done")


def outcome_words(done: str, *, failed: int, of: int) -> str:
    """What a job says that did the same at so many schools: first, at how many of them it failed."""
    return f"failed: {failed} of {count_words(of, 'school')}; {done}" if failed else done


def _finish(run: JobRun, outcome: str) -> None:
    """Write how a run went, unless it was frozen past its lease and somebody else took it up."""
    mine = JobRun.objects.filter(pk=run.pk, attempts=run.attempts, finished_at=None)
    mine.update(finished_at=Now(), outcome=outcome[:OUTCOME_LENGTH])


def _give_back(run: JobRun, error: Exception) -> None:
    """Let the slot be taken again soon; where the database is still away, its lease does that later."""
    with suppress(DatabaseError):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        if run.attempts >= MOST_STARTS:
            _finish(run, f"failed: {type(error).__name__}")
        else:
            mine = JobRun.objects.filter(pk=run.pk, attempts=run.attempts, finished_at=None)
            mine.update(lease_until=Now() + PAUSE)


def drop_old_runs(*, at: datetime) -> int:
    """Forget runs beyond the newest 500 of a job, and those of more than 30 days: how many were dropped."""
    with connection.cursor() as cursor:
        cursor.execute(DROP, [KEPT_RUNS, at - timedelta(days=KEPT_DAYS)])
        return int(cursor.rowcount)
