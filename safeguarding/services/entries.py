"""Writing in a child's file: entries, corrections and actions. Nothing is changed; what follows is added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404

from accounts.audit import log_event
from accounts.roles import Permission
from safeguarding.door import OpenFile, Purpose, opened_file
from safeguarding.models import (
    Action,
    ActionEnd,
    ConcernPupil,
    CorrectedPart,
    Correction,
    Entry,
    EntryWords,
)
from safeguarding.services.turns import take_turn
from safeguarding.tickets import Seat
from schools.access import Rights
from schools.queries.people import colleagues_with


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """An entry as somebody writes it: when it happened, where it comes from, and one line."""

    source: str
    happened_at: datetime
    line: str
    has_time: bool = True
    category_id: int | None = None
    significance: str = "ordinary"
    action: str = ""
    outcome: str = ""
    copied_key: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionFacts:
    """What is put right: which part, what it was and is, and why."""

    part: str
    was: str
    now: str
    reason: str


@transaction.atomic
def add_entry(
    *, rights: Rights, seat: Seat, pupil_id: int, key: UUID, facts: EntryFacts, at: datetime
) -> UUID:
    """Add an entry to a child's chronology; its key, which is that of the form: sent twice it is one.

    404 where the file does not open for writing; ValidationError for a time to come.
    """
    _check(rights)
    if facts.happened_at > at:
        raise ValidationError({"happened_on": "Give a day and a time that have passed"})
    take_turn(key)
    with opened_file(seat, school_id=rights.school.pk, pupil_id=pupil_id, purpose=Purpose.WORK) as file:
        _check_writes(file)
        if not Entry.objects.filter(pk=key).exists():
            entry = Entry(
                id=key,
                school=rights.school,
                pupil_id=pupil_id,
                source=facts.source,
                category_id=facts.category_id,
                happened_at=facts.happened_at,
                has_time=facts.has_time,
                recorded_at=at,
                significance=facts.significance,
                copied_key=facts.copied_key,
                by=rights.user,
            )
            entry.save(force_insert=True)
            words = EntryWords(entry=entry, line=facts.line, action=facts.action, outcome=facts.outcome)
            words.save(force_insert=True)
    _log("entry", rights, key)
    return key


@transaction.atomic
def correct(
    *, rights: Rights, seat: Seat, pupil_id: int, record_id: UUID, facts: CorrectionFacts, at: datetime
) -> None:
    """Put right a part of a concern or an entry: what it was stays to be read, with who, when and why.

    404 for a record that is not in this file, or that this person may not add to.
    """
    _check(rights)
    if facts.part not in CorrectedPart.values:
        raise ValidationError({"part": "Choose from the list"})
    with opened_file(seat, school_id=rights.school.pk, pupil_id=pupil_id, purpose=Purpose.WORK) as file:
        _check_writes(file)
        concern_id, entry_id = _record(record_id, pupil_id)
        row = Correction(
            concern_id=concern_id,
            entry_id=entry_id,
            part=facts.part,
            was=facts.was,
            now=facts.now,
            reason=facts.reason,
            by=rights.user,
            at=at,
        )
        row.save(force_insert=True)
    _log("correct", rights, record_id)


@transaction.atomic
def add_action(
    *,
    rights: Rights,
    seat: Seat,
    pupil_id: int,
    key: UUID,
    what: str,
    owner_id: int,
    due_on: date,
    at: datetime,
    record_id: UUID | None = None,
) -> UUID:
    """Write down what is to be done, by whom and until when; its key, which is that of the form.

    404 where the file does not open for writing; ValidationError for somebody who does not work here.
    """
    _check(rights)
    if owner_id not in colleagues_with(rights.school, Permission.CONCERN_RAISE, on=at.date()):
        raise ValidationError({"owner": "Choose somebody who works here"})
    take_turn(key)
    with opened_file(seat, school_id=rights.school.pk, pupil_id=pupil_id, purpose=Purpose.WORK) as file:
        _check_writes(file)
        concern_id, entry_id = _record(record_id, pupil_id) if record_id else (None, None)
        if not Action.objects.filter(pk=key).exists():
            row = Action(
                id=key,
                school=rights.school,
                pupil_id=pupil_id,
                concern_id=concern_id,
                entry_id=entry_id,
                what=what,
                owner_id=owner_id,
                due_on=due_on,
                by=rights.user,
                at=at,
            )
            row.save(force_insert=True)
    _log("action", rights, key)
    return key


@transaction.atomic
def end_action(
    *, rights: Rights, seat: Seat, pupil_id: int, action_id: UUID, kind: str, outcome: str, at: datetime
) -> None:
    """End an action as done or no longer needed; once ended it stays so, whoever presses again.

    404 where it is not in this file, or not this person's to end.
    """
    take_turn(action_id)
    with opened_file(seat, school_id=rights.school.pk, pupil_id=pupil_id, purpose=Purpose.WORK) as file:
        row = Action.objects.filter(pk=action_id).first()
        if row is None or not (file.writes or row.owner_id == rights.user.pk):
            raise Http404
        if not ActionEnd.objects.filter(action=row).exists():
            end = ActionEnd(action=row, kind=kind, outcome=outcome, by=rights.user, at=at)
            end.save(force_insert=True)
    _log("end", rights, action_id)


def _record(record_id: UUID, pupil_id: int) -> tuple[UUID | None, UUID | None]:
    """The concern or the entry of this child's file with this key."""
    here = Q(pupil=pupil_id) | Q(pupil__merged_into=pupil_id)
    if ConcernPupil.objects.filter(here, concern=record_id).exists():
        return record_id, None
    if Entry.objects.filter(here, pk=record_id).exists():
        return None, record_id
    raise Http404


def _check(rights: Rights) -> None:
    if not rights.has(Permission.SAFEGUARDING_WRITE):
        raise Http404


def _check_writes(file: OpenFile) -> None:
    if not file.writes:
        raise Http404


def _log(verb: str, rights: Rights, row: UUID) -> None:
    """The audit names no child: who may see that there is a file reads it in the file."""
    log_event(verb, by=rights.user, school=rights.school.pk, tbl="safeguarding_entry", obj=str(row))
