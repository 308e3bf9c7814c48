"""The one table of scheduled jobs.

Beat counts in UTC, so that no hour is lost or run twice when the clocks change; a job that follows
the school day works out the local time itself and is written so that a second run changes nothing.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery.schedules import crontab


@dataclass(frozen=True)
class Job:
    """One row of the schedule: when it runs, what runs, and what happens when a run is missed."""

    name: str
    when: crontab | timedelta
    when_words: str
    task: str
    if_missed: str


JOBS: tuple[Job, ...] = (
    Job(
        name="beat heartbeat",
        when=timedelta(minutes=1),
        when_words="every minute",
        task="schools.tasks.beat_heartbeat",
        if_missed="The health page says that no job has run for so many minutes. The next run clears it.",
    ),
    Job(
        name="clear old sessions",
        when=crontab(hour="2", minute="10"),
        when_words="every day at 02:10 UTC",
        task="accounts.tasks.clear_sessions",
        if_missed="Ended sessions stay in their table one more day. They cannot be used.",
    ),
    Job(
        name="recount tallies",
        when=crontab(hour="2", minute="40"),
        when_words="every day at 02:40 UTC",
        task="attendance.tasks.recount_tallies",
        if_missed="Nothing is lost: tallies are kept with every mark. The next run proves both nights.",
    ),
    Job(
        name="place agreed codes",
        when=crontab(minute="*/15"),
        when_words="every 15 minutes",
        task="attendance.tasks.place_agreed_codes",
        if_missed="Codes agreed ahead stand on the registers up to 15 minutes later. No mark is overwritten.",
    ),
    Job(
        name="write O for overdue N codes",
        when=crontab(minute="*/5"),
        when_words="every 5 minutes",
        task="attendance.tasks.write_overdue_n",
        if_missed="An N stands past its last school day until the next run, which writes O for all of them.",
    ),
    Job(
        name="drop keys of saves",
        when=crontab(hour="2", minute="45"),
        when_words="every day at 02:45 UTC",
        task="attendance.tasks.drop_save_keys",
        if_missed="Keys of saves are kept one more day. They change nothing.",
    ),
    Job(
        name="take up imports",
        when=timedelta(minutes=3),
        when_words="every 3 minutes",
        task="integrations.tasks.take_up_imports",
        if_missed="An import whose worker died waits for the next run. Nothing of it is half done.",
    ),
    Job(
        name="drop old uploads",
        when=crontab(hour="2", minute="50"),
        when_words="every day at 02:50 UTC",
        task="integrations.tasks.drop_old_uploads",
        if_missed="Files that nobody brought in for a week are kept one more day.",
    ),
    Job(
        name="take up packs",
        when=timedelta(minutes=3),
        when_words="every 3 minutes",
        task="reporting.tasks.take_up_packs",
        if_missed="A register audit pack whose worker died waits for the next run.",
    ),
    Job(
        name="drop packs",
        when=crontab(hour="2", minute="55"),
        when_words="every day at 02:55 UTC",
        task="reporting.tasks.drop_packs",
        if_missed="Register audit packs that are a week old are kept one more day.",
    ),
    Job(
        name="export registers",
        when=crontab(hour="3", minute="10", day_of_week="sun"),
        when_words="every Sunday at 03:10 UTC",
        task="reporting.tasks.export_registers",
        if_missed="The administrator's Today says that it is missing. manage.py export_registers makes it.",
    ),
)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """The table in the form that Celery's beat reads."""
    return {job.name: {"task": job.task, "schedule": job.when} for job in JOBS}
