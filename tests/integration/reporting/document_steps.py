"""Documents in the words of the tests: asked for, made and fetched."""

from datetime import date, datetime

from django.utils import timezone

from accounts.models import User
from attendance.scrutiny import Period
from reporting.models import Document
from reporting.services.documents import open_document
from reporting.services.making import make_document
from reporting.services.pupil_reports import ask_for_report
from schools.access import Rights, rights_of
from schools.models import Pupil
from tests.world import NOW, TODAY, YEAR

EVERY_PART = ("heatmap", "weekdays", "weeks", "contacts")


def rights(person: User, school: str = "marlowe-park") -> Rights:
    """What a person may do today."""
    found = rights_of(person, school, on=TODAY)
    assert found is not None
    return found


def a_report(
    by: User, pupil: Pupil, *, first: date = YEAR.starts_on, parts: tuple[str, ...] = EVERY_PART
) -> Document:
    """A report that was asked for and waits."""
    days = Period(first, TODAY)
    return ask_for_report(rights=rights(by), pupil_id=pupil.pk, days=days, holds=parts, at=timezone.now())


def worked(document: Document, *, at: datetime | None = None) -> Document:
    """The document after a worker had it."""
    make_document(document_id=document.pk, at=at or timezone.now(), now=NOW)
    document.refresh_from_db()
    return document


def fetched(by: User, document: Document) -> bytes:
    """Its file."""
    return b"".join(open_document(rights=rights(by), document=document, at=timezone.now()))
