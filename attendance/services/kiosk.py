"""What pupils do at the kiosk: find their own name and sign in, by the right of whoever started it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import acting, log_event
from accounts.roles import Permission
from attendance.arrivals import KIOSK_REASONS, day_of
from attendance.models import Arrival, SignOut
from attendance.queries.arrivals import KioskName, kiosk_matches, kiosk_name
from attendance.services.arrivals import NOT_LATE, ArrivalFacts, arrive
from schools.access import Rights

SALT = "attendance.kiosk"
# As long as a pupil looks for the own name. Whoever changes the address of the page finds nobody by it.
TOKEN_SECONDS = 300
ASK_AT_DESK = "Please go to the desk. Somebody there can sign you in"


@dataclass(frozen=True)
class KioskChoice:
    """A name to tap, and the sealed word that stands for it in the page."""

    who: str
    name: str
    group: str


def find_names(*, rights: Rights, words: str, on: date) -> tuple[list[KioskChoice], bool]:
    """The first five pupils whose names begin so, and whether there are more: one statement."""
    found, more = kiosk_matches(rights, words, on=on)
    return [KioskChoice(signing.dumps(row.pupil_id, salt=SALT), row.name, row.group) for row in found], more


def named(*, rights: Rights, who: str, on: date) -> KioskName | None:
    """The pupil whom a name that was tapped stands for; None once it is too old. 404 for one off roll."""
    try:
        pupil_id = int(signing.loads(who, salt=SALT, max_age=TOKEN_SECONDS))
    except signing.BadSignature:
        return None
    return kiosk_name(rights, pupil_id, on=on)


def sign_in_at_kiosk(*, rights: Rights, pupil_id: int, reason: str, at: datetime) -> Arrival | SignOut:
    """Sign a pupil in, or back in. Raises ValidationError with words that tell a pupil nothing of marks.

    What needs a look at a mark, a child who is looked for and whoever is signed in already, is for the desk.
    """
    if reason not in KIOSK_REASONS:
        raise ValidationError("Choose a reason")
    facts = ArrivalFacts(at, reason, is_kiosk=True)
    try:
        row = arrive(rights=rights, pupil_id=pupil_id, facts=facts, at=at)
    except ValidationError as refusal:
        is_plain = getattr(refusal, "code", "") == NOT_LATE
        raise ValidationError(refusal.messages[0] if is_plain else ASK_AT_DESK) from refusal
    if isinstance(row, Arrival) and row.signed_at != at:
        raise ValidationError("You are signed in already. Go to your class, or ask at the desk")
    return row


@transaction.atomic
def log_kiosk(*, rights: Rights, is_start: bool, at: datetime) -> None:
    """Write down that a browser became a kiosk, or stopped being one; refuses whoever keeps no desk."""
    rights.check(Permission.DESK_SIGN_IN)
    acting(rights.user, at=at)
    verb = "kiosk.started" if is_start else "kiosk.ended"
    log_event(verb, by=rights.user, school=rights.school.pk, after={"day": day_of(at).isoformat()})
