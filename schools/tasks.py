"""Jobs of the schools app."""

from celery import shared_task
from django.utils import timezone

from schools.services.jobs import drop_old_runs


@shared_task(name="schools.tasks.drop_job_runs")
def drop_job_runs() -> str:
    """Forget runs of jobs that nobody looks at any more."""
    return f"{drop_old_runs(at=timezone.now())} runs dropped"
