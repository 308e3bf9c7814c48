"""How a school sends its messages: what carries them, the keys of GOV.UK Notify, and the stop switch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import acting
from accounts.roles import Permission
from accounts.secrets import lock
from schools.access import Rights
from schools.models import Carrier, Messaging, School

UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# The name that the school gave the key, the number of its service, and the key itself.
NOTIFY_KEY = re.compile(f".+-{UUID_FORM}-{UUID_FORM}", re.IGNORECASE)
NO_KEY = "GOV.UK Notify needs a key. Make one there under “API integration”, and paste it here"
NO_TEMPLATE = "Give the number of its template in GOV.UK Notify"
BY_MAIL = "The mail server carries email alone"


@dataclass(frozen=True, slots=True)
class MessagingFacts:
    """What carries each channel, and the numbers of the templates; an empty key leaves what is there."""

    texts: Carrier
    emails: Carrier
    letters: Carrier
    notify_key: str = ""
    notify_text_template: UUID | None = None
    notify_email_template: UUID | None = None
    notify_letter_template: UUID | None = None


@transaction.atomic
def set_messaging(*, rights: Rights, facts: MessagingFacts, at: datetime) -> Messaging:
    """Say what carries a school's messages. The key is kept locked, and is never shown again.

    Raises ValidationError, field by field, for GOV.UK Notify without its key or a template, and for a text or
    letter by mail.
    """
    row = _held(rights, Permission.SETUP_MANAGE, at)
    if facts.notify_key and not NOTIFY_KEY.fullmatch(facts.notify_key):
        raise ValidationError({"notify_key": "This is no whole key of GOV.UK Notify. Copy it once more"})
    has_key = bool(facts.notify_key or row.notify_key)
    problems = _problems(facts, has_key=has_key)
    if problems:
        raise ValidationError(problems)
    for name in MessagingFacts.__dataclass_fields__:
        if name != "notify_key":
            setattr(row, name, getattr(facts, name))
    if facts.notify_key:
        row.notify_key = lock(facts.notify_key)
    row.save()
    return row


def _problems(facts: MessagingFacts, *, has_key: bool) -> dict[str, str]:
    chosen = (
        (facts.texts, "texts", facts.notify_text_template, "notify_text_template"),
        (facts.emails, "emails", facts.notify_email_template, "notify_email_template"),
        (facts.letters, "letters", facts.notify_letter_template, "notify_letter_template"),
    )
    by_notify = [line for line in chosen if line[0] is Carrier.NOTIFY]
    found = {field: NO_TEMPLATE for _, _, template, field in by_notify if template is None}
    found |= {name: BY_MAIL for by, name, _, _ in chosen if by is Carrier.MAIL and name != "emails"}
    return found | ({"notify_key": NO_KEY} if by_notify and not has_key else {})


@transaction.atomic
def forget_notify_key(*, rights: Rights, at: datetime) -> Messaging:
    """Forget the key of GOV.UK Notify, once it is revoked there; ValidationError while a channel needs it."""
    row = _held(rights, Permission.SETUP_MANAGE, at)
    if row.uses_notify:
        raise ValidationError("GOV.UK Notify still carries messages. Choose something else for them first")
    row.notify_key = ""
    row.save(update_fields=["notify_key"])
    return row


@transaction.atomic
def make_hook_secret(*, rights: Rights, at: datetime) -> str:
    """A new secret by which GOV.UK Notify proves itself here; the old one opens nothing from now on.

    It is given back this once, and kept locked.
    """
    row = _held(rights, Permission.SETUP_MANAGE, at)
    secret = token_urlsafe(32)
    row.hook_secret = lock(secret)
    row.save(update_fields=["hook_secret"])
    return secret


@transaction.atomic
def stop_messages(*, rights: Rights, why: str, at: datetime) -> Messaging:
    """Stop every message of a school at once: what waits keeps waiting. Stopped already stays as it was.

    Raises ValidationError without a reason.
    """
    row = _held(rights, Permission.SETUP_ATTENDANCE, at, reason=why)
    if not why.strip():
        raise ValidationError({"why": "Say why, in a few words"})
    if row.stopped_at is None:
        row.stopped_at, row.stopped_by, row.stopped_why = at, rights.user, why.strip()
        row.save(update_fields=["stopped_at", "stopped_by", "stopped_why"])
    return row


@transaction.atomic
def start_messages(*, rights: Rights, at: datetime) -> Messaging:
    """Let a school's messages go again; what waits and is still right is sent. Running already stays so."""
    row = _held(rights, Permission.SETUP_ATTENDANCE, at)
    if row.stopped_at is not None:
        row.stopped_at, row.stopped_by, row.stopped_why = None, None, ""
        row.save(update_fields=["stopped_at", "stopped_by", "stopped_why"])
    return row


def _held(rights: Rights, permission: Permission, at: datetime, reason: str = "") -> Messaging:
    """The school's row, held until the act ends; made where there is none yet."""
    rights.check(permission)
    acting(rights.user, at=at, reason=reason)
    School.objects.select_for_update(of=("self",)).get(pk=rights.school.pk)
    Messaging.objects.get_or_create(school=rights.school)
    return Messaging.objects.select_for_update().get(school=rights.school)
