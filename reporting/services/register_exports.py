"""The weekly export of a school's registers: sealed, kept, and opened again at the server alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone

from accounts.audit import acting
from accounts.verbs import Verb
from reporting.models import Document, DocumentKind, DocumentState
from reporting.queries.register_exports import KEPT
from reporting.queries.register_records import Cover
from reporting.sealed import SealBrokenError, opened
from reporting.services.documents import drop_file, for_its_user_alone, log_document
from reporting.services.making import keep_file, teller
from reporting.services.pack_files import write_export
from schools.calendar import academic_year_start
from schools.models import School

log = logging.getLogger(__name__)
SEPTEMBER = 9


class NotOpenedError(Exception):
    """An export that cannot be opened or is not whole."""


def first_day_of_export(on: date) -> date:
    """The days of an export begin with the academic year; in September, with the one before."""
    starts = academic_year_start(on)
    return starts.replace(year=starts.year - 1) if on.month == SEPTEMBER else starts


def export_all(*, at: datetime, now: datetime) -> tuple[int, int]:
    """Export the registers of every school; returns how many were made and how many failed.

    `at` is the real time, `now` the school's. One school's failure stops no other's; it stays on its row.
    """
    made = failed = 0
    for school in School.objects.order_by("pk"):
        try:
            export_registers(school, at=at, now=now)
            made += 1
        except Exception:
            log.exception("The registers of %s could not be exported", school.slug)
            failed += 1
    return made, failed


def export_registers(school: School, *, at: datetime, now: datetime) -> Document:
    """Make one school's export and drop those beyond the last 8. Raises what kept it from being made."""
    first, last = first_day_of_export(now.date()), now.date()
    export = Document.objects.create(
        school=school,
        kind=DocumentKind.REGISTER_EXPORT,
        state=DocumentState.MAKING,
        asked_at=at,
        taken_at=at,
        beat_at=at,
        parameters={"first": str(first), "last": str(last)},
    )
    cover = Cover(school, first, last)
    keep_file(export, lambda file: write_export(file, cover, at=now, tell=teller(export)), of_sealed=True)
    _log(export, after=export.parameters)
    drop_old_exports(school)
    return export


def _log_opening(sha256: str) -> str:
    """Write the opening down, and say so. A file outlives its database: without it, it opens all the same."""
    try:
        export = Document.objects.filter(kind=DocumentKind.REGISTER_EXPORT, sha256=sha256).first()
        if export is not None:
            _log(export, after={"opened": sha256})
            return "Written to the audit"
    except OperationalError:
        return "Not written to the audit: the database is out of reach"
    return "Not written to the audit: the database here knows no such file"


@transaction.atomic
def _log(export: Document, *, after: dict[str, str]) -> None:
    """Names of children lie in a file, or are read from one, and nobody is signed in."""
    acting(None, at=timezone.now())
    log_document(Verb.EXPORT, export, None, after=after)


@transaction.atomic
def drop_old_exports(school: School) -> int:
    """Delete the files of exports before the last 8; returns how many. Repeatable."""
    kept = Document.objects.filter(school=school, kind=DocumentKind.REGISTER_EXPORT, state=DocumentState.DONE)
    old = list(kept.order_by("-made_at", "-pk")[KEPT:])
    for export in old:
        drop_file(export)
    return len(old)


def open_export(path: Path, into: Path) -> Iterator[str]:
    """Open a sealed export into a zip file and prove it whole; says what it did, line by line.

    The zip appears only when all of it was proved and the audit has its line. Raises NotOpenedError with the
    reason, and leaves nothing.
    """
    part = into.with_suffix(".part")
    digest = sha256()
    try:
        with path.open("rb") as sealed:
            for piece in iter(lambda: sealed.read(1 << 20), b""):
                digest.update(piece)
            sealed.seek(0)
            with open(part, "xb", opener=for_its_user_alone) as file:
                for piece in opened(sealed, settings.DAYMARK_FIELD_KEYS):
                    file.write(piece)
        yield f"SHA-256 of the sealed file: {digest.hexdigest()}"
        with ZipFile(part) as folder:
            if broken := folder.testzip():
                raise NotOpenedError(f"{broken} inside the export is damaged")
            yield from (f"{entry.filename}: {entry.file_size:,} bytes" for entry in folder.infolist())
        yield _log_opening(digest.hexdigest())
        part.rename(into)
        yield f"Opened into {into}"
    except (OSError, SealBrokenError, BadZipFile) as fault:
        raise NotOpenedError(str(fault)) from fault
    finally:
        part.unlink(missing_ok=True)
