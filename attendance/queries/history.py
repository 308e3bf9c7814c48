"""Every change to a mark: old, new, who, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from attendance.codes import Code, code_of
from attendance.queries.registers.on_register import ON_REGISTER
from schools.calendar import Session
from schools.wording import short_day_words, time_words

# The changes to the marks of a duplicate that was merged are the kept pupil's: its row points at that pupil.
CHANGES = """
SELECT p.id, p.known_forename || ' ' || p.known_surname, a.date, a.session, a.original, a.amended,
       a.original_minutes, a.amended_minutes, a.was_closed, a.reason, a.by_name, a.by_title, a.at,
       CASE WHEN a.amended IS NULL THEN coalesce(later.original, m.code) END
FROM attendance_markamendment a JOIN schools_pupil q ON q.id = a.pupil_id
JOIN schools_pupil p ON p.id = coalesce(q.merged_into_id, q.id)
LEFT JOIN attendance_mark m ON m.pupil_id = a.pupil_id AND m.date = a.date AND m.session = a.session
LEFT JOIN LATERAL (
  SELECT n.original FROM attendance_markamendment n
  WHERE n.pupil_id = a.pupil_id AND n.date = a.date AND n.session = a.session AND n.id > a.id
  ORDER BY n.id LIMIT 1) later ON a.amended IS NULL
"""
OF_REGISTER = (
    CHANGES
    + f"""
JOIN {ON_REGISTER} g ON g.pupil_id = p.id AND g.group_id = %(group)s
WHERE a.date = %(on)s AND a.session = %(session)s ORDER BY a.at, a.id
"""
)
OF_PUPIL = (
    CHANGES
    + """
WHERE a.pupil_id IN (SELECT id FROM schools_pupil WHERE id = %(pupil)s OR merged_into_id = %(pupil)s)
ORDER BY a.at DESC, a.id DESC LIMIT %(most)s
"""
)


@dataclass(frozen=True)
class Change:
    """One line of a history page. A mark that was cleared says what was marked in its place."""

    pupil_id: int
    pupil: str
    date: date
    session: Session
    original: Code
    amended: Code | None
    original_minutes: int | None
    amended_minutes: int | None
    was_closed: bool
    reason: str
    by: str
    by_title: str
    at: datetime
    marked_again: Code | None

    @property
    def when_words(self) -> str:
        """When the change was made: "Tue 9 Mar 09:31"."""
        return f"{short_day_words(self.at.date())} {time_words(self.at)}"

    @property
    def minutes_words(self) -> str:
        """How late, now and before: "4 min late, was 12 min late"; empty where neither mark says."""
        found = (("", self.amended_minutes), ("was ", self.original_minutes))
        return ", ".join(f"{lead}{minutes} min late" for lead, minutes in found if minutes is not None)

    @property
    def session_words(self) -> str:
        """The session whose mark was changed: "Tue 9 Mar AM"."""
        return f"{short_day_words(self.date)} {self.session.name}"


def _changes(sql: str, parameters: dict[str, Any]) -> list[Change]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [
            Change(
                pupil_id=pupil_id,
                pupil=pupil,
                date=on,
                session=Session(number),
                original=code_of(original),
                amended=code_of(amended) if amended is not None else None,
                original_minutes=original_minutes,
                amended_minutes=amended_minutes,
                was_closed=was_closed,
                reason=reason,
                by=by or "an import",
                by_title=by_title,
                at=timezone.localtime(at),
                marked_again=code_of(again) if again is not None else None,
            )
            for (
                pupil_id,
                pupil,
                on,
                number,
                original,
                amended,
                original_minutes,
                amended_minutes,
                was_closed,
                reason,
                by,
                by_title,
                at,
                again,
            ) in cursor.fetchall()
        ]


def register_history(group_id: int, on: date, school_session: Session) -> list[Change]:
    """The changes to a register's marks, earliest first: one statement."""
    return _changes(OF_REGISTER, {"group": group_id, "on": on, "session": school_session.value})


def pupil_history(pupil_id: int, *, most: int = 50) -> list[Change]:
    """The latest changes to a pupil's marks, newest first: one statement."""
    return _changes(OF_PUPIL, {"pupil": pupil_id, "most": most})
