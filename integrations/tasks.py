"""Jobs of the integrations app. They carry ids only and ask again who may do what."""

from celery import shared_task
from django.utils import timezone

from integrations.notify.carrier_choice import carrier_of
from integrations.notify.drain import drain_all
from integrations.notify.receipts import ask_for_receipts as ask_notify
from integrations.services.runs import drop_old_files, silent_runs, work_on
from schools import clock
from schools.services.jobs import outcome_words
from schools.wording import count_words

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
def take_up_imports() -> str:
    """Go on with imports whose worker died."""
    silent = silent_runs(at=timezone.now())
    for run in silent:
        work_on(run_id=run.pk, at=clock.now())
    return f"{count_words(len(silent), 'import')} taken up"


@shared_task(name="integrations.tasks.drop_old_uploads")
def drop_old_uploads() -> str:
    """Delete uploads that nobody brought in for a week."""
    return f"{count_words(drop_old_files(at=timezone.now()), 'upload')} dropped"


@shared_task(name="integrations.tasks.drain_outbox")
def drain_outbox() -> str:
    """Send the messages that are due; many at once do no harm."""
    done = drain_all(carrier_of, now=clock.now, seconds=DRAINS_FOR_SECONDS)
    others = {"failed": done.failed, "withdrawn": done.withdrawn, "put back": done.put_back}
    return ", ".join([f"{done.sent} sent", *(f"{count} {what}" for what, count in others.items() if count)])


@shared_task(name="integrations.tasks.ask_for_receipts")
def ask_for_receipts() -> str:
    """Ask Notify about messages whose receipt never came; a second run changes nothing."""
    asked = ask_notify(at=clock.now())
    words = f"{count_words(asked.settled, 'receipt')} taken"
    return outcome_words(words, failed=asked.failed, of=asked.schools)
