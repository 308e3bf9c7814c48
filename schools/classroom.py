"""Classroom mode: while a screen is projected, only pages that were made for it open.

It lasts for the person's session. A page is fit once it shows no flag, note or reason of any pupil while
`request.classroom` holds, and says so with the decorator; every other page of a school stays shut.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SESSION_KEY = "classroom"
FIT = "daymark_fit_for_classroom"
ViewT = TypeVar("ViewT", bound=Callable[..., Any])


def fit_for_classroom(view: ViewT) -> ViewT:
    """Say that a view shows nothing that a class may not see while classroom mode is on."""
    view.__dict__[FIT] = True
    return view


def is_fit(view: object) -> bool:
    """Whether a view may be shown to a class."""
    return bool(getattr(view, FIT, False))


def is_on(session: Mapping[str, Any]) -> bool:
    """Whether a session is in classroom mode."""
    return bool(session.get(SESSION_KEY))


def shut_page(request: HttpRequest) -> HttpResponse:
    """The plain page that stands for one which a class may not see, with the way to it."""
    return render(request, "schools/classroom.html", status=403)
