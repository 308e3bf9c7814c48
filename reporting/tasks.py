"""Jobs of the reporting app. They carry ids only and ask again who may do what."""

from celery import shared_task
from django.utils import timezone

from reporting.services import making
from reporting.services.documents import drop_old_documents
from reporting.services.register_exports import export_all
from schools import clock
from schools.services.jobs import outcome_words
from schools.wording import count_words


@shared_task(name="reporting.tasks.make_document")
def make_document(document_id: int) -> None:
    """Make a document; a second delivery changes nothing."""
    making.make_document(document_id=document_id, at=timezone.now(), now=clock.now())


@shared_task(name="reporting.tasks.make_audit_pack")
def make_audit_pack(document_id: int) -> None:
    """A pack that was sent to the queue under the name that its task had before."""
    make_document(document_id)


@shared_task(name="reporting.tasks.take_up_documents")
def take_up_documents() -> str:
    """Go on with documents whose worker died."""
    silent = making.silent_documents(at=timezone.now())
    for document_id in silent:
        make_document(document_id)
    return f"{count_words(len(silent), 'document')} taken up"


@shared_task(name="reporting.tasks.drop_documents")
def drop_documents() -> str:
    """Delete the files whose days are over."""
    return f"{count_words(drop_old_documents(at=timezone.now()), 'document')} dropped"


@shared_task(name="reporting.tasks.export_registers")
def export_registers() -> str:
    """Export the registers of every school, once a week."""
    made, failed = export_all(at=timezone.now(), now=clock.now())
    return outcome_words(f"{count_words(made, 'school')} exported", failed=failed, of=made + failed)
