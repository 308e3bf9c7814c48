"""The two tasks of the schedule: the tick that beat sends, and the run of one job."""

from celery import shared_task
from django.utils import timezone

from config.due_jobs import due_jobs, run_job
from config.schedule import JOBS
from schools.queries.jobs import database_now
from schools.services.jobs import beat

# Word that waited this long is stale: a later tick has sent it again.
STALE_SECONDS = 60


@shared_task(name="config.tasks.tick")
def tick() -> None:
    """Leave the scheduler's sign of life and send word of each due job. It takes no slot itself."""
    beat("scheduler", at=timezone.now())
    for job, _ in due_jobs(at=database_now(), jobs=JOBS):
        run_scheduled.apply_async(args=(job.name,), expires=STALE_SECONDS)


@shared_task(name="config.tasks.run_scheduled")
def run_scheduled(name: str) -> None:
    """Run the job of this name if a slot of it is still free."""
    jobs = [job for job in JOBS if job.name == name]
    for job, slot in due_jobs(at=database_now(), jobs=jobs):
        run_job(job, slot=slot)
