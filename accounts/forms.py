"""Forms of sign-in. Each keeps what the package checks and adds the limiter, our words, or both."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from django import forms
from django.contrib.auth import password_validation
from django.http import HttpRequest

from accounts import limiter, second_factor
from accounts.models import User


class _Plain(forms.Form):
    """Labels say what to type; no placeholder repeats them, and no link stands in a field's help."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""


class SignInForm(_Plain, account_forms.LoginForm):  # type: ignore[misc]
    """Email and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email"
        words = get_adapter().error_messages["email_password_mismatch"]
        self.fields["login"].error_messages["invalid"] = words


class PasswordAgainForm(_Plain, account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password asked for once more before a step that matters."""


class NewPasswordForm(_Plain, account_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password behind a link."""


class ResetLinkForm(_Plain, account_forms.ResetPasswordForm):  # type: ignore[misc]
    """Asks for a link. What is known about the address is found out later, in a task, never in the answer."""

    def clean_email(self) -> str:
        """Accept any address."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Queue the link and answer with the address as typed."""
        email = str(self.cleaned_data["email"])
        get_adapter(request).ask_for_reset_link(email, request.build_absolute_uri("/"))
        return email


class ChangePasswordForm(_Plain, account_forms.ChangePasswordForm):  # type: ignore[misc]
    """A new password; tries at the old one are counted like tries at sign-in."""

    def clean_oldpassword(self) -> str:
        """Check the old password through the limiter."""
        old = str(self.cleaned_data.get("oldpassword", ""))
        if not get_adapter().reauthenticate(self.user, old):
            raise get_adapter().validation_error("enter_current_password")
        return old


class _OneUse(_Plain):
    """Tries are counted, and a code works once."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        request = context.request
        if not limiter.may_try(request, self.user.email):
            raise get_mfa_adapter().validation_error("incorrect_code")
        try:
            code = str(super().clean_code())  # type: ignore[misc]
            if self.authenticator.type == Authenticator.Type.TOTP and not second_factor.claim_step(
                self.authenticator, code
            ):
                raise get_mfa_adapter().validation_error("incorrect_code")
        except forms.ValidationError:
            limiter.count_failure(request, self.user.email)
            raise
        return code


class CodeForm(_OneUse, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    """The second step of sign-in."""


class CodeAgainForm(_OneUse, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    """The second factor asked for once more before a step that matters."""


class PasskeyAgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey asked for once more; tries are counted, and what is no passkey's answer is a wrong one."""

    user: User

    def clean_credential(self) -> Authenticator:
        """Check the passkey's answer against the question of this session."""
        request = context.request
        if not limiter.may_try(request, self.user.email):
            raise get_mfa_adapter().validation_error("incorrect_code")
        try:
            return super().clean_credential()
        except (forms.ValidationError, AttributeError, KeyError, TypeError, ValueError):
            limiter.count_failure(request, self.user.email)
            raise get_mfa_adapter().validation_error("incorrect_code") from None


class ActivateCodeForm(_Plain, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app; tries are counted."""

    def clean_code(self) -> str:
        """Check the code against the key on the page."""
        if not limiter.may_try(context.request, self.user.email):
            raise get_mfa_adapter().validation_error("incorrect_code")
        try:
            return str(super().clean_code())
        except forms.ValidationError:
            limiter.count_failure(context.request, self.user.email)
            raise


class InvitationForm(forms.Form):
    """What a person gives when they accept: their name as others should see it, and a password."""

    full_name = forms.CharField(
        label="Your name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label="Password",
        max_length=1000,
        strip=False,
        help_text="15 characters or more. Three or four words that do not belong together work well.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Refuse short, common and guessable passwords."""
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password, self.user)
        return password


class ThemeForm(forms.Form):
    """Light, dark, or as the device says."""

    theme = forms.ChoiceField(
        label="Colours",
        choices=[("auto", "As this device"), ("light", "Light"), ("dark", "Dark")],
        widget=forms.RadioSelect,
    )
