"""Marks in which two systems differ: a person takes the other system's, as an amendment with its reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from accounts.roles import Permission
from attendance.codes import code_of
from attendance.models import Mark
from attendance.services.amendments import amend_mark
from integrations.models import ImportDifference, ImportFile, ImportRun
from schools.access import Rights
from schools.calendar import Session
from schools.wording import day_words

MOST_AT_ONCE = 50
NONE_CHOSEN = "Tick the marks to take from the file"
TOO_MANY = f"Take at most {MOST_AT_ONCE} marks at once"
CHANGED = "Our mark of {pupil} on {day} was changed since this check. Check the file again"


@transaction.atomic
def take_their_marks(
    *, rights: Rights, run: ImportRun, differences: Collection[int], reason: str, at: datetime
) -> int:
    """Amend our marks to the file's, one by one and all or none (reg 6); returns how many.

    Raises ValidationError for a mark that was changed since the check, and for one that may not be set.
    """
    rights.check(Permission.REGISTER_AMEND)
    if not differences or len(differences) > MOST_AT_ONCE:
        raise ValidationError(TOO_MANY if differences else NONE_CHOSEN)
    found = list(
        ImportDifference.objects.select_for_update(of=("self",))
        .filter(file__run=run, pk__in=differences)
        .select_related("pupil")
    )
    for difference in found:
        _take(difference, rights=rights, reason=reason, at=at)
        ImportFile.objects.filter(pk=difference.file_id).update(different=F("different") - 1)
        difference.delete()
    return len(found)


def _take(difference: ImportDifference, *, rights: Rights, reason: str, at: datetime) -> None:
    session = Session(difference.session)
    mark = Mark.objects.filter(
        pupil=difference.pupil, date=difference.date, session=session.value, code=difference.ours
    ).first()
    if mark is None:
        words = f"{day_words(difference.date)} {session.name}"
        raise ValidationError(CHANGED.format(pupil=difference.pupil.known_name, day=words))
    amend_mark(
        difference.pupil,
        difference.date,
        session,
        letter=code_of(difference.theirs).letter,
        minutes=difference.their_minutes,
        reason=reason,
        base_version=mark.version,
        by=rights.user,
        office=True,
        at=at,
    )
