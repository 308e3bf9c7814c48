"""Who may make and fetch which document."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from accounts.roles import Permission
from reporting.models import Document, DocumentKind
from schools.access import Rights, rights_of, whom_to_ask
from schools.models import School

# A pack is scrutiny of every register, and its file leaves the building.
PACK_RIGHTS = (Permission.REGISTER_SCRUTINY, Permission.EXPORT_ATTENDANCE)


def check_may_pack(rights: Rights) -> None:
    """Raise, with whom to ask, unless this person may have register audit packs of the whole school."""
    for right in PACK_RIGHTS:
        if not rights.has_for_school(right):
            raise PermissionDenied(whom_to_ask(right))


def check_asker(person: User | None, school: School, *, on: date) -> None:
    """Raise, with the sentence for the pack's page, where whoever asked may not have it any more."""
    rights = rights_of(person, school.slug, on=on) if person and person.is_active else None
    if rights is None or not all(rights.has_for_school(right) for right in PACK_RIGHTS):
        name = person.full_name if person else "Whoever asked for this pack"
        raise PermissionDenied(f"{name} may no longer have packs of {school.name}. No file was made.")


def get_pack_for(rights: Rights, pack_id: int) -> Document:
    """A register audit pack of this school; 404 otherwise, as if there were none."""
    packs = Document.objects.filter(school=rights.school, kind=DocumentKind.AUDIT_PACK, pk=pack_id)
    pack = packs.select_related("asked_by").first()
    if pack is None or not rights.has_for_school(Permission.REGISTER_SCRUTINY):
        raise Http404
    return pack
