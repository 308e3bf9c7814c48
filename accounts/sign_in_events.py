"""What follows from the sign-in packages' signals: session times, the device, and lines in the audit."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from accounts import session_times
from accounts.audit import log_event
from accounts.limiter import WAS_LOCKED
from accounts.middleware import HAS_FACTOR
from accounts.models import User
from accounts.second_factor import claim_step
from accounts.verbs import Verb


def connect() -> None:
    """Listen to the packages; called once at start-up."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.signed_out")
    user_login_failed.connect(_refused, dispatch_uid="accounts.refused")
    user_locked_out.connect(_locked, dispatch_uid="accounts.locked")
    password_changed.connect(_password_changed, dispatch_uid="accounts.password_changed")
    password_reset.connect(_password_reset, dispatch_uid="accounts.password_reset")
    authenticator_added.connect(_factor_added, dispatch_uid="accounts.factor_added")
    authenticator_removed.connect(_factor_removed, dispatch_uid="accounts.factor_removed")
    authenticator_reset.connect(_factor_renewed, dispatch_uid="accounts.factor_renewed")


def _log(verb: Verb, user: User | None, **after: Any) -> None:
    log_event(
        verb, by=user, tbl="accounts_user", obj="" if user is None else str(user.pk), after=after or None
    )


def _signed_in(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    session_times.start(request.session, timezone.now())
    request.session.set_expiry(0)  # the cookie ends with the browser, by whatever way one came in
    request.session.pop(HAS_FACTOR, None)
    request.META["daymark.signed_in_email"] = user.email
    methods = [record["method"] for record in get_authentication_records(request, user)]
    _log(Verb.SIGNED_IN, user, methods=methods)


def _signed_out(sender: object, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _log(Verb.SIGNED_OUT, user)


def _refused(
    sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """Log who was refused, if the address is anybody's. What was typed is not kept: it may be a password."""
    if request is None or request.META.get(WAS_LOCKED):
        return
    person = User.objects.filter(email__iexact=str(credentials.get("email", ""))).only("id").first()
    obj = "" if person is None else str(person.pk)
    step = "second factor" if credentials.get("second_factor") else "password"
    log_event(Verb.SIGN_IN_REFUSED, by=None, tbl="accounts_user", obj=obj, after={"step": step})


def _locked(sender: object, request: HttpRequest, username: str, **kwargs: Any) -> None:
    """Log the try that locks a bucket, and not the tries after it."""
    if not request.META.get(WAS_LOCKED):
        log_event(Verb.SIGN_IN_LOCKED, by=None, tbl="accounts_user", after={"bucket": username})


def _password_changed(sender: object, user: User, **kwargs: Any) -> None:
    _log(Verb.PASSWORD_CHANGED, user)


def _password_reset(sender: object, user: User, **kwargs: Any) -> None:
    _log(Verb.PASSWORD_RESET, user)


def _factor_added(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    if not request.session.get(HAS_FACTOR):
        session_times.note_enrolment(request.session, timezone.now())
    if authenticator.type == Authenticator.Type.TOTP:
        claim_step(authenticator, request.POST.get("code", ""))
    _log(Verb.FACTOR_ADDED, user, kind=authenticator.type)


def _factor_removed(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    request.session.pop(HAS_FACTOR, None)
    _log(Verb.FACTOR_REMOVED, user, kind=authenticator.type)


def _factor_renewed(sender: object, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    _log(Verb.FACTOR_RENEWED, user, kind=authenticator.type)
