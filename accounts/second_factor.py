"""Codes from an authenticator app: each time step is good for one sign-in."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils.crypto import constant_time_compare


def claim_step(authenticator: Authenticator, code: str) -> bool:
    """Mark the time step of a right code as used; False when it, or a later one, was used before.

    The row is locked, so that of two requests with one code only the first gets in.
    """
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        step = matching_step(decrypt(row.data["secret"]), code)
        if step is None or step <= row.data.get("last_step", 0):
            return False
        row.data["last_step"] = step
        row.save(update_fields=["data"])
    authenticator.data = row.data
    return True


def matching_step(secret: str, code: str) -> int | None:
    """Find the time step, now or one beside it, for which this is the code."""
    digits = "".join(code.split())
    steps = (
        step
        for step in yield_hotp_counters_from_time()
        if constant_time_compare(format_hotp_value(hotp_value(secret, step)), digits)
    )
    return next(steps, None)


def has_second_factor(user_id: int | None) -> bool:
    """Whether this person has an authenticator app or a passkey (recovery codes alone are none)."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=kinds).exists())
