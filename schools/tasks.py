"""Jobs of the schools app."""

from celery import shared_task
from django.utils import timezone

from schools.services.attachments import drop_left_overs, scan_held
from schools.services.jobs import drop_old_runs


@shared_task(name="schools.tasks.drop_job_runs")
def drop_job_runs() -> str:
    """Forget runs of jobs that nobody looks at any more."""
    return f"{drop_old_runs(at=timezone.now())} runs dropped"


@shared_task(name="schools.tasks.scan_held_files")
def scan_held_files() -> str:
    """Look again at files that were kept while no scanner answered."""
    return f"{scan_held()} files looked at"


@shared_task(name="schools.tasks.drop_left_over_files")
def drop_left_over_files() -> str:
    """Delete files of saves that failed."""
    return f"{drop_left_overs(at=timezone.now())} files dropped"
