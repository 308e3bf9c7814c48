"""Jobs of the integrations app. They carry ids only and ask again who may do what."""

from celery import shared_task
from django.utils import timezone

from integrations.notify.carrier_choice import carrier_of
from integrations.notify.drain import drain_all
from integrations.services.runs import drop_old_files, silent_runs, work_on
from schools import clock

DRAINS_FOR_SECONDS = 50.0


@shared_task(name="integrations.tasks.check_import")
def check_import(run_id: int) -> None:
    """Check an import; a second delivery changes nothing."""
    work_on(run_id=run_id, at=clock.now())


@shared_task(name="integrations.tasks.apply_import")
def apply_import(run_id: int) -> None:
    """Bring an import in; a second delivery changes nothing."""
    work_on(run_id=run_id, at=clock.now())


@shared_task(name="integrations.tasks.take_up_imports")
def take_up_imports() -> None:
    """Go on with imports whose worker died."""
    for run in silent_runs(at=timezone.now()):
        work_on(run_id=run.pk, at=clock.now())


@shared_task(name="integrations.tasks.drop_old_uploads")
def drop_old_uploads() -> None:
    """Delete uploads that nobody brought in for a week."""
    drop_old_files(at=timezone.now())


@shared_task(name="integrations.tasks.drain_outbox")
def drain_outbox() -> None:
    """Send the messages that are due; many at once do no harm."""
    drain_all(carrier_of, now=clock.now, seconds=DRAINS_FOR_SECONDS)
