"""How long a session lives: 30 minutes without a request, and 12 hours at most.

Unattended screens stand in classrooms, so both ends are short; NIST 800-63B r3 names the same two for its
middle level of assurance (AAL2).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=12)
WRITE_EVERY = timedelta(minutes=1)
SETTING_UP = timedelta(minutes=10)
STARTED = "daymark_signed_in_at"
SEEN = "daymark_seen_at"
ENROLLED = "daymark_enrolled_at"


def start(session: SessionBase, now: datetime) -> None:
    """Begin to count, at sign-in."""
    session[STARTED] = session[SEEN] = int(now.timestamp())


def note_enrolment(session: SessionBase, now: datetime) -> None:
    """Note that the first second factor was set up in this session."""
    session[ENROLLED] = int(now.timestamp())


def is_setting_up(session: SessionBase, now: datetime) -> bool:
    """Whether a person has just signed in, and so need not confirm themselves while they set up."""
    return bool(now.timestamp() - session.get(STARTED, 0) <= SETTING_UP.total_seconds())


def has_just_enrolled(session: SessionBase, now: datetime) -> bool:
    """Whether the first second factor was set up in this session a few minutes ago."""
    return bool(now.timestamp() - session.get(ENROLLED, 0) <= SETTING_UP.total_seconds())


def is_over(session: SessionBase, now: datetime) -> bool:
    """Whether a session has been idle or alive too long; one without times counts as too old."""
    instant = now.timestamp()
    seen, started = session.get(SEEN, 0), session.get(STARTED, 0)
    return bool(instant - seen > IDLE.total_seconds() or instant - started > WHOLE.total_seconds())


def see(session: SessionBase, now: datetime) -> None:
    """Note a request; written at most once a minute, because it costs a statement."""
    if now.timestamp() - session.get(SEEN, 0) >= WRITE_EVERY.total_seconds():
        session[SEEN] = int(now.timestamp())
