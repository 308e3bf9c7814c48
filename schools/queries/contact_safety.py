"""The safety page of a pupil: what to know before anybody rings. Only for those with the right to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.roles import Permission
from schools.access import Rights, reaches_pupil
from schools.models import Contact, Pupil, SafetyNote
from schools.queries.families import parent_name
from schools.queries.markers import Markers, markers_of
from schools.queries.record_words import value_words


@dataclass(frozen=True)
class NoteLine:
    """A safety note. `can_end`: it is in force or still to come."""

    note_id: int
    about: str
    kind: str
    text: str
    days: str
    by: str
    can_end: bool


@dataclass(frozen=True)
class StopLine:
    """A contact, and whether anybody may ring."""

    contact_id: int
    name: str
    relationship: str
    stop: bool


@dataclass(frozen=True)
class SafetyPage:
    """What one person may see of a pupil's contact safety; `sets` is for the safeguarding lead."""

    pupil_id: int
    name: str
    notes: list[NoteLine]
    past: list[NoteLine]
    contacts: list[StopLine]
    markers: Markers
    sets: bool


def safety_page(rights: Rights, pupil: Pupil, *, on: date) -> SafetyPage:
    """The notes, no-contact facts and markers of a pupil: three statements."""
    contacts = list(Contact.objects.filter(pupil=pupil).select_related("parent"))
    notes = SafetyNote.objects.filter(pupil=pupil).select_related("set_by", "contact__parent")
    lines = [_note(row, on) for row in notes.order_by("-from_on", "-pk")]
    return SafetyPage(
        pupil_id=pupil.pk,
        name=pupil.known_name,
        notes=[line for line in lines if line.can_end],
        past=[line for line in lines if not line.can_end],
        contacts=[
            StopLine(row.pk, parent_name(row.parent), row.relationship, row.must_not_contact)
            for row in contacts
        ],
        markers=markers_of(pupil, on=on),
        sets=reaches_pupil(rights, Permission.CONTACT_SAFETY_SET, pupil),
    )


def _note(row: SafetyNote, on: date) -> NoteLine:
    ends = f" to {value_words('until_on', row.until_on)}" if row.until_on else ""
    return NoteLine(
        note_id=row.pk,
        about=parent_name(row.contact.parent) if row.contact else "The pupil",
        kind=str(row.get_kind_display()),
        text=row.text,
        days=f"From {value_words('from_on', row.from_on)}{ends}",
        by=row.set_by.full_name if row.set_by else "",
        can_end=row.until_on is None or row.until_on > on or row.from_on > on,
    )
