"""Jobs of the reporting app. They carry ids only and ask again who may do what."""

from celery import shared_task
from django.utils import timezone

from reporting.services.documents import drop_old_packs
from reporting.services.making import make_pack, silent_documents
from reporting.services.register_exports import export_all
from schools import clock
from schools.services.jobs import outcome_words
from schools.wording import count_words


@shared_task(name="reporting.tasks.make_audit_pack")
def make_audit_pack(document_id: int) -> None:
    """Make a register audit pack; a second delivery changes nothing."""
    make_pack(document_id=document_id, at=timezone.now(), now=clock.now())


@shared_task(name="reporting.tasks.take_up_packs")
def take_up_packs() -> str:
    """Go on with packs whose worker died."""
    silent = silent_documents(at=timezone.now())
    for document_id in silent:
        make_pack(document_id=document_id, at=timezone.now(), now=clock.now())
    return f"{count_words(len(silent), 'pack')} taken up"


@shared_task(name="reporting.tasks.drop_packs")
def drop_packs() -> str:
    """Delete packs that are a week old."""
    return f"{count_words(drop_old_packs(at=timezone.now()), 'pack')} dropped"


@shared_task(name="reporting.tasks.export_registers")
def export_registers() -> str:
    """Export the registers of every school, once a week."""
    made, failed = export_all(at=timezone.now(), now=clock.now())
    return outcome_words(f"{count_words(made, 'school')} exported", failed=failed, of=made + failed)
