"""Documents as running work: register audit packs and the exports of the registers."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from accounts.roles import Permission
from reporting.models import Document, DocumentKind, DocumentState
from reporting.queries.audit_packs import WAITS, days_of
from schools.access import Rights
from schools.queries.work import WorkLine, add_work

SHOWN = 20
RIGHTS = {
    DocumentKind.AUDIT_PACK: Permission.REGISTER_SCRUTINY,
    DocumentKind.REGISTER_EXPORT: Permission.HEALTH_VIEW,
}


def documents_made(rights: Rights, now: datetime) -> list[WorkLine]:
    """The latest documents of the kinds that the person may see: one statement, none for nobody's."""
    kinds = [kind for kind, right in RIGHTS.items() if rights.has_for_school(right)]
    if not kinds:
        return []
    found = Document.objects.filter(school=rights.school, kind__in=kinds).select_related("asked_by")
    return [_line(rights, document) for document in found[:SHOWN]]


def _line(rights: Rights, document: Document) -> WorkLine:
    school = rights.school.slug
    is_pack = document.kind == DocumentKind.AUDIT_PACK
    url = reverse("audit_pack", args=[school, document.pk]) if is_pack else ""
    is_at_work = document.state in WAITS
    by = f", asked for by {document.asked_by.full_name}" if document.asked_by else ""
    return WorkLine(
        title=DocumentKind(document.kind).label,
        words=f"{days_of(document).words}{by}.",
        state=str(DocumentState(document.state).label),
        began_at=document.asked_at,
        is_at_work=is_at_work,
        done=document.done,
        total=document.total,
        tone="due" if document.state == DocumentState.FAILED else "",
        url=url or reverse("register_exports", args=[school]),
        cancel_url=url if is_at_work else "",
        cancel_words="Cancel" if url and is_at_work else "",
    )


def connect() -> None:
    """Add the documents to the page of running work."""
    add_work("documents", documents_made)
