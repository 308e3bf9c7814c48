"""The page that asks for the second factor, and the button that shuts the area."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.middleware import is_script
from safeguarding import seats, second_factor
from safeguarding.access import may_have_files
from safeguarding.tickets import Level
from schools.middleware import SchoolRequest

# A view of the area before its lock.
FREE = "daymark_before_the_lock"
HOME = "safeguarding_home"
WRONG = "That code did not work. Wait for the next one"
ViewT = TypeVar("ViewT", bound=Callable[..., Any])


def before_the_lock(view: ViewT) -> ViewT:
    """Say that a view of the area stands before its lock, and so shows nothing from behind it."""
    view.__dict__[FREE] = True
    return view


@before_the_lock
@sensitive_post_parameters(*second_factor.OURS)
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: SchoolRequest, school: str) -> HttpResponse:
    """Ask for a code or a passkey, open the area for this session, and lead to the page asked for."""
    _check_reader(request)
    now = timezone.now()
    back = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "POST" and second_factor.confirm(request, at=now):
        return HttpResponse(status=204) if is_script(request) else HttpResponseRedirect(back)
    if request.method == "POST" and is_script(request):
        return JsonResponse({"message": WRONG}, status=422)
    if request.method != "POST" and not request.GET.get("again") and _is_open(request, now):
        return HttpResponseRedirect(back)
    words = {"ways": second_factor.ways(request, at=now), "next": back}
    return render(request, "safeguarding/unlock.html", words, status=422 if request.method == "POST" else 200)


@before_the_lock
@require_POST
def lock(request: SchoolRequest, school: str) -> HttpResponse:
    """Shut the area of this session: the next page of it asks for the second factor again."""
    _check_reader(request)
    seats.shut(request.session)
    if is_script(request):
        return HttpResponse(status=204)
    return HttpResponseRedirect(reverse("today", args=[school]))


def ask(request: HttpRequest, school: str, *, at: datetime) -> HttpResponse:
    """Answer a request that found the area shut.

    A page is asked for again after the second factor. What was typed stands in the form that asks, and goes
    on to its page with the right code: nothing of it is kept on the server meanwhile. A script gets 401 with
    the address of the page that asks.
    """
    page = reverse("safeguarding_unlock", args=[school])
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": page})
    if is_script(request):
        return JsonResponse({"sign_in": page, "message": WRONG}, status=401)
    if request.method in ("GET", "HEAD"):
        query = urlencode({"next": request.get_full_path(), "again": 1})
        return HttpResponseRedirect(f"{page}?{query}")
    words = {
        "ways": second_factor.ways(request, at=at),
        "action": request.get_full_path(),
        "typed": _typed(request),
        "lost_files": bool(request.FILES),
    }
    return render(request, "safeguarding/unlock.html", words, status=401)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form held, save its token and ours."""
    left_out = second_factor.OURS | {"csrfmiddlewaretoken"}
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in left_out
        for value in values
    ]


def _is_open(request: HttpRequest, now: datetime) -> bool:
    return seats.level(request.session, now) is not Level.KNOWN


def _check_reader(request: SchoolRequest) -> None:
    if not may_have_files(request.rights):
        raise Http404


def _safe(request: SchoolRequest, url: str) -> str:
    """The page that was asked for, where it is one of the school's; else the first of the area."""
    home = reverse(HOME, args=[request.rights.school.slug])
    is_ours = url.startswith(f"/{request.rights.school.slug}/") and url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else home
