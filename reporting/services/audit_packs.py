"""Register audit packs: asking for one, and making it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.http import Http404

from reporting.document_kinds import KINDS
from reporting.models import Document, DocumentKind
from reporting.queries.documents import days_of, of_words
from reporting.queries.register_records import Cover
from reporting.services.document_work import Target, Work
from reporting.services.documents import ask_for_document
from reporting.services.pack_files import write_pack
from schools.access import Rights
from schools.models import Group, GroupKind

KIND = DocumentKind.AUDIT_PACK


@transaction.atomic
def ask_for_pack(
    *, rights: Rights, first: date, last: date, group_ids: Sequence[int], at: datetime
) -> Document:
    """Ask for a register audit pack of these days, of groups or of the whole school.

    The same pack asked for twice is one. Raises PermissionDenied without both rights, Http404 for a group of
    another school, and ValidationError while too many documents of the same person wait.
    """
    KINDS[KIND].check(rights, {})
    found = Group.objects.filter(school=rights.school, kind=GroupKind.REGISTRATION, pk__in=group_ids)
    groups = list(found.order_by("year_group", "name"))
    if len(groups) != len(set(group_ids)):
        raise Http404
    parameters = {
        "first": str(first),
        "last": str(last),
        "groups": [group.pk for group in groups],
        "group_names": [group.name for group in groups],
    }
    return ask_for_document(rights=rights, kind=KIND, parameters=parameters, at=at)


def write_audit_pack(file: Target, work: Work) -> None:
    """Write the zip of a pack. The registers of today are being taken still: it is of whole days."""
    pack, days = work.document, days_of(work.document)
    yesterday = work.now.date() - timedelta(days=1)
    cover = Cover(
        pack.school,
        days.starts_on,
        max(days.starts_on, min(days.ends_on, yesterday)),
        tuple(pack.parameters["groups"]),
    )
    write_pack(file, cover, at=work.at, by=work.rights.user.full_name, of=of_words(pack), tell=work.tell)
