"""Correcting a pupil's entry in the admission register by hand; the audit keeps what stood before."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights
from schools.models import Pupil, RollEntry, School
from schools.queries.pupil_records import entry_version
from schools.queries.record_words import PUPIL, value_words
from schools.services.locked_pupils import lock_pupil
from schools.services.stale import check_version
from schools.upn import is_temporary


@dataclass(frozen=True, slots=True)
class PupilEntry:
    """Who a pupil is, as the admission register names them (reg 8, SI 2024/208)."""

    legal_forename: str
    middle_names: str
    legal_surname: str
    known_forename: str
    known_surname: str
    former_names: str
    sex: str
    born_on: date
    upn: str
    admission_number: str
    is_boarder: bool
    last_school_name: str
    last_school_address: str
    home_language: str
    ethnicity: str
    transport: str


@transaction.atomic
def change_pupil(
    *, rights: Rights, pupil_id: int, entry: PupilEntry, version: str, on: date, at: datetime
) -> Pupil:
    """Correct who a pupil is. `version` is that of the page that showed the entry.

    Raises StaleError where somebody saved it since, and ValidationError for a birthday after the starting
    day or a number that another pupil here has. A temporary number that gives way is kept as the former one,
    so that a later file still finds the child by it.
    """
    acting(rights.user, at=at)
    hold_numbers(rights.school)
    pupil = lock_pupil(rights, Permission.PUPIL_MANAGE, pupil_id)
    check_version(version, entry_version(pupil), standing=_differences(pupil, entry))
    first = RollEntry.objects.filter(pupil=pupil).order_by("admitted_on").first()
    check_entry(rights.school, entry, pupil=pupil, first_on=first.admitted_on if first else on)
    if is_temporary(pupil.upn) and entry.upn != pupil.upn and not pupil.former_upn:
        pupil.former_upn = pupil.upn
    for name, value in asdict(entry).items():
        setattr(pupil, name, value)
    pupil.save()
    return pupil


def hold_numbers(school: School) -> None:
    """Let one person at a time give numbers to a school's pupils; registers go on meanwhile."""
    School.objects.select_for_update(no_key=True).get(pk=school.pk)


def check_entry(school: School, entry: PupilEntry, *, pupil: Pupil | None, first_on: date) -> None:
    """Raise ValidationError for an entry that cannot stand; `first_on` is the starting day."""
    if entry.born_on >= first_on:
        raise ValidationError({"born_on": "The date of birth must be before the starting day"})
    holder = Pupil.objects.filter(school=school, upn=entry.upn).first() if entry.upn else None
    if holder is not None and holder != pupil:
        raise ValidationError({"upn": f"{holder.known_name} has this UPN. Correct one of them"})


def _differences(pupil: Pupil, entry: PupilEntry) -> dict[str, str]:
    """What stands now where the typed entry says another thing."""
    return {
        PUPIL[name]: value_words(name, getattr(pupil, name))
        for name, typed in asdict(entry).items()
        if getattr(pupil, name) != typed
    }
