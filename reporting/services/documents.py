"""Documents from the wish to the file: asking, cancelling, fetching, dropping. A worker makes them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404

from accounts.audit import acting, log_event
from accounts.models import User
from accounts.verbs import Verb
from reporting.access import check_may_have, is_open_to
from reporting.document_kinds import KINDS, pupils_of
from reporting.models import WAITS, Document, DocumentKind, DocumentState
from reporting.sealed import opened
from schools.access import Rights
from schools.models import School

TABLE = "reporting_document"
# So many of one person wait at most: nobody fills the queue for the others.
MOST_WAITING = 10


def documents_folder() -> Path:
    """Where files of documents lie, sealed; only this installation's user may look into it."""
    folder = Path(settings.MEDIA_ROOT) / "documents"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def for_its_user_alone(path: str, flags: int) -> int:
    """The opener of files that hold names of children: this installation's user reads them, nobody else."""
    return os.open(path, flags, mode=0o600)


@transaction.atomic
def ask_for_document(
    *, rights: Rights, kind: DocumentKind, parameters: Mapping[str, Any], at: datetime
) -> Document:
    """Ask for a document; the same wish while it waits is the same document, so that two clicks make one.

    `parameters` are JSON: what it is of (`first` and `last` day, `pupil`, or `of` in words without a child's
    name) and what it holds. Raises PermissionDenied or Http404 for who may not have it, and ValidationError
    while ten of the same person wait.
    """
    KINDS[kind].check(rights, parameters)
    acting(rights.user, at=at)
    School.objects.select_for_update(no_key=True).get(pk=rights.school.pk)
    waiting = Document.objects.filter(school=rights.school, asked_by=rights.user, state__in=WAITS)
    same = waiting.filter(kind=kind, parameters=dict(parameters)).first()
    if same is not None:
        return same
    if waiting.count() >= MOST_WAITING:
        raise ValidationError("Ten documents of yours are being made. Wait for one of them, or cancel it")
    document = Document.objects.create(
        school=rights.school, kind=kind, asked_by=rights.user, asked_at=at, parameters=dict(parameters)
    )
    log_document("ask", document, rights.user, after=document.parameters)
    return document


@transaction.atomic
def cancel_document(*, rights: Rights, document: Document, at: datetime) -> None:
    """Stop a document that waits or is being made. Raises ValidationError where it is over."""
    if not is_open_to(rights, document):
        raise Http404
    acting(rights.user, at=at)
    waiting = Document.objects.filter(pk=document.pk, school=rights.school, state__in=WAITS)
    if not waiting.update(state=DocumentState.CANCELLED, cancelled_at=at):
        raise ValidationError("This is no longer being made. Look at its page again")
    log_document("cancel", document, rights.user)


@transaction.atomic
def open_document(*, rights: Rights, document: Document, at: datetime) -> Iterator[bytes]:
    """The bytes of a document's file; each fetch is an export in the audit, of its pupil or chosen pupils.

    Raises PermissionDenied or Http404 for who may not have it any more, and Http404 where there is no file.
    """
    if document.school_id != rights.school.pk or not is_open_to(rights, document):
        raise Http404
    check_may_have(rights, document)
    path = documents_folder() / document.file
    if document.state != DocumentState.DONE or not path.is_file():
        raise Http404
    acting(rights.user, at=at)
    after = {
        "sha256": document.sha256,
        "bytes": document.bytes,
        "pupils": pupils_of(document.parameters),
    }
    log_document(Verb.EXPORT, document, rights.user, after=after)
    return _pieces(path)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from opened(file, settings.DAYMARK_FIELD_KEYS)


@transaction.atomic
def drop_old_documents(*, at: datetime) -> int:
    """Delete the files of documents whose days are over; returns how many documents. Repeatable."""
    over = Q(pk__in=[])
    for kind, rule in KINDS.items():
        over |= Q(kind=kind, made_at__lt=at - timedelta(days=rule.kept_days))
    documents = list(Document.objects.filter(over, state=DocumentState.DONE).select_for_update())
    for document in documents:
        drop_file(document)
    return len(documents)


def drop_file(document: Document) -> None:
    """Delete a document's file; what it was stays on its row."""
    with suppress(FileNotFoundError):
        (documents_folder() / document.file).unlink()
    Document.objects.filter(pk=document.pk).update(state=DocumentState.DROPPED, file="")


def log_document(verb: str, document: Document, by: User | None, *, after: object = None) -> None:
    """Write down what somebody did with a document; nobody in `by` is the server, or who keeps it."""
    log_event(
        verb,
        by=by,
        school=document.school_id,
        pupil=document.parameters.get("pupil"),
        tbl=TABLE,
        obj=str(document.pk),
        after=after,
    )
