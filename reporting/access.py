"""Who may have and fetch which document."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from reporting.document_kinds import KINDS
from reporting.models import Document
from schools.access import Rights


def check_may_have(rights: Rights, document: Document) -> None:
    """Raise PermissionDenied or Http404 unless this person may have a document of its kind and contents."""
    KINDS[document.kind].check(rights, document.parameters)


def may_have(rights: Rights, document: Document) -> bool:
    """Whether this person may have a document of its kind and contents."""
    try:
        check_may_have(rights, document)
    except (PermissionDenied, Http404):
        return False
    return True


def get_document_for(rights: Rights, document_id: int) -> Document:
    """One's own document of this school, or one of a kind that is shared among who may have it.

    404 otherwise, as if there were none. Its page says how it stands; its file is asked for apart.
    """
    here = Document.objects.filter(school=rights.school, kind__in=KINDS, pk=document_id)
    document = here.select_related("asked_by", "school").first()
    if document is None or not is_open_to(rights, document):
        raise Http404
    return document


def is_open_to(rights: Rights, document: Document) -> bool:
    """Whether a person sees how a document stands, and may stop it: their own, or a shared one."""
    if document.asked_by_id == rights.user.pk:
        return True
    return KINDS[document.kind].is_shared and may_have(rights, document)
