"""Who may come in: inviting, accepting, closing accounts, and links that reset a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.audit import acting, log_event
from accounts.models import Invitation, User
from accounts.tokens import digest_of, new_token
from accounts.verbs import Verb

INVITATION_DAYS = 7


class AccountError(Exception):
    """A refusal whose words the page shows as they are."""


@dataclass(frozen=True)
class IssuedInvitation:
    """An invitation with its link. The link exists only here and in the mail: we keep a digest of it."""

    user: User
    invitation: Invitation
    link: str


@transaction.atomic
def invite_person(
    *, email: str, full_name: str, job_title: str = "", by: User | None, at: datetime, site: str
) -> IssuedInvitation:
    """Make an account that nobody can enter yet, and mail a link that works once within 7 days.

    `site` is the address of this installation with a slash at its end. An address that is in use raises
    AccountError; one that was invited before gets a new link, and the old link stops working.
    """
    acting(by, at=at)
    address = email.strip().lower()
    person = User.objects.select_for_update().filter(email__iexact=address).first()
    if person is None:
        person = User.objects.create_user(
            address, full_name=full_name.strip(), job_title=job_title.strip(), is_active=False
        )
    elif person.is_active:
        raise AccountError(f"{person.full_name} already has an account with this address.")
    Invitation.objects.filter(user=person, accepted_at=None).delete()
    issued = _issue(person, by=by, at=at, site=site)
    log_event(Verb.PERSON_INVITED, by=by, tbl="accounts_user", obj=str(person.pk))
    transaction.on_commit(partial(_mail_invitation, issued), robust=True)
    return issued


def _issue(person: User, *, by: User | None, at: datetime, site: str) -> IssuedInvitation:
    token = new_token()
    invitation = Invitation.objects.create(
        user=person,
        token_digest=digest_of(token),
        email=person.email,
        full_name=person.full_name,
        invited_by=by,
        created_at=at,
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )
    link = site.rstrip("/") + reverse("invitation", kwargs={"token": token})
    return IssuedInvitation(person, invitation, link)


def _mail_invitation(issued: IssuedInvitation) -> None:
    words = {"issued": issued, "days": INVITATION_DAYS}
    body = render_to_string("accounts/mail/invitation.txt", words)
    send_mail("Your Daymark account", body, None, [issued.user.email])


@transaction.atomic
def accept_invitation(*, token: str, full_name: str, password: str, at: datetime) -> User:
    """Open the account for the person who holds the link; a used or late link raises AccountError.

    Using up the invitation is one conditional update, so two people with one link cannot both come in.
    """
    used = Invitation.objects.filter(token_digest=digest_of(token), accepted_at=None, expires_at__gt=at)
    if used.update(accepted_at=at) != 1:
        raise AccountError(
            "This invitation has been used or is too old. Ask your administrator for a new one."
        )
    person = User.objects.get(invitations__token_digest=digest_of(token))
    acting(person, at=at)
    person.full_name = full_name.strip()
    person.is_active = True
    person.joined_at = person.joined_at or at
    person.session_round += 1
    person.set_password(password)
    person.save()
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    log_event(Verb.INVITATION_ACCEPTED, by=person, tbl="accounts_user", obj=str(person.pk))
    return person


@transaction.atomic
def deactivate_person(*, person: User, by: User | None, at: datetime, reason: str = "") -> None:
    """Close an account: its sessions end with their next request, and its open invitations are withdrawn."""
    acting(by, at=at, reason=reason)
    User.objects.filter(pk=person.pk).update(is_active=False, session_round=F("session_round") + 1)
    Invitation.objects.filter(user=person, accepted_at=None).delete()
    person.refresh_from_db()
    log_event(Verb.PERSON_DEACTIVATED, by=by, tbl="accounts_user", obj=str(person.pk), reason=reason)


@transaction.atomic
def end_sessions(*, person: User, by: User | None, at: datetime) -> None:
    """End every session of this person, on all devices."""
    acting(by, at=at)
    User.objects.filter(pk=person.pk).update(session_round=F("session_round") + 1)
    person.refresh_from_db()
    log_event(Verb.SESSIONS_ENDED, by=by, tbl="accounts_user", obj=str(person.pk))


def create_administrator(*, email: str, full_name: str, at: datetime, site: str) -> IssuedInvitation:
    """Invite the first person of an installation; the link is for the terminal as well as the mail."""
    return invite_person(
        email=email, full_name=full_name, job_title="Administrator", by=None, at=at, site=site
    )


def mail_reset_link(*, email: str, site: str) -> None:
    """Mail a link that sets a new password; nothing happens for an unknown, closed or uninvited account.

    The link is single-use and good for three days (Django's PASSWORD_RESET_TIMEOUT), and the second factor
    is asked for at the next sign-in all the same.
    """
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        return
    key = default_token_generator.make_token(person)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key}
    )
    body = render_to_string(
        "accounts/mail/reset_link.txt", {"person": person, "link": site.rstrip("/") + path}
    )
    log_event(Verb.PASSWORD_LINK_SENT, by=None, tbl="accounts_user", obj=str(person.pk))
    send_mail("Set a new password", body, None, [person.email])
