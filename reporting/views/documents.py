"""One's documents: the list, how one stands while it is made, and its file."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh
from kombu.exceptions import OperationalError

from reporting.access import get_document_for
from reporting.document_kinds import KINDS
from reporting.models import Document
from reporting.queries.documents import document_line, may_fetch, my_documents
from reporting.services.documents import cancel_document, open_document
from reporting.tasks import make_document
from schools.middleware import SchoolRequest


def to_its_page(document: Document) -> HttpResponseRedirect:
    """Give a document that was asked for to a worker, and show how it stands.

    Where the queue is away, the schedule takes the document up within minutes.
    """
    with suppress(OperationalError):
        make_document.delay(document.pk)
    return redirect("document", document.school.slug, document.pk)


@require_safe
def documents(request: SchoolRequest, school: str) -> HttpResponse:
    """What the person asked for, newest first."""
    return render(request, "reporting/documents.html", {"documents": my_documents(request.rights)})


@require_http_methods(["GET", "HEAD", "POST"])
def document(request: SchoolRequest, school: str, document: int) -> HttpResponse:
    """A document's progress while it is made, and its file afterwards. POST cancels it."""
    found = get_document_for(request.rights, document)
    if request.method == "POST":
        return _cancelled(request, found)
    line = document_line(request.rights, found)
    if request.headers.get("HX-Request"):
        if not line.is_at_work:
            return HttpResponseClientRefresh()
        return render(request, "reporting/_document_progress.html", {"document": line})
    context = {"document": line, "may_fetch": may_fetch(request.rights, found)}
    return render(request, "reporting/document.html", context)


def _cancelled(request: SchoolRequest, found: Document) -> HttpResponseRedirect:
    try:
        cancel_document(rights=request.rights, document=found, at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "It is cancelled. No file is kept.")
    return redirect("document", found.school.slug, found.pk)


@require_safe
def document_file(request: SchoolRequest, school: str, document: int) -> StreamingHttpResponse:
    """The file of a document. Each fetch is written down."""
    found = get_document_for(request.rights, document)
    pieces = open_document(rights=request.rights, document=found, at=timezone.now())
    rule = KINDS[found.kind]
    return StreamingHttpResponse(
        pieces,
        content_type=rule.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{rule.file_name(found)}"',
            "Content-Length": str(found.bytes),
        },
    )
