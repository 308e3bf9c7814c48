"""People with a password and an app, and the pages of sign-in as a browser sends them."""

from __future__ import annotations

import time
from typing import cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from accounts.models import User

PASSWORD = "violet harbour trumpet seven"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_person(email: str = "a.okafor@ash.example", full_name: str = "Ms Okafor") -> User:
    """An account that was accepted, without a second factor yet."""
    person = User.objects.create_user(email, PASSWORD, full_name=full_name)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def add_app(person: User) -> Authenticator:
    """An authenticator app whose key is SECRET."""
    return TOTP.activate(person, SECRET).instance


def code_now(steps_from_now: int = 0) -> str:
    """The code that the app shows now, or some half minutes away."""
    return code_of(SECRET, steps_from_now)


def code_of(secret: str, steps_from_now: int = 0) -> str:
    """The code for another key."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps_from_now)))


def sign_in(client: Client, person: User) -> None:
    """Sign in past all pages, with a second factor in place."""
    add_app(person)
    client.force_login(person)


def try_password(client: Client, email: str, password: str) -> HttpResponse:
    """Send the first page of sign-in."""
    return cast(HttpResponse, client.post("/account/login/", {"login": email, "password": password}))


def try_code(client: Client, code: str) -> HttpResponse:
    """Send the second page of sign-in."""
    return cast(HttpResponse, client.post("/account/2fa/authenticate/", {"code": code}))
