"""A chronology that leaves the school: read once, written down in the file itself, and in the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.audit import acting, log_event
from accounts.roles import Permission
from accounts.verbs import Verb
from safeguarding.door import Purpose, opened_file
from safeguarding.models import Entry, EntryWords, Source
from safeguarding.queries.exports import Export, export_of
from safeguarding.tickets import Level, Seat
from schools.access import Rights, get_pupil_for
from schools.models import Pupil


@dataclass(frozen=True, slots=True)
class Asked:
    """To whom a chronology goes, why, of which days, and whether restricted entries stay here."""

    recipient: str
    organisation: str
    reason: str
    first_on: date | None
    last_on: date | None
    leaves_out: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A chronology that left, and of which child."""

    child: Pupil
    export: Export


@transaction.atomic
def export_offer(*, rights: Rights, seat: Seat, pupil_id: int) -> Pupil:
    """The child whose chronology this person may take out; 404 for every other one.

    The page of an export opens the file, and so stands among those who opened it.
    """
    pupil = _pupil(rights, pupil_id)
    with opened_file(
        seat,
        school_id=rights.school.pk,
        pupil_id=pupil.pk,
        purpose=Purpose.EXPORT_PAGE,
        needs=Level.STEPPED,
    ):
        return pupil


@transaction.atomic
def take_export(*, rights: Rights, seat: Seat, pupil_id: int, asked: Asked, at: datetime) -> Taken:
    """The lines of the export, once the chronology says that they left, to whom and why.

    Needs a second factor that is at most five minutes old: 404 without it, as for a child out of reach.
    The audit, which more people read, is told no child, recipient or reason.
    """
    pupil = _pupil(rights, pupil_id)
    with opened_file(
        seat, school_id=rights.school.pk, pupil_id=pupil.pk, purpose=Purpose.EXPORT, needs=Level.STEPPED
    ):
        export = export_of(pupil.pk, first=asked.first_on, last=asked.last_on, leaves_out=asked.leaves_out)
        _write_down(rights, pupil, asked, at)
    acting(rights.user, at=at)
    log_event(
        Verb.EXPORT,
        by=rights.user,
        school=rights.school.pk,
        tbl="safeguarding",
        after={"kind": "pdf", "rows": len(export.lines), "left_out": export.left_out},
    )
    return Taken(pupil, export)


def _write_down(rights: Rights, pupil: Pupil, asked: Asked, at: datetime) -> None:
    entry = Entry(
        school=rights.school,
        pupil=pupil,
        source=Source.DOCUMENT,
        happened_at=at,
        recorded_at=at,
        by=rights.user,
    )
    entry.save(force_insert=True)
    line = f"Chronology exported for {asked.recipient}, {asked.organisation}. Reason: {asked.reason}"
    EntryWords(entry=entry, line=line).save(force_insert=True)


def _pupil(rights: Rights, pupil_id: int) -> Pupil:
    rights.check(Permission.EXPORT_SAFEGUARDING)
    return get_pupil_for(rights, Permission.EXPORT_SAFEGUARDING, pupil_id)
