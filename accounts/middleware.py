"""Deny by default: who is signed in, for how long, with a second factor, and through which gate."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string

from accounts import devices, session_times
from accounts.audit import current_request_id
from accounts.models import User
from accounts.routing import Gate, GateValue, gate_of, package_gate
from accounts.second_factor import has_second_factor

log = logging.getLogger(__name__)
NextLayer = Callable[[HttpRequest], HttpResponseBase]
HAS_FACTOR = "daymark_second_factor"
# A page that renews itself says so: nobody need be sitting there, so it keeps no session alive.
REFRESH = "X-Refresh"

# What a person without a second factor may open: enrolment, and the way out.
ENROLMENT_ROUTES = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
    }
)


class RequestIdMiddleware:
    """Give each request a short name, for the audit, the log and the error page. Stands first of all."""

    def __init__(self, get_response: NextLayer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Name the request, and say the name in the answer."""
        name = secrets.token_hex(6)
        request.META["daymark.request_id"] = name
        before = current_request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            current_request_id.reset(before)
        response["X-Request-ID"] = name
        return response


class SignInMiddleware:
    """End old sessions, then let a request through only by its gate. Stands after AccountMiddleware.

    A route whose gate is a right passes here once its visitor is signed in; the school's middleware checks
    the right, and accounts.routing.path() refuses the view if that did not happen.
    """

    def __init__(self, get_response: NextLayer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Check the session's age, and keep what a signed-in person sees out of every cache."""
        if request.user.is_authenticated and session_times.is_over(request.session, timezone.now()):
            logout(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.pop("Cache-Control", None)
            patch_cache_control(response, no_store=True, private=True)
        newcomer = request.META.get("daymark.signed_in_email")
        if newcomer:
            devices.remember(response, request, newcomer)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> HttpResponseBase | None:
        """Let the request on to its view (None), or answer it here."""
        gate = _gate(request)
        if gate is None:
            log.error("No gate is declared for %s: refused.", request.path)
            raise PermissionDenied("This page is not open to anybody yet.")
        if gate is Gate.CLOSED:
            raise Http404
        if gate is Gate.PUBLIC:
            return None
        if not isinstance(request.user, User):
            return ask_to_sign_in(request)
        if REFRESH not in request.headers:
            session_times.see(request.session, timezone.now())
        if not _is_enrolled(request, request.user) and _route(request) not in ENROLMENT_ROUTES:
            return _answer(request, reverse("mfa_index"))
        return None


@cache
def _package_routes(setting: str) -> Mapping[str, GateValue]:
    routes: Mapping[str, GateValue] = import_string(setting)
    return routes


def _gate(request: HttpRequest) -> GateValue | None:
    match = request.resolver_match
    if match is None:
        return None
    return gate_of(match) or package_gate(_package_routes(settings.DAYMARK_PACKAGE_ROUTES), match)


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return "" if match is None else match.view_name


def _is_enrolled(request: HttpRequest, person: User) -> bool:
    """Whether the person has a second factor; a yes is kept in the session, and dropped with the factor."""
    if not request.session.get(HAS_FACTOR) and has_second_factor(person.pk):
        request.session[HAS_FACTOR] = True
    return bool(request.session.get(HAS_FACTOR))


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a person to the sign-in page and back; a script gets 401 with the address of that page."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else _page_before(request)
    return _answer(request, f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}")


def _page_before(request: HttpRequest) -> str:
    page = request.META.get("HTTP_REFERER", "")
    return page if url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()) else "/"


def _answer(request: HttpRequest, url: str) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": url})
    return JsonResponse({"sign_in": url}, status=401) if is_script(request) else HttpResponseRedirect(url)


def is_script(request: HttpRequest) -> bool:
    """Whether a script asked, and not a person following a link or sending a form."""
    return (
        request.content_type == "application/json"
        or request.headers.get("Accept", "").startswith("application/json")
        or request.headers.get("Sec-Fetch-Dest") == "empty"
    )
