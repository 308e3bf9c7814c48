"""The kiosk: a browser that stands where pupils sign in, and opens nothing else of the site.

It lasts for the session of whoever started it, and ends with that person's password. A view says with the
decorator that it is one of the kiosk's own; every other one stays shut, of any school and of the account.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

SESSION_KEY = "kiosk"
LOOKS_KEY = "kiosk_looks"
FIT = "daymark_fit_for_kiosk"
# A pupil needs three of them and some seconds to sign in: more in a minute is somebody who tries out names.
MOST_LOOKS = 40
A_MINUTE = timedelta(minutes=1)
ViewT = TypeVar("ViewT", bound=Callable[..., Any])


def fit_for_kiosk(view: ViewT) -> ViewT:
    """Say that a view is one of the kiosk's own pages."""
    view.__dict__[FIT] = True
    return view


def start(session: SessionBase, school: str) -> None:
    """Shut this browser to all but the kiosk. Its new key makes pages that it kept unusable."""
    session[SESSION_KEY] = school
    session[LOOKS_KEY] = []
    session.cycle_key()


def end(session: SessionBase) -> None:
    """Open this browser again."""
    session.pop(SESSION_KEY, None)
    session.pop(LOOKS_KEY, None)
    session.cycle_key()


def is_on(session: SessionBase) -> bool:
    """Whether this browser is a kiosk."""
    return bool(session.get(SESSION_KEY))


def is_shut(request: HttpRequest, view: object, school: str | None) -> bool:
    """Whether a view stays shut: the browser is a kiosk, and this is none of that school's kiosk pages."""
    at_kiosk = request.session.get(SESSION_KEY)
    return bool(at_kiosk) and not (getattr(view, FIT, False) and school == at_kiosk)


def back_to_kiosk(request: HttpRequest) -> HttpResponseRedirect:
    """The way from a page that is shut; whatever is no page is refused."""
    if request.method not in ("GET", "HEAD") or request.headers.get("Sec-Fetch-Dest") == "empty":
        raise PermissionDenied("This browser is a kiosk. Nothing else opens on it.")
    return HttpResponseRedirect(reverse("kiosk", args=[request.session[SESSION_KEY]]))


def may_look(session: SessionBase, now: datetime) -> bool:
    """Count a look at names or a sign-in on this device; whether it is one of the first 40 of a minute."""
    since = (now - A_MINUTE).timestamp()
    looks = [look for look in session.get(LOOKS_KEY, []) if look > since]
    if len(looks) >= MOST_LOOKS:
        return False
    session[LOOKS_KEY] = [*looks, now.timestamp()]
    return True
