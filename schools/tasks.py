"""Jobs of the schools app."""

from celery import shared_task
from django.utils import timezone

from schools.services.jobs import beat


@shared_task(name="schools.tasks.beat_heartbeat")
def beat_heartbeat() -> None:
    """Leave the scheduler's sign of life."""
    beat("scheduler", at=timezone.now())
