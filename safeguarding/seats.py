"""Who sits at a screen, and how surely: a session, and when it last showed a second factor for this area.

15 minutes without a request into the area shut it again; what leaves the building asks for a second factor
that is at most five minutes old (security.md, sections 1 and 4).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from safeguarding.tickets import Level, Seat, session_digest

IDLE = timedelta(minutes=15)
STEPPED = timedelta(minutes=5)
WRITE_EVERY = timedelta(minutes=1)
CONFIRMED_AT = "daymark_area_confirmed_at"
SEEN_AT = "daymark_area_seen_at"
STEP_UP = "daymark_steps_up"
ViewT = TypeVar("ViewT", bound=Callable[..., Any])


def steps_up(view: ViewT) -> ViewT:
    """Say that a view asks for a second factor that is at most five minutes old."""
    view.__dict__[STEP_UP] = True
    return view


def confirm(session: SessionBase, now: datetime) -> None:
    """Note that the person has just shown a second factor."""
    session[CONFIRMED_AT] = session[SEEN_AT] = int(now.timestamp())


def shut(session: SessionBase) -> None:
    """Ask for the second factor again, from the next page of the area on."""
    session.pop(CONFIRMED_AT, None)
    session.pop(SEEN_AT, None)


def see(session: SessionBase, now: datetime) -> None:
    """Note a request into the open area; written at most once a minute, because it costs a statement."""
    young = now.timestamp() - session.get(SEEN_AT, 0) < WRITE_EVERY.total_seconds()
    if not young and level(session, now) is not Level.KNOWN:
        session[SEEN_AT] = int(now.timestamp())


def level(session: SessionBase, now: datetime) -> Level:
    """How surely this session is its person's, at an instant of real time."""
    instant = now.timestamp()
    if instant - session.get(SEEN_AT, 0) > IDLE.total_seconds() or CONFIRMED_AT not in session:
        return Level.KNOWN
    young = instant - session[CONFIRMED_AT] <= STEPPED.total_seconds()
    return Level.STEPPED if young else Level.CONFIRMED


def seat_of(request: HttpRequest) -> Seat:
    """The seat of a request by somebody who is signed in."""
    assert isinstance(request.user, User)
    key = request.session.session_key or ""
    return Seat(request.user.pk, session_digest(key), level(request.session, timezone.now()))
