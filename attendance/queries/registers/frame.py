"""What stands around a register: its group, teacher, hours, school day and state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from attendance.queries.permits.in_force import PERMIT_IN_FORCE
from attendance.queries.registers.on_register import ON_REGISTER
from attendance.thresholds import OPENS_BEFORE
from schools.calendar import Day, Session, SessionTimes
from schools.models import Group
from schools.queries.dated_values import value_sql
from schools.value_table import BY_KEY
from schools.wording import time_words

TEACHER_CODES = BY_KEY["register.teacher_codes"]
STRIP_DAYS = 10
N_DAYS = BY_KEY["n_code.school_days"]
# The most that an N may stand, and the one on which it is overdue.
DAYS_AFTER = N_DAYS.most + 1

FRAME = f"""
SELECT coalesce((SELECT s.title_name FROM schools_groupstaff p JOIN schools_staff s ON s.id = p.staff_id
                 WHERE p.group_id = %(group)s AND p.from_on <= %(on)s
                   AND (p.until_on IS NULL OR p.until_on >= %(on)s)
                 ORDER BY p.part = 'tutor', p.from_on DESC LIMIT 1), ''),
       EXISTS (SELECT 1 FROM schools_schoolday d WHERE d.school_id = %(school)s AND d.date = %(on)s),
       ARRAY(SELECT d.date FROM schools_schoolday d WHERE d.school_id = %(school)s AND d.date < %(on)s
             ORDER BY d.date DESC LIMIT %(days)s),
       ARRAY(SELECT d.date FROM schools_schoolday d WHERE d.school_id = %(school)s AND d.date > %(on)s
             ORDER BY d.date LIMIT %(days_after)s),
       h.am_starts, h.am_ends, h.pm_starts, h.pm_ends, h.register_minutes,
       r.id, r.submitted_at, coalesce(u.full_name, ''),
       (SELECT coalesce(c.note, '') || '|' || c.kind FROM schools_closure c WHERE c.school_id = %(school)s
          AND %(on)s BETWEEN c.starts_on AND c.ends_on ORDER BY c.kind LIMIT 1),
       ({value_sql("teacher_codes")}), ({value_sql("n_days", on="today")}),
       EXISTS (SELECT FROM {PERMIT_IN_FORCE} p JOIN {ON_REGISTER} g ON g.pupil_id = p.pupil_id
               WHERE g.group_id = %(group)s
                 AND NOT EXISTS (SELECT FROM attendance_mark m WHERE m.pupil_id = p.pupil_id
                                 AND m.date = %(on)s AND m.session = %(session)s)),
       (SELECT jsonb_object_agg(m.pupil_id, m.code) FROM {ON_REGISTER} g JOIN attendance_mark m
          ON m.pupil_id = g.pupil_id AND m.date = %(on)s AND m.session = %(session)s
        WHERE g.group_id = %(group)s AND m.source <> 'register')
FROM (SELECT 1) AS one
LEFT JOIN schools_sessionhours h ON h.school_id = %(school)s AND h.valid_from <= %(on)s
     AND (h.valid_to IS NULL OR %(on)s < h.valid_to)
LEFT JOIN attendance_register r ON r.group_id = %(group)s AND r.date = %(on)s AND r.session = %(session)s
LEFT JOIN accounts_user u ON u.id = r.submitted_by_id
"""


@dataclass(frozen=True)
class RegisterFrame:
    """The facts around one register, from one statement.

    `has_permits_to_place`: a code agreed ahead covers a session of a pupil that has no mark yet.
    `office_codes`: the code of each pupil whose mark is the office's, or came by import.
    `n_limit`: the school days that an N may stand, by today's rule whatever the day of the register.
    """

    group: Group
    date: Day
    session: Session
    teacher: str
    is_school_day: bool
    strip_dates: tuple[Day, ...]
    days_after: tuple[Day, ...]
    times: SessionTimes | None
    register_id: int | None
    submitted_at: datetime | None
    submitted_by: str
    closure: str
    teacher_letters: tuple[str, ...]
    n_limit: int
    has_permits_to_place: bool
    office_codes: Mapping[int, int]

    @property
    def closes_at(self) -> datetime | None:
        """The instant at which the register closes; None where the school has set no hours."""
        return self.times.closes_at(self.date, self.session) if self.times else None

    def early_words(self, now: datetime) -> str:
        """Why a teacher may not mark yet: a register is taken in its session (reg 10); empty once open."""
        if self.times is None:
            return ""
        starts_at = self.times.starts_at(self.date, self.session)
        opens_at = starts_at - OPENS_BEFORE
        if now >= opens_at:
            return ""
        return (
            f"The {self.session.words} register opens at {time_words(opens_at)}. "
            f"The session starts at {time_words(starts_at)}."
        )

    def is_closed(self, now: datetime) -> bool:
        """Whether a change now is an amendment: the register was submitted, or its close is past."""
        return self.submitted_at is not None or self.closes_at is None or now >= self.closes_at

    def minutes_to_close(self, now: datetime) -> int | None:
        """Whole minutes until the close, rounded up; None once it is past or where no hours are set."""
        if self.closes_at is None or now >= self.closes_at:
            return None
        return -(-(self.closes_at - now) // timedelta(minutes=1))


def register_frame(group: Group, on: date, session: Session, *, today: date) -> RegisterFrame:
    """The frame of a register: one statement, whatever the size of the group."""
    with connection.cursor() as cursor:
        cursor.execute(
            FRAME,
            {
                "group": group.pk,
                "school": group.school_id,
                "on": on,
                "session": session.value,
                "days": STRIP_DAYS,
                "days_after": DAYS_AFTER,
                "teacher_codes": TEACHER_CODES.key,
                "n_days": N_DAYS.key,
                "today": today,
            },
        )
        row = cursor.fetchone()
    assert row is not None
    teacher, meets, dates, after, am_starts, *hours, register_id, submitted_at, by, closure = row[:-4]
    letters, n_limit, has_permits, office_codes = row[-4:]
    return RegisterFrame(
        group=group,
        date=on,
        session=session,
        teacher=teacher,
        is_school_day=meets,
        strip_dates=tuple(reversed(dates)),
        days_after=tuple(after),
        times=SessionTimes(am_starts, *hours) if am_starts else None,
        register_id=register_id,
        submitted_at=timezone.localtime(submitted_at) if submitted_at else None,
        submitted_by=by,
        closure=_closure_words(closure),
        teacher_letters=TEACHER_CODES.read(json.loads(letters) if letters else TEACHER_CODES.default),
        n_limit=N_DAYS.read(json.loads(n_limit) if n_limit else N_DAYS.default),
        has_permits_to_place=meets and has_permits,
        office_codes={int(pupil): code for pupil, code in json.loads(office_codes or "{}").items()},
    )


def _closure_words(closure: str | None) -> str:
    note, _, kind = (closure or "").rpartition("|")
    return note or kind.replace("_", " ").replace("inset", "INSET day")
