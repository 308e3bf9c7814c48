"""Documents in the words of the tests: asked for, made and fetched."""

from datetime import date, datetime

import pypdfium2
from django.utils import timezone

from accounts.models import User
from attendance.codes import codes_on
from attendance.models import Mark, MarkSource
from attendance.scrutiny import Period
from reporting.models import Document
from reporting.services.documents import open_document
from reporting.services.making import make_document
from reporting.services.pupil_reports import ask_for_report
from schools.access import Rights, rights_of
from schools.calendar import Session
from schools.models import Pupil, SchoolDay
from tests.world import NOW, TODAY, YEAR, YESTERDAY

EVERY_PART = ("heatmap", "weekdays", "weeks", "patterns", "contacts")


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


NUMBERS = {code.letter: code.number for code in codes_on(TODAY)}
# Of every twenty school days: what is unlike the others, by place, for the morning and for the afternoon.
UNLIKE = {
    2: ("I", "I"),
    3: ("I", "\\"),
    7: ("L", "\\"),
    9: ("O", "O"),
    12: ("M", "\\"),
    15: ("V", "V"),
    18: ("U", "O"),
}


def a_year_of_marks(pupil: Pupil, *, mondays: str = "") -> None:
    """A mark of each session of the year before today, of every kind; yesterday has no reason yet.

    With `mondays` every Monday has that letter, and each other day is present.
    """
    days = SchoolDay.objects.filter(school=pupil.school, date__lt=TODAY).order_by("date")
    unlike = {} if mondays else UNLIKE
    letters = {
        on: ("N", "N") if on == YESTERDAY else unlike.get(place % 20, ("/", "\\"))
        for place, on in enumerate(days.values_list("date", flat=True))
    }
    if mondays:
        letters |= {on: (mondays, mondays) for on in letters if on.weekday() == 0}
    Mark.objects.bulk_create(
        Mark(
            pupil=pupil,
            school=pupil.school,
            date=on,
            session=session.value,
            code=NUMBERS[letter],
            source=MarkSource.REGISTER.value,
            set_at=NOW,
        )
        for on, both in letters.items()
        for session, letter in zip(Session, both, strict=True)
    )


def text_of(pdf: bytes) -> str:
    """What a reader copies from all pages, in one line."""
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
