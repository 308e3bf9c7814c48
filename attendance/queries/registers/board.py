"""The day's registers by state, who takes each, since when it is due, and whether it was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.roles import Permission
from attendance.queries.register_links import register_url
from attendance.queries.registers.on_register import MARK_COUNTS, ON_REGISTER
from attendance.register_state import MarkCounts, RegisterState, register_state
from schools.access import Rights, groups_visible_to
from schools.calendar import Session, SessionTimes
from schools.queries.rows import rows_of
from schools.wording import minutes_words, time_words

# A teacher who was asked is left in peace for so long.
BETWEEN_REMINDERS = timedelta(minutes=5)

# Who stands for the tutor today comes first. A reminder reaches whoever of them has a sign-in.
BOARD = f"""
WITH counted AS (
  SELECT g.id, x.session, {MARK_COUNTS}
  FROM schools_group g
  CROSS JOIN (VALUES (1::smallint), (2::smallint)) AS x (session)
  JOIN {ON_REGISTER} o ON o.group_id = g.id
  LEFT JOIN attendance_mark m ON m.pupil_id = o.pupil_id AND m.date = %(on)s AND m.session = x.session
  WHERE g.id = ANY (%(groups)s)
  GROUP BY g.id, x.session
)
SELECT g.id, g.name, g.year_group, g.room, c.session,
       c.pupils, c.marked, c.imported, c.by_office, c.closures, c.attending, r.submitted_at, u.full_name,
       t.title_name, t.part = 'cover', t.has_sign_in, n.raised_at, n.full_name, n.seen_at,
       (SELECT count(*) FROM attendance_screenalert h WHERE h.group_id = g.id AND h.date = %(on)s
          AND h.session = c.session AND h.kind = 'here' AND h.seen_at IS NULL)
FROM counted c
JOIN schools_group g ON g.id = c.id
LEFT JOIN attendance_register r ON r.group_id = g.id AND r.date = %(on)s AND r.session = c.session
LEFT JOIN accounts_user u ON u.id = r.submitted_by_id
LEFT JOIN LATERAL (
  SELECT s.title_name, p.part, bool_or(s.user_id IS NOT NULL) OVER () AS has_sign_in
  FROM schools_groupstaff p JOIN schools_staff s ON s.id = p.staff_id
  WHERE p.group_id = g.id AND p.from_on <= %(on)s AND (p.until_on IS NULL OR p.until_on >= %(on)s)
  ORDER BY p.part = 'tutor', p.from_on DESC LIMIT 1) t ON true
LEFT JOIN LATERAL (
  SELECT a.raised_at, a.seen_at, w.full_name FROM attendance_screenalert a
  JOIN accounts_user w ON w.id = a.raised_by_id
  WHERE a.group_id = g.id AND a.date = %(on)s AND a.session = c.session AND a.kind = 'reminder'
  ORDER BY a.raised_at DESC LIMIT 1) n ON true
