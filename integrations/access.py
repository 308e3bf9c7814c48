"""Who may bring files into a school, and which imports they see."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from accounts.roles import Permission
from integrations.models import ImportRun, ImportSource
from schools.access import Rights, rights_of
from schools.models import School

FILING = (Permission.PROTECTED_FACTS_SET, Permission.HIDDEN_ADDRESS_VIEW)


def get_run_for(rights: Rights, run_id: int) -> ImportRun:
    """An import of this school; 404 otherwise, as if there were none."""
    run = (
        ImportRun.objects.filter(school=rights.school, pk=run_id).select_related("asked_by", "source").first()
    )
    if run is None or not rights.has_for_school(Permission.IMPORT_RUN):
        raise Http404
    return run


def get_source_for(rights: Rights, source_id: int) -> ImportSource:
    """A source of this school's files; 404 otherwise, as if there were none."""
    source = ImportSource.objects.filter(school=rights.school, pk=source_id).first()
    if source is None or not rights.has_for_school(Permission.IMPORT_RUN):
        raise Http404
    return source


def filing_rights(person: User | None, school: School, *, on: date) -> frozenset[Permission]:
    """What of the rights that guard single facts whoever asked for an import has in the whole school.

    An import from the terminal is the installer's and has nobody to ask: it may file all.
    """
    if person is None:
        return frozenset(FILING)
    rights = rights_of(person, school.slug, on=on) if person.is_active else None
    return frozenset(right for right in FILING if rights and rights.has_for_school(right))


def check_may_import(person: User | None, school: School, *, on: date) -> None:
    """Raise, with the sentence for the import's page, unless this person may bring files in on this day."""
    rights = rights_of(person, school.slug, on=on) if person and person.is_active else None
    if rights is None or not rights.has_for_school(Permission.IMPORT_RUN):
        name = person.full_name if person else "Whoever asked for this import"
        raise PermissionDenied(f"{name} may no longer bring files into {school.name}. Nothing was changed.")
