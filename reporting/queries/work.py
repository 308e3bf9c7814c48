"""Documents as running work: one's own, register audit packs, and the exports of the registers."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from accounts.roles import Permission
from reporting.models import Document, DocumentKind, DocumentState
from reporting.queries.documents import DocumentLine, document_lines
from schools.access import Rights
from schools.queries.work import WorkLine, add_work

SHOWN = 20
# Whose documents who asks for them does not see alone.
RIGHTS = {
    DocumentKind.AUDIT_PACK: Permission.REGISTER_SCRUTINY,
    DocumentKind.REGISTER_EXPORT: Permission.HEALTH_VIEW,
}


def documents_made(rights: Rights, now: datetime) -> list[WorkLine]:
    """The latest documents of one's own and of the kinds that the person may see: two statements at most."""
    kinds = [kind for kind, right in RIGHTS.items() if rights.has_for_school(right)]
    open_to = Q(kind__in=kinds) | Q(asked_by=rights.user) & ~Q(kind__in=list(RIGHTS))
    found = Document.objects.filter(open_to, school=rights.school).select_related("asked_by")
    return [_line(rights, line) for line in document_lines(rights, found[:SHOWN])]


def _line(rights: Rights, line: DocumentLine) -> WorkLine:
    school = rights.school.slug
    is_export = line.kind == DocumentKind.REGISTER_EXPORT
    url = reverse("register_exports", args=[school]) if is_export else line.url
    cancels = line.is_at_work and not is_export
    by = f"asked for by {line.by}" if line.by else ""
    words = ", ".join(part for part in (line.period, line.name, by) if part)
    return WorkLine(
        title=line.title,
        words=f"{words[:1].upper()}{words[1:]}.",
        state=line.state_words,
        began_at=line.began_at,
        is_at_work=line.is_at_work,
        done=line.done,
        total=line.total,
        tone="due" if line.state == DocumentState.FAILED else "",
        url=url,
        cancel_url=url if cancels else "",
        cancel_words="Cancel" if cancels else "",
    )


def connect() -> None:
    """Add the documents to the page of running work."""
    add_work("documents", documents_made)
