"""A signed cookie that says which people have signed in on this device before (no names, no addresses)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, get_cookie_signer
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "daymark_device"
SALT = "accounts.devices"
DAYS = 180
MOST_PEOPLE = 40


@dataclass(frozen=True)
class Device:
    """One browser: its own id, and a digest for each person who has signed in with it."""

    id: str
    people: tuple[str, ...]

    def knows(self, email: str) -> bool:
        """Whether this person has signed in here before."""
        return digest(email) in self.people

    def with_person(self, email: str) -> Device:
        """Return the same device after a sign-in; the longest unused person drops off when it is full."""
        person = digest(email)
        others = tuple(one for one in self.people if one != person)
        return Device(self.id, (*others, person)[-MOST_PEOPLE:])


def digest(email: str) -> str:
    """Make a short keyed digest of an address, the same in any case."""
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:16]


def device_of(request: HttpRequest) -> Device | None:
    """Read the device that sent this request; None when the cookie is absent, old or not ours."""
    value = request.COOKIES.get(COOKIE, "")
    try:
        name, *people = get_cookie_signer(salt=SALT).unsign(value, max_age=DAYS * 86400).split(".")
    except BadSignature:
        return None
    return Device(name, tuple(people))


def remember(response: HttpResponseBase, request: HttpRequest, email: str) -> None:
    """Write the cookie after a sign-in."""
    device = (device_of(request) or Device(secrets.token_hex(8), ())).with_person(email)
    response.set_cookie(
        COOKIE,
        get_cookie_signer(salt=SALT).sign(".".join((device.id, *device.people))),
        max_age=DAYS * 86400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
