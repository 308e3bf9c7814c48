"""Pages of a person's own account."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import InvitationForm, ThemeForm
from accounts.middleware import is_script
from accounts.models import User
from accounts.queries import open_invitation, second_factors_of
from accounts.services import AccountError, accept_invitation, end_sessions

THEME_COOKIE = "theme"
YEAR = 365 * 24 * 60 * 60
OPEN_TOO_LONG = "This page was open too long. Reload and try again"
NOT_SHOWN_AGAIN = ("password", "code", "credential", "token", "csrf")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page behind the link of an invitation."""
    now = timezone.now()
    found = open_invitation(token, now)
    if found is None:
        return render(request, "accounts/invitation_over.html", status=410)
    form = InvitationForm(request.POST or None, user=found.user, initial={"full_name": found.full_name})
    if form.is_valid():
        try:
            accept_invitation(token=token, at=now, **form.cleaned_data)
        except AccountError:
            return render(request, "accounts/invitation_over.html", status=410)
        messages.success(request, "Your account is ready. Sign in with your new password.")
        return redirect(settings.LOGIN_URL)
    return render(request, "accounts/invitation.html", {"form": form, "email": found.email})


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Show a person's own settings: theme, second factors, other devices."""
    person = _person(request)
    theme = ThemeForm(initial={"theme": request.COOKIES.get(THEME_COOKIE, "auto")})
    return render(
        request, "accounts/me.html", {"person": person, "factors": second_factors_of(person), "form": theme}
    )


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice of light or dark in a cookie of this device."""
    form = ThemeForm(request.POST)
    response = redirect("me")
    if form.is_valid():
        response.set_cookie(
            THEME_COOKIE,
            form.cleaned_data["theme"],
            max_age=YEAR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End this person's sessions on all other devices."""
    person = _person(request)
    end_sessions(person=person, by=person, at=timezone.now())
    update_session_auth_hash(request, person)
    messages.success(request, "You are signed out everywhere else.")
    return redirect("me")


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("The gate lets only signed-in people in here.")
    return request.user


def open_too_long(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a missing or old form token: 403, with what was typed shown so that it is not lost.

    It is shown as text and not as a form to send again, because the form may have come from elsewhere.
    """
    if is_script(request):
        return JsonResponse({"message": OPEN_TOO_LONG}, status=403)
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and not any(word in name for word in NOT_SHOWN_AGAIN)
    ]
    return render(request, "403_csrf.html", {"message": OPEN_TOO_LONG, "typed": typed}, status=403)
