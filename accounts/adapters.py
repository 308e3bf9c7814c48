"""What the sign-in package asks of us: our words, no open sign-up, locked seeds."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import session_times
from accounts.models import User
from accounts.second_factor import has_second_factor
from accounts.secrets import lock, unlock
from accounts.tasks import send_reset_link

WRONG = "Email or password is not right"
WRONG_CODE = "That code did not work. Wait for the next one"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in and passwords."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. Ask your administrator.",
        "email_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "too_many_login_attempts": WRONG,
        "enter_current_password": "That is not your current password",
        "incorrect_password": "That is not your password",
        "invalid_password_reset": "This link has been used or is too old. Ask for a new one.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up; people are invited."""
        return False

    def reauthenticate(self, user: User, password: str) -> bool:
        """Check a signed-in person's password, counted by the limiter."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def ask_for_reset_link(self, email: str, site: str) -> None:
        """Hand the address to a task, so that a known and an unknown one are answered alike and as fast."""
        try:
            send_reset_link.delay(email=email, site=site)
        except OperationalError:
            send_reset_link(email=email, site=site)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again before a sensitive step, except of a person who is setting up right after signing in."""
        request = self.request
        if request is not None and request.user.is_authenticated and _is_setting_up(request):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


def _is_setting_up(request: HttpRequest) -> bool:
    now, session = timezone.now(), request.session
    return session_times.is_setting_up(session, now) and (
        session_times.has_just_enrolled(session, now) or not has_second_factor(request.user.pk)
    )


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: our words, and seeds encrypted under keys that the database does not hold."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "rate_limited": WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        """Lock a seed under the newest key."""
        return lock(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a seed with whichever key locked it."""
        return unlock(encrypted_text)

    def _get_site_name(self) -> str:
        return "Daymark"
