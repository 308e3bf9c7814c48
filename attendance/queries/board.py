"""The day's registers by state, and the pupils behind their figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from accounts.roles import Permission
from attendance.queries.on_register import ON_REGISTER
from attendance.queries.registers import register_url
from schools.access import Rights, groups_visible_to
from schools.calendar import Session, SessionTimes
from schools.wording import time_words

BOARD = f"""
SELECT g.id, g.name, g.year_group, g.room, x.session, count(*), count(m.code),
       count(*) FILTER (WHERE m.source = 'import'),
       min(r.submitted_at), min(u.full_name), min(t.title_name)
FROM schools_group g
CROSS JOIN (VALUES (1::smallint), (2::smallint)) AS x (session)
JOIN {ON_REGISTER} o ON o.group_id = g.id
LEFT JOIN attendance_mark m ON m.pupil_id = o.pupil_id AND m.date = %(on)s AND m.session = x.session
LEFT JOIN attendance_register r ON r.group_id = g.id AND r.date = %(on)s AND r.session = x.session
LEFT JOIN accounts_user u ON u.id = r.submitted_by_id
LEFT JOIN LATERAL (
  SELECT s.title_name FROM schools_groupstaff p JOIN schools_staff s ON s.id = p.staff_id
  WHERE p.group_id = g.id AND p.from_on <= %(on)s AND (p.until_on IS NULL OR p.until_on >= %(on)s)
  ORDER BY p.part = 'tutor', p.from_on DESC LIMIT 1) t ON true
WHERE g.id = ANY (%(groups)s)
GROUP BY g.id, x.session
ORDER BY g.year_group, g.name, x.session
"""

STATE_WORDS = {
    "not_started": "Not started",
    "part": "Part marked",
    "marked": "Marked, not submitted",
    "submitted": "Submitted",
    "late": "Submitted late",
    "imported": "Imported",
}


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
    state: str
    url: str

    @property
    def is_in(self) -> bool:
        """Whether the register was submitted, here or in the system that its marks came from."""
        return self.submitted_at is not None or self.state == "imported"

    @property
    def words(self) -> str:
        """The state in words: "22 of 30 marked, not submitted"."""
        if self.submitted_at is not None:
            return f"{STATE_WORDS[self.state]} {time_words(self.submitted_at)}"
        if self.state == "imported":
            return "imported"
        if self.state == "not_started":
            return "not started"
        return f"{self.marked} of {self.total} marked, not submitted"


def day_board(
    rights: Rights, permission: Permission, *, on: date, times: SessionTimes | None
) -> list[BoardRow]:
    """Both sessions' registers of a day that the right reaches: two statements for any number of groups."""
    groups = list(
        groups_visible_to(rights, permission)
        .filter(kind="registration", academic_year__starts_on__lte=on, academic_year__ends_on__gte=on)
        .values_list("pk", flat=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(BOARD, {"on": on, "groups": groups})
        return [_row(rights, on, times, *row) for row in cursor.fetchall()]


def _row(
    rights: Rights,
    on: date,
    times: SessionTimes | None,
    group_id: int,
    name: str,
    year_group: int | None,
    room: str,
    session_number: int,
    total: int,
    marked: int,
    imported: int,
    submitted_at: datetime | None,
    submitted_by: str | None,
    teacher: str | None,
) -> BoardRow:
    school_session = Session(session_number)
    at = timezone.localtime(submitted_at) if submitted_at else None
    closes_at = times.closes_at(on, school_session) if times else None
    return BoardRow(
        group_id=group_id,
        group=name,
        year_group=year_group,
        room=room,
        teacher=teacher or "",
        session=school_session,
        total=total,
        marked=marked,
        submitted_at=at,
        submitted_by=submitted_by or "",
        state="imported" if at is None and imported == total else _state(total, marked, at, closes_at),
        url=register_url(rights.school.slug, on, group_id, school_session),
    )


def _state(total: int, marked: int, submitted_at: datetime | None, closes_at: datetime | None) -> str:
    if submitted_at is not None:
        return "late" if closes_at and submitted_at > closes_at else "submitted"
    if not marked:
        return "not_started"
    return "part" if marked < total else "marked"


def of_session(board: Iterable[BoardRow], school_session: Session) -> list[BoardRow]:
    """The registers of one session."""
    return [row for row in board if row.session is school_session]
