"""The demo's people: accounts, roles, and the one sign-in for each role that the demo prints.

Their password and second factors come from the installation's own secret, so that they are
the same at every start and stand in no file.
"""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.audit import acting
from accounts.models import User
from accounts.roles import Role
from integrations.demo.staff import ASHGROVE, LANE, MARLOWE, Member
from schools.access import ROLES_TO_APPROVE
from schools.models import Membership, School, Staff


@dataclass(frozen=True)
class SignIn:
    """One line of what the demo prints."""

    role: str
    name: str
    email: str
    code: str


def demo_password() -> str:
    """The one password of all the demo's people."""
    return f"demo-{_digest('password').hex()[:16]}"


def totp_secret(email: str) -> str:
    """The seed of a demo person's authenticator app."""
    return base64.b32encode(_digest(f"totp:{email}")[:20]).decode()


def _digest(what: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"daymark.demo:{what}".encode(), "sha256").digest()


def open_accounts(school: School, members: Iterable[Member], *, on: date, at: datetime) -> None:
    """Give every member of staff an account, a second factor and the role of the staff file."""
    with transaction.atomic():
        acting(None, at=at, reason="Demo")
        password = make_password(demo_password())
        users = {member.email: _account(member, password, at=at) for member in members}
        for member in members:
            _grant(school, users[member.email], member, on=on)
        head = next((users[member.email] for member in members if member.role == Role.HEAD), None)
        waiting = Membership.objects.filter(school=school, role__in=ROLES_TO_APPROVE, approved_by=None)
        waiting.update(approved_by=head)
        for staff in Staff.objects.filter(school=school, user=None, email__in=users):
            staff.user = users[staff.email]
            staff.save(update_fields=["user"])


def _account(member: Member, password: str, *, at: datetime) -> User:
    person = User.objects.filter(email__iexact=member.email).first()
    if person is None:
        person = User.objects.create(
            email=member.email,
            full_name=f"{member.title} {member.forename} {member.surname}",
            job_title=member.job_title,
            joined_at=at,
            password=password,
        )
        EmailAddress.objects.create(user=person, email=member.email, verified=True, primary=True)
        TOTP.activate(person, totp_secret(member.email))
    return person


def _grant(school: School, person: User, member: Member, *, on: date) -> None:
    Membership.objects.get_or_create(
        school=school,
        user=person,
        role=member.role,
        defaults={"valid_from": on, "year_groups": list(member.year_groups)},
    )


def sign_ins() -> list[SignIn]:
    """One sign-in for each role, with its second-factor code of this moment."""
    by_role: dict[str, Member] = {LANE.role: LANE}
    for member in (*MARLOWE, *ASHGROVE):
        by_role.setdefault(member.role, member)
    return [_sign_in(role, by_role[role.value]) for role in Role if role.value in by_role]


def _sign_in(role: Role, member: Member) -> SignIn:
    name = f"{member.title} {member.forename} {member.surname}"
    return SignIn(role=role.title, name=name, email=member.email, code=code_now(member.email))


def code_now(email: str) -> str:
    """The code that the person's authenticator app shows at this moment; each works once."""
    step = int(time.time()) // app_settings.TOTP_PERIOD
    return str(format_hotp_value(hotp_value(totp_secret(email), step)))


def have_accounts() -> bool:
    """Whether the demo's accounts are there."""
    return bool(Authenticator.objects.filter(user__email=LANE.email).exists())
