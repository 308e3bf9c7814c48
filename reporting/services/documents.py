"""Documents from the wish to the file: asking, making in a worker, cancelling, fetching, dropping."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting, log_event
from accounts.models import User
from accounts.verbs import Verb
from reporting.access import check_may_pack
from reporting.models import Document, DocumentKind, DocumentState
from reporting.queries.audit_packs import KEPT_DAYS, WAITS
from reporting.sealed import opened
from schools.access import Rights
from schools.models import Group, GroupKind, School

TABLE = "reporting_document"


def documents_folder() -> Path:
    """Where files of documents lie, sealed; only this installation's user may look into it."""
    folder = Path(settings.MEDIA_ROOT) / "documents"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def for_its_user_alone(path: str, flags: int) -> int:
    """The opener of files that hold names of children: this installation's user reads them, nobody else."""
    return os.open(path, flags, mode=0o600)


@transaction.atomic
def ask_for_pack(
    *, rights: Rights, first: date, last: date, group_ids: Sequence[int], at: datetime
) -> Document:
    """Ask for a register audit pack of these days, of groups or of the whole school.

    Raises PermissionDenied without both rights, Http404 for a group of another school, and ValidationError
    while another pack of the same person is being made.
    """
    check_may_pack(rights)
    acting(rights.user, at=at)
    School.objects.select_for_update(no_key=True).get(pk=rights.school.pk)
    groups = list(
        Group.objects.filter(school=rights.school, kind=GroupKind.REGISTRATION, pk__in=group_ids).order_by(
            "year_group", "name"
        )
    )
    if len(groups) != len(set(group_ids)):
        raise Http404
    waiting = Document.objects.filter(school=rights.school, kind=DocumentKind.AUDIT_PACK, state__in=WAITS)
    if waiting.filter(asked_by=rights.user).exists():
        raise ValidationError("A pack of yours is being made. Wait for it, or cancel it")
    pack = Document.objects.create(
        school=rights.school,
        kind=DocumentKind.AUDIT_PACK,
        asked_by=rights.user,
        asked_at=at,
        parameters={
            "first": str(first),
            "last": str(last),
            "groups": [group.pk for group in groups],
            "group_names": [group.name for group in groups],
        },
    )
    log_document("ask", pack, rights.user, after=pack.parameters)
    return pack


@transaction.atomic
def cancel_document(*, rights: Rights, document: Document, at: datetime) -> None:
    """Stop a document that waits or is being made. Raises ValidationError where it is over."""
    check_may_pack(rights)
    acting(rights.user, at=at)
    waiting = Document.objects.filter(pk=document.pk, school=rights.school, state__in=WAITS)
    if not waiting.update(state=DocumentState.CANCELLED, cancelled_at=at):
        raise ValidationError("This pack is no longer being made. Look at its page again")
    log_document("cancel", document, rights.user)


@transaction.atomic
def open_pack(*, rights: Rights, document: Document, at: datetime) -> Iterator[bytes]:
    """The bytes of a pack's file; each fetch leaves a line in the audit, which names children elsewhere.

    Raises PermissionDenied without both rights and Http404 where there is no file.
    """
    check_may_pack(rights)
    path = documents_folder() / document.file
    if document.state != DocumentState.DONE or not path.is_file():
        raise Http404
    acting(rights.user, at=at)
    log_document(
        Verb.EXPORT, document, rights.user, after={"sha256": document.sha256, "bytes": document.bytes}
    )
    return _pieces(path)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from opened(file, settings.DAYMARK_FIELD_KEYS)


@transaction.atomic
def drop_old_packs(*, at: datetime) -> int:
    """Delete the files of packs that were made 7 days ago; returns how many packs. Repeatable."""
    old = Document.objects.filter(
        kind=DocumentKind.AUDIT_PACK, state=DocumentState.DONE, made_at__lt=at - timedelta(days=KEPT_DAYS)
    )
    packs = list(old.select_for_update())
    for pack in packs:
        drop_file(pack)
    return len(packs)


def drop_file(document: Document) -> None:
    """Delete a document's file; what it was stays on its row."""
    with suppress(FileNotFoundError):
        (documents_folder() / document.file).unlink()
    Document.objects.filter(pk=document.pk).update(state=DocumentState.DROPPED, file="")


def log_document(verb: str, document: Document, by: User | None, *, after: object = None) -> None:
    """Write down what somebody did with a document; nobody in `by` is the server, or who keeps it."""
    log_event(verb, by=by, school=document.school_id, tbl=TABLE, obj=str(document.pk), after=after)
