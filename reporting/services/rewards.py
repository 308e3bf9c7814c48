"""Certificates and display sheets as PDF: asking for them, and making them for those whom a person chose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from attendance.queries.figures.sums import Days
from attendance.rewards import RewardKind
from reporting.models import Document, DocumentKind
from reporting.pdf import make_pdf
from reporting.queries.reward_choices import Between
from reporting.queries.reward_sheets import certificates, display_sheet
from reporting.services.document_work import Target, Work
from reporting.services.documents import ask_for_document
from schools.access import Rights
from schools.wording import count_words

# A worker sets a page in a tenth of a second.
MOST_PAGES = 300
MADE_OF = {DocumentKind.CERTIFICATES: "certificate", DocumentKind.DISPLAY_SHEET: "name"}


@transaction.atomic
def ask_for_rewards(
    *,
    rights: Rights,
    kind: DocumentKind,
    days: Days,
    picks: Sequence[tuple[RewardKind, int]],
    between: Between,
    at: datetime,
) -> Document:
    """Ask for certificates or a display sheet of the weeks of some days, for rewards that a person chose.

    Asked again while it waits, it is the same document. Raises PermissionDenied for who may reward nobody,
    Http404 for a pupil out of reach, and ValidationError for no certificate, or for more than a worker takes.
    """
    if kind is DocumentKind.CERTIFICATES and not picks:
        raise ValidationError("Tick at least one pupil. Certificates are for those ticked")
    if len(picks) > MOST_PAGES:
        raise ValidationError(f"Tick {MOST_PAGES} at most at a time. Choose a year or a class")
    parameters = {
        "first": str(days.from_on),
        "last": str(days.until_on),
        "of": count_words(len(picks), MADE_OF[kind]) if picks else "Groups alone, no names",
        "picks": [[word.value, pupil] for word, pupil in picks],
        "between": between.value,
    }
    return ask_for_document(rights=rights, kind=kind, parameters=parameters, at=at)


def write_certificates(file: Target, work: Work) -> None:
    """Write a page for each chosen reward of a pupil who is still on roll and within reach."""
    work.tell(0, 2)
    asked = work.document.parameters
    made = certificates(work.rights, week=_week(work), picks=asked["picks"], on=work.now.date())
    work.tell(1, 2)
    context = {"school": work.document.school, "made": made, "on": work.now.date()}
    file.write(make_pdf("reports/certificates.html", context))
    work.tell(2, 2)


def write_display_sheet(file: Target, work: Work) -> None:
    """Write the sheet: the groups that gained as the marks stand now, and the chosen names."""
    work.tell(0, 2)
    asked = work.document.parameters
    sheet = display_sheet(
        work.rights,
        week=_week(work),
        picks=asked["picks"],
        between=Between(asked["between"]),
        on=work.now.date(),
    )
    work.tell(1, 2)
    file.write(make_pdf("reports/display_sheet.html", {"school": work.document.school, "sheet": sheet}))
    work.tell(2, 2)


def _week(work: Work) -> date:
    return date.fromisoformat(work.document.parameters["last"])
