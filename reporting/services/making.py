"""Making documents in a worker: taking one up, telling how far it is, and keeping its file."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404
from django.utils import timezone

from reporting.access import check_may_have
from reporting.document_kinds import KINDS
from reporting.models import Document, DocumentState
from reporting.sealed import SealedWriter
from reporting.services.document_work import Tell, Work
from reporting.services.documents import documents_folder, for_its_user_alone
from reporting.services.makers import MAKERS
from schools.access import Rights, rights_of

SILENT = timedelta(minutes=2)
BROKEN = (
    "Something went wrong while it was made. Ask for it again. If it stops again, tell your administrator."
)
# A document that ends its worker is not given to one after the other.
MOST_TRIES = 3
GIVEN_UP = (
    "It stopped three times while it was made, and is not tried again. Ask for less of it at once. If that "
    "stops too, tell your administrator."
)


class StoppedError(Exception):
    """The document was cancelled, or another worker has it."""


def silent_documents(*, at: datetime) -> list[int]:
    """Documents that nobody works on: their worker died, or the queue was away when they were asked for."""
    old = at - SILENT
    waiting = Document.objects.filter(state=DocumentState.WAITING, asked_at__lt=old)
    making = Document.objects.filter(state=DocumentState.MAKING, beat_at__lt=old)
    documents = (waiting | making).filter(kind__in=KINDS)
    return list(documents.order_by("asked_at", "pk").values_list("pk", flat=True))


def make_document(*, document_id: int, at: datetime, now: datetime) -> None:
    """Make a document, in a worker, if whoever asked for it may still have it.

    `at` is the real time, which stands on the page and on the paper; `now` the school's. Does nothing for a
    document that is over, or that another worker has.
    """
    document = _take(document_id, at)
    if document is None:
        return
    try:
        rights = _rights_of_asker(document, now)
    except PermissionDenied as refusal:
        _mine(document).update(state=DocumentState.FAILED, words=str(refusal))
        return
    work = Work(document, rights, at=timezone.localtime(at), now=now, tell=teller(document))
    keep_file(document, lambda file: MAKERS[document.kind](file, work))


def _rights_of_asker(document: Document, now: datetime) -> Rights:
    """The rights today of whoever asked; PermissionDenied, with a sentence for the page, without them."""
    person, school = document.asked_by, document.school
    rights = rights_of(person, school.slug, on=now.date()) if person and person.is_active else None
    with suppress(PermissionDenied, Http404):
        if rights is not None:
            check_may_have(rights, document)
            return rights
    name = person.full_name if person else "Whoever asked for this"
    many = KINDS[document.kind].many
    raise PermissionDenied(f"{name} may no longer have {many} of {school.name}. No file was made.")


def _take(document_id: int, at: datetime) -> Document | None:
    """Take a document up, once, whoever comes at the same time; None when there is nothing to do."""
    waiting = Document.objects.filter(pk=document_id, state=DocumentState.WAITING)
    silent = Document.objects.filter(pk=document_id, state=DocumentState.MAKING, beat_at__lt=at - SILENT)
    silent.filter(tries__gte=MOST_TRIES).update(state=DocumentState.FAILED, words=GIVEN_UP)
    taken = {"state": DocumentState.MAKING, "taken_at": at, "beat_at": at, "done": 0, "tries": F("tries") + 1}
    if not waiting.update(**taken) and not silent.update(**taken):
        return None
    return Document.objects.select_related("school__trust", "asked_by").get(pk=document_id)


def _mine(document: Document) -> QuerySet[Document]:
    """The document while this worker has it."""
    return Document.objects.filter(pk=document.pk, state=DocumentState.MAKING, taken_at=document.taken_at)


def teller(document: Document) -> Tell:
    """Writes down how far the work is; raises StoppedError where it is not ours to do any more."""

    def tell(done: int, total: int) -> None:
        if not _mine(document).update(done=done, total=total, beat_at=timezone.now()):
            raise StoppedError

    return tell


def keep_file(
    document: Document, write: Callable[[SealedWriter], object], *, of_sealed: bool = False
) -> None:
    """Make a document's file and keep it; a document that was cancelled meanwhile leaves none.

    Size and SHA-256 are of what was written, or of the sealed file with `of_sealed`.
    """
    name = f"{document.kind}-{document.pk}-{secrets.token_hex(8)}.sealed"
    path = documents_folder() / name
    try:
        with open(path, "xb", opener=for_its_user_alone) as file:
            sealed = SealedWriter(file, settings.DAYMARK_FIELD_KEYS[0])
            write(sealed)
            sealed.close()
    except BaseException as fault:
        path.unlink(missing_ok=True)
        if isinstance(fault, StoppedError):
            return
        _mine(document).update(state=DocumentState.FAILED, words=BROKEN)
        raise
    digest, size = (sealed.sealed_digest, sealed.sealed_size) if of_sealed else (sealed.digest, sealed.size)
    facts: dict[str, Any] = {"file": name, "bytes": size, "sha256": digest.hexdigest()}
    if not _mine(document).update(state=DocumentState.DONE, made_at=timezone.now(), **facts):
        path.unlink(missing_ok=True)
