"""Prints each scheduled job with its last run and its next one, in London time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from config.schedule import JOBS, Job
from config.slots import next_slot
from schools.calendar import LONDON
from schools.queries.jobs import JobState, database_now, last_runs


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """One paragraph a job, in the order of the table."""
        at, runs = database_now(), {run.name: run for run in last_runs()}
        self.stdout.write(f"Times are London time. It is {_time_words(at)}.")
        for job in JOBS:
            self.stdout.write("\n".join(_lines(job, runs.get(job.name), at)))


def _lines(job: Job, run: JobState | None, at: datetime) -> list[str]:
    return [
        f"\n{job.name}: {job.when.words}",
        f"  last    {_last_words(run)}",
        f"  next    {_time_words(next_slot(job.when, at))}",
        f"  missed  {job.if_missed.words}. {job.missed_words}",
    ]


def _last_words(run: JobState | None) -> str:
    if run is None:
        return "never"
    tries = f", start {run.attempts}" if run.attempts > 1 else ""
    return f"{_time_words(run.started_at)}, due {_time_words(run.due_at)}{tries}: {run.outcome or 'at work'}"


def _time_words(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%a %d %b %Y %H:%M:%S}"
