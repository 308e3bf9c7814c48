"""Notify's calls to us: a secret of the school's own in the header, JSON in the body, and nothing in the log.

    @from_notify
    def take_receipts(request: HttpRequest, school: School, told: Mapping[str, Any]) -> HttpResponse: ...

The route's only argument is `slug`; its gate is `Gate.PUBLIC`, because Notify holds no account here. Notify
tries again, every five minutes and five times, until it gets an answer of 2xx.
"""

from __future__ import annotations

import functools
import hmac
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from integrations.queries.notify_accounts import hook_of
from schools.models import School

log = logging.getLogger(__name__)
Hook: TypeAlias = Callable[[HttpRequest, School, Mapping[str, Any]], HttpResponse]
BEARER = "bearer"
# Seconds. Notify comes again by its own clock; the header says that nothing is wrong with the call.
AGAIN_AFTER = 60
# What an unknown school's token is held against, so that it is answered as a wrong one is.
NOBODYS = "no school has this secret"


def from_notify(hook: Hook) -> Callable[[HttpRequest, str], HttpResponse]:
    """Make a view that only Notify reaches: by POST, with the school's secret, and with an object of JSON.

    401 for a wrong secret and for a school that has none alike; 400 for a body that cannot be read; 503 while
    the row is held, as a message is that is just being sent.
    """

    @csrf_exempt
    @require_POST
    @functools.wraps(hook)
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        school = _school(request, slug)
        if school is None:
            log.warning("A call in the name of Notify came with a wrong token")
            return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
        told = _told(request)
        if told is None:
            return HttpResponse(status=400)
        try:
            return hook(request, school, told)
        except OperationalError as fault:
            log.warning("A call of Notify for school %d is put off: %s", school.pk, type(fault).__name__)
            return HttpResponse(status=503, headers={"Retry-After": str(AGAIN_AFTER)})

    return view


def _school(request: HttpRequest, slug: str) -> School | None:
    """The school whose secret came with this call."""
    known = hook_of(slug)
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    secret = known[1] if known else NOBODYS
    is_right = hmac.compare_digest(given.encode(), secret.encode()) and scheme.lower() == BEARER
    return known[0] if known and is_right else None


def _told(request: HttpRequest) -> Mapping[str, Any] | None:
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
