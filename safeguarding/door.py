"""The door: the only place where the sealed tables open, for one person, one purpose and one transaction.

Inside `with`, the connection is the sealed role and sees what the database wrote down as opened. Read all
that you need before you leave: a queryset that is read later meets "permission denied". Of other tables only
people, pupils, schools and categories can be read in there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.http import Http404

from safeguarding.keys import signing_key
from safeguarding.tickets import Level, Seat, ticket
from schools import clock

ENTER = """
SELECT set_config('role', 'daymark_sealed', true), set_config('app.ticket', %s, true),
       set_config('app.now', %s, true)
"""
HELD = """
SELECT pg_backend_pid(), pg_current_xact_id()::text, current_setting('role'),
       coalesce(current_setting('app.ticket', true), ''), coalesce(current_setting('app.now', true), '')
"""
LEAVE = (
    "SELECT set_config('role', %s, true), set_config('app.ticket', %s, true), set_config('app.now', %s, true)"
)


class Purpose(StrEnum):
    """Why somebody opens: it stands in the log, and on the page."""

    RAISE = "raise a concern"
    OWN = "own concerns"
    INBOX = "inbox"
    TODAY = "today"
    FILES = "files"
    REVIEW = "daily review"
    TRIAGE = "new concern"
    WORK = "work on the file"
    REACH = "who may open the file"
    EXPORT_PAGE = "page of an export"
    EXPORT = "export"
    FILE = "a kept file"
    STAFF = "concerns about staff"
    LOG = "who opened files"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class OpenFile:
    """How far an opened file is open: `lead`, `team` or `shared`; and how many entries are held back."""

    pupil_id: int
    reach: str
    writes: bool
    restricted: int

    @property
    def is_whole(self) -> bool:
        """Whether all of it is open, and who may open it can be set."""
        return self.reach == "lead"


@dataclass(frozen=True, slots=True)
class Emergency:
    """A file that is open in an emergency, until when, and whether it was just opened."""

    grant_id: UUID
    until_at: datetime
    is_new: bool


@contextmanager
def opened_file(
    seat: Seat, *, school_id: int, pupil_id: int, purpose: Purpose, needs: Level = Level.CONFIRMED
) -> Iterator[OpenFile]:
    """Open one child's file; 404 where there is none for this person, as if there were no such child."""
    with _sealed(seat):
        answer = _ask(
            "SELECT safeguarding_open(%s, %s, %s, %s)", [school_id, pupil_id, purpose.value, needs.value]
        )
        if answer is None:
            raise Http404
        yield OpenFile(pupil_id, **json.loads(answer))


@contextmanager
def opened_list(
    seat: Seat,
    *,
    school_id: int,
    purpose: Purpose,
    pupils: Sequence[int] | None = None,
    only_open: bool = True,
) -> Iterator[frozenset[int]]:
    """Open the headers of a list and give its children's ids: those of `pupils`, or all of the school.

    `only_open`: children with a concern, an action or a referral that is not over. 404 without a confirmed
    seat.
    """
    with _sealed(seat):
        asked = [school_id, purpose.value, None if pupils is None else list(pupils), only_open]
        answer = _ask("SELECT safeguarding_open_list(%s, %s, %s::bigint[], %s)", asked)
        if answer is None:
            raise Http404
        yield frozenset(answer)


@contextmanager
def opened_own(seat: Seat, *, school_id: int, purpose: Purpose) -> Iterator[None]:
    """Open what this person raised themselves, and raise more; 404 for who may raise nothing here."""
    with _sealed(seat):
        if not _ask("SELECT safeguarding_open_own(%s, %s)", [school_id, purpose.value]):
            raise Http404
        yield


@contextmanager
def opened_staff(seat: Seat, *, school_id: int) -> Iterator[None]:
    """Open the concerns about staff that this person may read; 404 for who may read none."""
    with _sealed(seat):
        if not _ask("SELECT safeguarding_open_staff(%s, %s)", [school_id, Purpose.STAFF.value]):
            raise Http404
        yield


@contextmanager
def opened_log(seat: Seat) -> Iterator[None]:
    """Open the log of openings of the schools where this person may read it; no row for others."""
    with _sealed(seat):
        yield


def break_glass(
    seat: Seat, *, school_id: int, pupil_id: int, reason: str, review_due_at: datetime
) -> Emergency:
    """Let this person read one child's file for an hour, in an emergency, to be reviewed by somebody else.

    404 without a second factor of the last five minutes, for who is not on the cover list, and for who is
    kept out. Pressed twice it is one emergency.
    """
    with _sealed(seat):
        asked = [school_id, pupil_id, reason, review_due_at]
        answer = _ask("SELECT safeguarding_break_glass(%s, %s, %s, %s)", asked)
    if answer is None:
        raise Http404
    found = json.loads(answer)
    return Emergency(UUID(found["grant"]), datetime.fromisoformat(found["until"]), found["is_new"])


@contextmanager
def _sealed(seat: Seat) -> Iterator[None]:
    """Be the sealed role with a ticket of this transaction, and afterwards what one was before."""
    with transaction.atomic():
        process, number, role, old_ticket, old_now = _row(HELD, [])
        signed = ticket(seat, key=signing_key(), process=process, transaction=int(number))
        _row(ENTER, [signed, clock.now().isoformat()])
        try:
            yield
        finally:
            if not connection.needs_rollback and connection.in_atomic_block:
                _row(LEAVE, [role, old_ticket, old_now])


def _row(sql: str, values: Sequence[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def _ask(sql: str, values: Sequence[Any]) -> Any:
    return _row(sql, values)[0]
