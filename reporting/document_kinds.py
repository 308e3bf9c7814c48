"""The kinds of documents that a person asks for: who may have one, its file, and how long it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.roles import Permission
from reporting.models import Document, DocumentKind
from reporting.report_parts import PARTS
from schools.access import Rights, get_pupil_for, pupils_visible_to, whom_to_ask
from schools.queries.reach import reaching

PDF, ZIP = "application/pdf", "application/zip"
# A pack is scrutiny of every register, and its file leaves the building.
PACK_RIGHTS = (Permission.REGISTER_SCRUTINY, Permission.EXPORT_ATTENDANCE)

Check: TypeAlias = Callable[[Rights, Mapping[str, Any]], None]


@dataclass(frozen=True)
class KindRule:
    """What holds for the documents of a kind.

    `check` takes the rights and the document's parameters, and raises PermissionDenied or Http404 unless the
    person may have it: it is asked before it is made, when it is made and when it is fetched. `file_name`
    names no child. `is_shared`: whoever may have one sees those of others, too. `many` are several in words.
    """

    check: Check
    file_name: Callable[[Document], str]
    many: str
    holds: str
    media_type: str = PDF
    kept_days: int = 7
    is_shared: bool = False


def pupils_of(parameters: Mapping[str, Any]) -> list[int]:
    """The pupils who were chosen for a document, each once; none for a document of one pupil or of groups."""
    return sorted({pupil for _, pupil in parameters.get("picks", ())})


def _check_pack(rights: Rights, parameters: Mapping[str, Any]) -> None:
    for right in PACK_RIGHTS:
        if not rights.has_for_school(right):
            raise PermissionDenied(whom_to_ask(right))


def _check_pupil_report(rights: Rights, parameters: Mapping[str, Any]) -> None:
    """The right to take figures out, and of each part that the report holds the right that opens it."""
    rights.check(Permission.EXPORT_ATTENDANCE)
    pupil = get_pupil_for(rights, Permission.EXPORT_ATTENDANCE, parameters["pupil"])
    needed = list(dict.fromkeys(part.right for part in PARTS if part.key in parameters["holds"]))
    reached = reaching(rights, pupil.pk, needed)
    for right in needed:
        if right not in reached:
            raise PermissionDenied(whom_to_ask(right))


def _check_rewards(rights: Rights, parameters: Mapping[str, Any]) -> None:
    """Whoever may reward pupils may have what is made for those within their reach, and for no others."""
    if not rights.reaches_people(Permission.REPORT_WEEKLY):
        raise PermissionDenied(whom_to_ask(Permission.REPORT_WEEKLY))
    chosen = pupils_of(parameters)
    if pupils_visible_to(rights, Permission.REPORT_WEEKLY).filter(pk__in=chosen).count() != len(chosen):
        raise Http404


def _pack_name(document: Document) -> str:
    days = f"{document.parameters['first']}-to-{document.parameters['last']}"
    return f"registers-{document.school.slug}-{days}.zip"


# Each has its maker in `services.makers`. The scheduled export of the registers is nobody's to ask for.
KINDS: dict[str, KindRule] = {
    DocumentKind.AUDIT_PACK: KindRule(
        check=_check_pack,
        file_name=_pack_name,
        many="packs",
        holds="register-audit-pack.pdf, marks.csv, amendments.csv, registers.csv",
        media_type=ZIP,
        is_shared=True,
    ),
    DocumentKind.PUPIL_REPORT: KindRule(
        check=_check_pupil_report,
        file_name=lambda document: f"pupil-report-{document.pk}.pdf",
        many="pupil reports",
        holds="One PDF to read, print or hear",
    ),
    DocumentKind.CERTIFICATES: KindRule(
        check=_check_rewards,
        file_name=lambda document: f"certificates-{document.pk}.pdf",
        many="certificates",
        holds="One PDF with a page to print for each certificate",
    ),
    DocumentKind.DISPLAY_SHEET: KindRule(
        check=_check_rewards,
        file_name=lambda document: f"display-sheet-{document.pk}.pdf",
        many="display sheets",
        holds="One PDF to print or show",
    ),
}