ORDER BY g.year_group, g.name, c.session
"""

STATE_WORDS = {
    RegisterState.AHEAD: "Not yet open",
    RegisterState.NOT_STARTED: "Not started",
    RegisterState.PART: "Part marked",
    RegisterState.MARKED: "Marked, not submitted",
    RegisterState.SUBMITTED: "Submitted",
    RegisterState.LATE: "Submitted late",
    RegisterState.IMPORTED: "Imported",
    RegisterState.SCHOOL_CLOSED: "School closed",
}
IN_WITHOUT_SUBMIT = (RegisterState.IMPORTED, RegisterState.SCHOOL_CLOSED)


@dataclass(frozen=True)
class Reminder:
    """The last time that a register was asked for on screen; `seen_at` is when its taker answered."""

    at: datetime
    by: str
    seen_at: datetime | None

    @property
    def words(self) -> str:
        """When and by whom: "Reminded 08:58 by Ms Okafor, seen 08:59"."""
        seen = f", seen {time_words(self.seen_at)}" if self.seen_at else ""
        return f"Reminded {time_words(self.at)} by {self.by}{seen}"


@dataclass(frozen=True)
class BoardRow:
    """One register of the day: how far it is, and where to open it."""

    group_id: int
    group: str
    year_group: int | None
    room: str
    teacher: str
    session: Session
    total: int
    marked: int
    submitted_at: datetime | None
    submitted_by: str
    state: RegisterState
    url: str
    is_cover: bool = False
    has_sign_in: bool = False
    opens_at: datetime | None = None
    due_at: datetime | None = None
    late_for: timedelta | None = None
    reminder: Reminder | None = None
    here_waiting: int = 0
    is_rested: bool = True

    @property
    def is_in(self) -> bool:
        """Whether it was submitted, here or in the system its marks came from, or the school was closed."""
        return self.submitted_at is not None or self.state in IN_WITHOUT_SUBMIT

    @property
    def is_missing(self) -> bool:
        """Whether its session has begun and it is not in."""
        return not self.is_in and self.state is not RegisterState.AHEAD

    @property
    def is_late(self) -> bool:
        """Whether it is not in although its close is past."""
        return self.late_for is not None

    @property
    def may_be_reminded(self) -> bool:
        """Whether a reminder would be shown to somebody now: none was, within the last minutes."""
        return self.is_missing and self.has_sign_in and self.is_rested

    @property
    def state_words(self) -> str:
        """The state for a line that counts the marks beside it: "part marked", "opens 13:15"."""
        if self.state is RegisterState.AHEAD and self.opens_at is not None:
            return f"opens {time_words(self.opens_at)}"
        return self.words if self.is_in else STATE_WORDS[self.state].lower()

    @property
    def words(self) -> str:
        """The state in words: "22 of 30 marked, not submitted"."""
        if self.submitted_at is not None:
            return f"{STATE_WORDS[self.state]} {time_words(self.submitted_at)}"
        if self.state in IN_WITHOUT_SUBMIT:
            return STATE_WORDS[self.state].lower()
        if self.state in (RegisterState.NOT_STARTED, RegisterState.AHEAD):
            return "not started"
        return f"{self.marked} of {self.total} marked, not submitted"

    @property
    def due_words(self) -> str:
        """Since when it is late: "due 09:15, 12 min late"; empty once it is in or before it opens."""
        if not self.is_missing or self.due_at is None:
            return ""
        due = f"due {time_words(self.due_at)}"
        late = self.late_for or timedelta()
        is_today = (self.due_at + late).date() == self.due_at.date()
        minutes = late // timedelta(minutes=1)
        return f"{due}, {minutes_words(minutes)} late" if minutes and is_today else due


def day_board(
    rights: Rights, permission: Permission, *, on: date, times: SessionTimes | None, now: datetime
) -> list[BoardRow]:
    """Both sessions' registers of a day that the right reaches: two statements for any number of groups."""
    groups = list(
        groups_visible_to(rights, permission)
        .filter(kind="registration", academic_year__starts_on__lte=on, academic_year__ends_on__gte=on)
        .values_list("pk", flat=True)
    )
    values = {"on": on, "groups": groups}
    return [
        _row(rights, on, times, now, *row[:5], MarkCounts(*row[5:11]), *row[11:])
        for row in rows_of(BOARD, values)
    ]


def _row(
    rights: Rights,
    on: date,
    times: SessionTimes | None,
    now: datetime,
    group_id: int,
    name: str,
    year_group: int | None,
    room: str,
    session_number: int,
    counts: MarkCounts,
    submitted_at: datetime | None,
    submitted_by: str | None,
    teacher: str | None,
    *more: Any,
) -> BoardRow:
    is_cover, has_sign_in, reminded_at, reminded_by, seen_at, here_waiting = more
    school_session = Session(session_number)
    at = _local(submitted_at)
    opens_at = times.starts_at(on, school_session) if times else None
    due_at = times.closes_at(on, school_session) if times else None
    state = register_state(
        counts,
        is_submitted=at is not None,
        is_late=at is not None and due_at is not None and at > due_at,
        is_begun=opens_at is None or now >= opens_at,
    )
    waits = at is None and state not in (*IN_WITHOUT_SUBMIT, RegisterState.AHEAD)
    return BoardRow(
        group_id=group_id,
        group=name,
        year_group=year_group,
        room=room,
        teacher=teacher or "",
        session=school_session,
        total=counts.pupils,
        marked=counts.marked,
        submitted_at=at,
        submitted_by=submitted_by or "",
        state=state,
        url=register_url(rights.school.slug, on, group_id, school_session),
        is_cover=bool(is_cover),
        has_sign_in=bool(has_sign_in),
        opens_at=opens_at,
        due_at=due_at,
        late_for=now - due_at if waits and due_at and now >= due_at else None,
        reminder=_reminder(reminded_at, reminded_by, seen_at),
        here_waiting=here_waiting,
        is_rested=reminded_at is None or now - reminded_at >= BETWEEN_REMINDERS,
    )


def _reminder(at: datetime | None, by: str, seen_at: datetime | None) -> Reminder | None:
    return Reminder(timezone.localtime(at), by, _local(seen_at)) if at else None


def _local(at: datetime | None) -> datetime | None:
    return timezone.localtime(at) if at else None


def of_session(board: Iterable[BoardRow], school_session: Session) -> list[BoardRow]:
    """The registers of one session."""
    return [row for row in board if row.session is school_session]
