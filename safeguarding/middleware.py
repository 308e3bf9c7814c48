"""The second factor before each page of the area, save those on which anybody raises a concern."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from accounts.middleware import REFRESH
from accounts.roles import Permission
from accounts.routing import gate_on, is_sealed
from safeguarding import seats, second_factor
from safeguarding.tickets import Level
from safeguarding.views.unlock import FREE, ask
from schools import classroom, kiosk

# Whoever saw something may write it down at once.
RAISING = frozenset({Permission.CONCERN_RAISE, Permission.CONCERN_READ_OWN})


class AreaMiddleware:
    """Let a request into the area while its session has shown a second factor. Stands after the school's.

    Classroom mode and the kiosk shut the area of their session, from its next request on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Shut the area on a screen that others look at."""
        if classroom.is_on(request.session) or kiosk.is_on(request.session):
            seats.shut(request.session)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Ask for the second factor in place of the view, or let the request on (None)."""
        if not is_sealed(request.resolver_match) or not request.user.is_authenticated:
            return None
        now = timezone.now()
        if not _is_open(request, view, now):
            if not second_factor.is_tried(request) or not second_factor.confirm(request, at=now):
                return ask(request, kwargs["school"], at=now)
        elif REFRESH not in request.headers:
            seats.see(request.session, now)
        return None


def _is_open(request: HttpRequest, view: object, now: datetime) -> bool:
    """Whether the session is as sure as the view asks."""
    if gate_on(view) in RAISING or getattr(view, FREE, False):
        return True
    level = seats.level(request.session, now)
    return level is Level.STEPPED or (level is Level.CONFIRMED and not getattr(view, seats.STEP_UP, False))
