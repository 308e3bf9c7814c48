"""What pages read about accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from accounts.models import AuditEvent, Invitation, User
from accounts.tokens import digest_of
from accounts.verbs import Verb


@dataclass(frozen=True)
class SecondFactors:
    """What protects an account beside its password."""

    app: bool
    passkeys: int
    codes_left: int
    codes_made: bool


def open_invitation(token: str, at: datetime) -> Invitation | None:
    """Find the invitation behind a link, while it can still be used; one query."""
    invitation = Invitation.objects.select_related("user").filter(token_digest=digest_of(token)).first()
    return invitation if invitation is not None and invitation.is_open(at) else None


def second_factors_of(person: User) -> SecondFactors:
    """Read the second factors of a person; one query."""
    rows = list(Authenticator.objects.filter(user_id=person.pk))
    kinds = [row.type for row in rows]
    codes = [row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES]
    return SecondFactors(
        app=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        codes_left=len(codes[0].wrap().get_unused_codes()) if codes else 0,
        codes_made=bool(codes),
    )


def openings_refused(school_id: int, *, since: datetime) -> int:
    """Count the pages of a school that were refused to people of the school since an instant; one query."""
    return AuditEvent.objects.filter(school=school_id, verb=Verb.REFUSED, at__gte=since).count()
