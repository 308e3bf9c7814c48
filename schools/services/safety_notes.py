"""What the safeguarding lead says on how to reach a family without harm, and whom nobody may ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights
from schools.models import Contact, SafetyKind, SafetyNote
from schools.queries.family_sheets import get_contact
from schools.services.locked_pupils import lock_pupil


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """One line, about the pupil or about one contact, and the days on which it holds."""

    contact_id: int | None
    kind: SafetyKind
    text: str
    from_on: date
    until_on: date | None


@transaction.atomic
def set_note(*, rights: Rights, pupil_id: int, facts: NoteFacts, at: datetime) -> SafetyNote:
    """Put a safety note in force; ValidationError for days in the wrong order."""
    rights.check(Permission.CONTACT_SAFETY_SET)
    acting(rights.user, at=at)
    pupil = lock_pupil(rights, Permission.CONTACT_SAFETY_SET, pupil_id)
    if facts.until_on is not None and facts.until_on < facts.from_on:
        raise ValidationError({"until_on": "The last day must be on or after the first"})
    contact = None if facts.contact_id is None else get_contact(pupil, facts.contact_id)
    return SafetyNote.objects.create(
        pupil=pupil,
        contact=contact,
        kind=facts.kind,
        text=facts.text,
        from_on=facts.from_on,
        until_on=facts.until_on,
        set_by=rights.user,
    )


@transaction.atomic
def end_note(*, rights: Rights, pupil_id: int, note_id: int, on: date, at: datetime) -> SafetyNote:
    """End a note with its last day; it is kept. ValidationError for one that has ended already."""
    rights.check(Permission.CONTACT_SAFETY_SET)
    acting(rights.user, at=at)
    pupil = lock_pupil(rights, Permission.CONTACT_SAFETY_SET, pupil_id)
    note = SafetyNote.objects.select_for_update().filter(pupil=pupil, pk=note_id).first()
    if note is None:
        raise Http404
    if note.until_on is not None and note.until_on <= on:
        raise ValidationError("This note has ended already")
    note.until_on = max(on, note.from_on)
    note.save(update_fields=["until_on"])
    return note


@transaction.atomic
def stop_contact(*, rights: Rights, pupil_id: int, contact_id: int, stop: bool, at: datetime) -> Contact:
    """Say that nobody may contact an adult about a pupil, or that they may again."""
    rights.check(Permission.CONTACT_SAFETY_SET)
    acting(rights.user, at=at)
    pupil = lock_pupil(rights, Permission.CONTACT_SAFETY_SET, pupil_id)
    contact = get_contact(pupil, contact_id)
    contact.must_not_contact = stop
    contact.save(update_fields=["must_not_contact"])
    return contact
