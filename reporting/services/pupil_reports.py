"""The report of a pupil as PDF: asking for one, and making it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.roles import Permission
from attendance.codes import LATE, LATE_AFTER_CLOSE, NO_SCHOOL, code_of, uncounted_letters
from attendance.scrutiny import Period
from reporting.models import Document, DocumentKind
from reporting.pdf import make_pdf
from reporting.queries.documents import days_of
from reporting.queries.pupil_reports import PupilReport, parts_open, pupil_report
from reporting.report_parts import Part
from reporting.services.document_work import Target, Work
from reporting.services.documents import ask_for_document
from schools.access import Rights, get_pupil_for
from schools.models import Pupil
from schools.services.openings import PUPILS, open_record
from schools.wording import list_words

GATE = Permission.EXPORT_ATTENDANCE


@dataclass(frozen=True)
class ReportOffer:
    """Of whom a report can be had, and what it may hold for this person."""

    pupil_id: int
    name: str
    parts: list[Part]


def offer_report(*, rights: Rights, pupil_id: int) -> ReportOffer:
    """What a report of this pupil may hold for this person, written down as an opening; 404 out of reach."""

    def offer(pupil: Pupil) -> ReportOffer:
        return ReportOffer(pupil.pk, pupil.known_name, parts_open(rights, pupil))

    return open_record(offer, rights=rights, permission=GATE, pupil_id=pupil_id, tbl=PUPILS)


@transaction.atomic
def ask_for_report(
    *, rights: Rights, pupil_id: int, days: Period, holds: Collection[str], at: datetime
) -> Document:
    """Ask for a pupil's report of these days; asked again while it waits, it is the same document.

    Parts that the person may not have of this pupil are left out. Raises PermissionDenied without the right
    to take figures out, and Http404 for a pupil out of its reach.
    """
    rights.check(GATE)
    open_to = parts_open(rights, get_pupil_for(rights, GATE, pupil_id))
    parameters = {
        "pupil": pupil_id,
        "first": str(days.starts_on),
        "last": str(days.ends_on),
        "holds": [part.key for part in open_to if part.key in holds],
    }
    return ask_for_document(rights=rights, kind=DocumentKind.PUPIL_REPORT, parameters=parameters, at=at)


def write_pupil_report(file: Target, work: Work) -> None:
    """Write the PDF of a report with what whoever asked for it may see of the pupil today."""
    asked = work.document.parameters
    work.tell(0, 2)
    report = pupil_report(
        work.rights,
        asked["pupil"],
        days=days_of(work.document),
        holds=asked["holds"],
        on=work.now.date(),
    )
    work.tell(1, 2)
    file.write(make_pdf("reports/pupil_report.html", report_context(report, work)))
    work.tell(2, 2)


def report_context(report: PupilReport, work: Work) -> dict[str, Any]:
    """What the paper of a report shows."""
    school = work.document.school
    return {
        "report": report,
        "school": school,
        "by": work.rights.user.full_name,
        "at": work.at,
        "on": work.now.date(),
        "legal_note": school.legal_register_note,
        "closed": code_of(NO_SCHOOL).letter,
        "late": code_of(LATE).letter,
        "after_close": code_of(LATE_AFTER_CLOSE).letter,
        "uncounted": list_words(uncounted_letters(report.days.ends_on)),
    }
