"""Alerts on screen: a line that appears at once for the office, or for who takes a register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from accounts.audit import acting, log_event
from accounts.models import User
from accounts.roles import Permission
from attendance.access import is_office
from attendance.models import AlertKind
from attendance.queries.alerts import alerts_of
from attendance.queries.registers.board import BETWEEN_REMINDERS, BoardRow, day_board, of_session
from schools.access import Rights, whom_to_ask
from schools.calendar import Session
from schools.models import Group
from schools.queries.calendar import school_day, times_on
from schools.queries.rows import rows_of
from schools.wording import time_words

# An alert that nobody has seen yet is not raised twice.
RAISE_HERE = """
INSERT INTO attendance_screenalert (school_id, kind, group_id, date, session, pupil_id, code_before,
                                    raised_by_id, raised_at)
SELECT %(school)s, 'here', %(group)s, %(on)s, %(session)s, s.pupil_id, s.code, %(by)s, %(at)s
FROM unnest(%(pupils)s::bigint[], %(codes)s::smallint[]) AS s (pupil_id, code)
ON CONFLICT DO NOTHING
"""
# Two presses at once raise one reminder: the second waits for the first and finds it too young.
RAISE_REMINDERS = """
INSERT INTO attendance_screenalert AS a (school_id, kind, group_id, date, session, raised_by_id, raised_at)
SELECT %(school)s, 'reminder', g.id, %(on)s, %(session)s, %(by)s, %(at)s
FROM unnest(%(groups)s::bigint[]) AS g (id)
WHERE NOT EXISTS (SELECT FROM attendance_screenalert r WHERE r.kind = 'reminder' AND r.group_id = g.id
                  AND r.date = %(on)s AND r.session = %(session)s AND r.raised_at > %(young)s)
ORDER BY g.id
ON CONFLICT (group_id, date, session) WHERE kind = 'reminder' AND seen_at IS NULL
  DO UPDATE SET raised_at = excluded.raised_at, raised_by_id = excluded.raised_by_id
  WHERE a.raised_at <= %(young)s
RETURNING a.group_id
"""


def raise_here_alerts(
    *, group: Group, on: date, session: Session, pupils: Mapping[int, int], by: User, at: datetime
) -> None:
    """Tell the office of pupils who are here although it had them elsewhere: one statement.

    `pupils` are their ids, each with the number of the office's code. It runs in the save's transaction.
    """
    if not pupils:
        return
    values: dict[str, Any] = {
        "school": group.school_id,
        "group": group.pk,
        "on": on,
        "session": session.value,
        "pupils": list(pupils),
        "codes": list(pupils.values()),
        "by": by.pk,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(RAISE_HERE, values)


def remind(*, rights: Rights, group: Group, on: date, session: Session, at: datetime) -> str:
    """Ask on screen for a register that is not in; returns the group's name.

    It appears on every open page of the group's teacher and of who stands for them today, until the register
    is submitted or opened. Raises ValidationError with the sentence why not: the register is in, its session
    has not begun, nobody who takes it has a sign-in, or it was reminded less than five minutes ago.
    """
    row = next((row for row in _board(rights, on, session, at) if row.group_id == group.pk), None)
    if row is None:
        raise Http404
    if problem := _why_not(row):
        raise ValidationError(problem)
    if not _raise_reminders(rights, [row], on=on, session=session, at=at):
        before = f" at {time_words(row.reminder.at)}" if row.reminder else ""
        raise ValidationError(
            f"{row.group} was reminded{before}. Wait five minutes before the next reminder."
        )
    return row.group


def remind_all(*, rights: Rights, on: date, session: Session, at: datetime) -> list[str]:
    """Ask on screen for every register of a session that is not in; returns the names of the groups.

    Those reminded less than five minutes ago, and those whose teachers have no sign-in, are passed over.
    Raises ValidationError where that leaves none.
    """
    rows = [row for row in _board(rights, on, session, at) if not _why_not(row)]
    names = _raise_reminders(rights, rows, on=on, session=session, at=at)
    if not names:
        raise ValidationError("There is no register to remind of: all are in or were reminded just now.")
    return names


def _board(rights: Rights, on: date, session: Session, at: datetime) -> list[BoardRow]:
    """The registers of today's session; refuses who is not the office, and any other day."""
    if not is_office(rights):
        raise PermissionDenied(whom_to_ask(Permission.REGISTER_AMEND))
    if on != timezone.localtime(at).date() or school_day(rights.school, on) is None:
        raise ValidationError("A reminder is for a register of today.")
    times = times_on(rights.school, on)
    return of_session(day_board(rights, Permission.REGISTER_AMEND, on=on, times=times, now=at), session)


def _why_not(row: BoardRow) -> str:
    if row.is_in:
        return f"The {row.session.words} register of {row.group} is in."
    if not row.is_missing:
        opens = f" It opens at {time_words(row.opens_at)}." if row.opens_at else ""
        return f"The {row.session.words} register of {row.group} is not open yet.{opens}"
    if not row.has_sign_in:
        return (
            f"Nobody who takes {row.group} has a sign-in, so a reminder would reach no screen. Ring the room."
        )
    return ""


def _raise_reminders(
    rights: Rights, rows: Sequence[BoardRow], *, on: date, session: Session, at: datetime
) -> list[str]:
    """Raise them in one statement; returns the names of the groups that were reminded now."""
    values = {
        "school": rights.school.pk,
        "groups": [row.group_id for row in rows],
        "on": on,
        "session": session.value,
        "by": rights.user.pk,
        "at": at,
        "young": at - BETWEEN_REMINDERS,
    }
    with transaction.atomic():
        acting(rights.user, at=at)
        reminded = {group for (group,) in rows_of(RAISE_REMINDERS, values)}
        if reminded:
            log_event(
                "remind",
                by=rights.user,
                school=rights.school.pk,
                tbl="attendance_screenalert",
                obj=f"{on}/{session.name}",
                after={"groups": sorted(reminded)},
            )
    return [row.group for row in rows if row.group_id in reminded]


def see_alert(*, rights: Rights, alert_id: int, at: datetime) -> None:
    """Put an alert away: the office one of who is here, who takes a register its reminder.

    A second press does no harm. Raises Http404 for an alert that does not concern this person, and
    PermissionDenied where the desk alone would put away what the office has not seen.
    """
    with transaction.atomic():
        acting(rights.user, at=at)
        today = timezone.localtime(at).date()
        alert = alerts_of(rights, on=today).select_for_update(of=("self",)).filter(pk=alert_id).first()
        if alert is None:
            raise Http404
        if alert.kind == AlertKind.HERE and not is_office(rights):
            raise PermissionDenied(whom_to_ask(Permission.REGISTER_AMEND))
        if alert.seen_at is None:
            alert.seen_at, alert.seen_by = at, rights.user
            alert.save(update_fields=["seen_at", "seen_by"])
