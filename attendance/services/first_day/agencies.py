"""Telling an agency of a pupil's absence: a logged act."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.audit import acting
from accounts.roles import Permission
from attendance.models import AgencyTold, Way
from attendance.queries.first_day.agencies import AgencyPage, agencies_of, agency_page
from schools.access import Rights, get_pupil_for, reaches_pupil
from schools.models import Pupil
from schools.services.locked_pupils import lock_pupil
from schools.services.openings import PROTECTED, opening

OPEN_AGAIN = "We could not save this. Open the page again, and enter it once more"


@dataclass(frozen=True)
class AgencyFacts:
    """Who was told, how, and whether somebody was reached. `call` is the key of the form."""

    call: UUID
    agency: str
    name: str
    way: str
    reached: bool
    words: str = ""


def open_agencies(*, rights: Rights, pupil_id: int, at: datetime) -> AgencyPage:
    """The agencies of a pupil and what they were told, and write down who opened them; 404 out of reach."""
    with opening(rights, pupils=[pupil_id], tables=[PROTECTED]):
        pupil = get_pupil_for(rights, Permission.FIRST_DAY_WORK, pupil_id)
        _check_sees(rights, pupil)
        return agency_page(pupil, on=timezone.localtime(at).date())


def _check_sees(rights: Rights, pupil: Pupil) -> None:
    """404 without the right to the pupil's protected facts: that there is an agency is one of them."""
    if not reaches_pupil(rights, Permission.PROTECTED_FACTS_VIEW, pupil):
        raise Http404


@transaction.atomic
def tell_agency(*, rights: Rights, pupil_id: int, facts: AgencyFacts, at: datetime) -> AgencyTold:
    """Write down that an agency was told; a form sent twice is one act.

    404 out of reach, and without the right to the pupil's protected facts. ValidationError for an agency
    that does not stand by the pupil today.
    """
    rights.check(Permission.FIRST_DAY_WORK)
    acting(rights.user, at=at)
    pupil = lock_pupil(rights, Permission.FIRST_DAY_WORK, pupil_id)
    _check_sees(rights, pupil)
    on = timezone.localtime(at).date()
    if facts.agency not in [line.agency for line in agencies_of(pupil, on=on)]:
        raise ValidationError({"agency": "Choose an agency from the list"})
    if facts.way not in Way.values:
        raise ValidationError({"way": "Choose from the list"})
    sent = AgencyTold.objects.filter(call=facts.call).first()
    if sent is not None:
        if sent.pupil_id != pupil.pk:
            raise ValidationError(OPEN_AGAIN)
        return sent
    return AgencyTold.objects.create(
        school=rights.school, pupil=pupil, date=on, told_by=rights.user, told_at=at, **asdict(facts)
    )
