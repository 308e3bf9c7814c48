"""The only Python caller of the audit's SQL writers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

from django.db import connection
from django.db.transaction import TransactionManagementError

from accounts.models import User
from accounts.verbs import Verb

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")
_open_acts: ContextVar[tuple[acting, ...]] = ContextVar("open_acts", default=())

SET_ACT = """
SELECT set_config('app.actor', %s, true), set_config('app.now', %s, true),
       set_config('app.reason', %s, true), set_config('app.request_id', %s, true)
"""
LOG_EVENT = "SELECT daymark_log_event(%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s, %s)"
# One line for each row, unless this person has one for it that is younger than the time given.
LOG_OPENINGS = """
SELECT daymark_log_event(%(verb)s, %(by)s, NULL, %(school)s, o.pupil, o.tbl, o.pupil::text, NULL, NULL, '',
                         %(request)s)
FROM unnest(%(tables)s::text[], %(pupils)s::bigint[]) AS o (tbl, pupil)
WHERE NOT EXISTS (
  SELECT FROM accounts_auditevent e WHERE e.tbl = o.tbl AND e.obj = o.pupil::text AND e.verb = %(verb)s
    AND e.actor = %(by)s AND e.pupil = o.pupil
    AND e.at > clock_timestamp() - make_interval(secs => %(quiet)s))
"""
# Many lines of one act about pupils' rows: what they share, and what each has of its own.
LOG_EVENTS = """
SELECT daymark_log_event(%(verb)s, %(by)s, NULL, %(school)s, e.pupil, %(tbl)s, e.obj, e.before, e.after,
                         %(reason)s, %(request)s)
FROM jsonb_to_recordset(%(lines)s::jsonb) AS e (pupil bigint, obj text, before jsonb, after jsonb)
"""


@dataclass(frozen=True, slots=True)
class PupilLine:
    """One of many lines of an act: the pupil, the row, and what it was and became, as JSON."""

    pupil: int
    obj: str
    before: Any = None
    after: Any = None


class acting:  # noqa: N801 - it reads as a verb at every call: `acting(by, at=now)`
    """Name who acts, when and why, for the triggers, until the transaction ends: one statement.

    A plain call is enough. As a context manager it gives an outer act its settings back on leaving.
    """

    def __init__(self, by: User | None, *, at: datetime, reason: str = "", request_id: str = "") -> None:
        if not connection.in_atomic_block:
            raise TransactionManagementError("An act is named inside the transaction that it describes.")
        actor = "" if by is None else str(by.pk)
        self._settings = (actor, at.isoformat(), reason, request_id or current_request_id.get())
        self._set()

    def _set(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SET_ACT, self._settings)

    def __enter__(self) -> acting:
        _open_acts.set((*_open_acts.get(), self))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        outer = _open_acts.get()[:-1]
        _open_acts.set(outer)
        if outer and not connection.needs_rollback and connection.in_atomic_block:
            outer[-1]._set()


def log_event(
    verb: str,
    *,
    by: User | None,
    school: int | None = None,
    pupil: int | None = None,
    tbl: str = "",
    obj: str = "",
    before: Any = None,
    after: Any = None,
    reason: str = "",
    on_behalf_of: int | None = None,
    request_id: str = "",
) -> None:
    """Write one line to the audit in the caller's transaction: one statement. before/after must be JSON."""
    with connection.cursor() as cursor:
        cursor.execute(
            LOG_EVENT,
            (
                verb,
                None if by is None else by.pk,
                on_behalf_of,
                school,
                pupil,
                tbl,
                obj,
                _json(before),
                _json(after),
                reason,
                request_id or current_request_id.get(),
            ),
        )


def log_openings(
    rows: Sequence[tuple[str, int]], *, by: User, school: int, quiet_for: timedelta = timedelta()
) -> None:
    """Write down who was shown which table's rows of which pupils, in a list: one statement, also for none.

    A list is looked at again and again; what the same person was shown within `quiet_for` is not repeated.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            LOG_OPENINGS,
            {
                "verb": Verb.OPEN,
                "by": by.pk,
                "school": school,
                "request": current_request_id.get(),
                "tables": [table for table, _ in rows],
                "pupils": [pupil for _, pupil in rows],
                "quiet": quiet_for.total_seconds(),
            },
        )


def log_events(
    verb: str, lines: Sequence[PupilLine], *, by: User | None, school: int, tbl: str, reason: str = ""
) -> None:
    """Write a line for each row of one act in the caller's transaction: one statement, none without lines."""
    if not lines:
        return
    values = {
        "verb": verb,
        "by": None if by is None else by.pk,
        "school": school,
        "tbl": tbl,
        "reason": reason,
        "request": current_request_id.get(),
        "lines": _json([asdict(line) for line in lines]),
    }
    with connection.cursor() as cursor:
        cursor.execute(LOG_EVENTS, values)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, default=str, ensure_ascii=False)
