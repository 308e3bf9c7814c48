"""Runs the jobs of the schedule whose slot is due.

A slot belongs to whoever begins to work on it, never to whoever sends word of it: word that is lost with
Redis is sent again by the next tick, and word that comes twice finds the slot taken.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.utils.module_loading import import_string

from config.schedule import JOBS, Job
from schools.queries.jobs import JobState, last_runs
from schools.services.jobs import MOST_STARTS, job_slot

log = logging.getLogger(__name__)
NO_TIME = timedelta(0)


def due_jobs(*, at: datetime, jobs: Sequence[Job] = JOBS) -> list[tuple[Job, datetime]]:
    """Each job with a slot that nobody has taken, at this instant of the database: one statement.

    A job that is still at work does not start beside itself; one whose worker died is given again.
    """
    runs = {run.name: run for run in last_runs()}
    found = ((job, _free_slot(job, runs.get(job.name), at)) for job in jobs)
    return [(job, slot) for job, slot in found if slot is not None]


def _free_slot(job: Job, run: JobState | None, at: datetime) -> datetime | None:
    if run is None:
        return job.due(at, last=None)
    slot = None if run.is_at_work else job.due(at, last=run.due_at)
    is_over = run.is_finished or run.attempts >= MOST_STARTS
    return None if is_over and slot == run.due_at else slot


def run_job(job: Job, *, slot: datetime) -> bool:
    """Take this slot and do the job: whether the slot was free. What the task returns in words is kept."""
    with job_slot(job.name, slot=slot, lease=job.lease) as run:
        if run is None:
            return False
        task: Callable[[], object] = import_string(job.task)
        words = task()
        if isinstance(words, str):
            run.outcome = words
        return True


def run_due_jobs(*, at: datetime, spare: timedelta = NO_TIME, jobs: Sequence[Job] = JOBS) -> int:
    """Run here what is due, one after the other: how many jobs ran. `at` is the database's time.

    `spare` leaves slots to the workers for so long. A job that fails is logged and stops no other.
    """
    ran = 0
    for job, slot in due_jobs(at=at, jobs=jobs):
        if at - slot < spare:
            continue
        try:
            ran += run_job(job, slot=slot)
        except Exception:
            log.exception("The job %s failed", job.name)
    return ran
