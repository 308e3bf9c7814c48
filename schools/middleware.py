"""The school stands in each path; this loads the person's rights there before any page runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from accounts.audit import log_event
from accounts.models import User
from accounts.roles import Permission
from accounts.routing import gate_on, is_sealed, mark_right_checked
from accounts.verbs import Verb
from schools import clock
from schools.access import Rights, rights_of
from schools.classroom import is_fit, is_on, shut_page
from schools.kiosk import back_to_kiosk, is_shut


class SchoolRequest(HttpRequest):
    """A request inside a school, by a person with at least one grant there."""

    user: User
    rights: Rights
    classroom: bool


class SchoolRightsMiddleware:
    """Give `request.rights`; answer 404 where the person holds no grant, 403 where the right is missing.

    In classroom mode only pages that are fit for it open, and at a kiosk its own alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        gate = gate_on(view)
        slug = kwargs.get("school")
        if request.user.is_authenticated and is_shut(request, view, slug):
            return back_to_kiosk(request)
        if not request.user.is_authenticated or slug is None:
            return None
        assert isinstance(request.user, User)
        rights = rights_of(request.user, slug, on=clock.today())
        if rights is None:
            log_event(Verb.REFUSED, by=request.user, after={"path": request.path, "answer": 404})
            raise Http404
        request.__dict__["rights"] = rights
        request.__dict__["classroom"] = is_on(request.session)
        if isinstance(gate, Permission):
            try:
                rights.check(gate)
            except PermissionDenied:
                log_event(
                    Verb.REFUSED,
                    by=request.user,
                    school=rights.school.pk,
                    after={
                        "path": request.path,
                        "right": gate,
                        "answer": 404 if is_sealed(request.resolver_match) else 403,
                    },
                )
                raise
            mark_right_checked(request, gate)
        if request.__dict__["classroom"] and not is_fit(view):
            return shut_page(request)
        return None
