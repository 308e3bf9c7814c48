"""The school's session so far, in figures."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Permission
from attendance.codes import (
    ATTENDING_NUMBERS,
    HERE_NUMBERS,
    LATE,
    LATE_AFTER_CLOSE,
    NO_REASON,
    POSSIBLE_NUMBERS,
)
from attendance.queries.first_day.absences import KNOWN_TODAY, UNMARKED, absence_values
from schools.access import Rights
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow

# `latest` is what is known last of a pupil today; the marks are those of the session that is on.
FIGURES = f"""
{KNOWN_TODAY}
SELECT count(*), count(m.code), count(*) FILTER (WHERE m.code = ANY (%(here)s)),
       count(*) FILTER (WHERE m.code BETWEEN {ATTENDING_NUMBERS[0]} AND {ATTENDING_NUMBERS[-1]}),
       count(*) FILTER (WHERE m.code BETWEEN {POSSIBLE_NUMBERS[0]} AND {POSSIBLE_NUMBERS[-1]}),
       count(*) FILTER (WHERE m.code = {LATE}), count(*) FILTER (WHERE m.code = {LATE_AFTER_CLOSE}),
       count(*) FILTER (WHERE k.latest = {NO_REASON}), count(*) FILTER (WHERE k.latest = {UNMARKED})
FROM known k
LEFT JOIN attendance_mark m
       ON m.pupil_id = k.pupil_id AND m.date = %(on)s AND m.session = %(school_session)s
"""


@dataclass(frozen=True)
class SessionFigures:
    """A session's pupils by what is known of them; `no_reason` and `unmarked` are the unexplained.

    `here` are in this school; `attended` and `possible` count as the statistics do (trips attend).
    """

    on_roll: int
    marked: int
    here: int
    attended: int
    possible: int
    late: int
    after_close: int
    no_reason: int
    unmarked: int

    @property
    def unexplained(self) -> int:
        """Pupils with N once their register is in or closed, or without a mark after it closed."""
        return self.no_reason + self.unmarked


def session_figures(rights: Rights, day: SchoolDayNow) -> SessionFigures:
    """The session that the day stands in, for the pupils whose registers the person may see: one statement.

    A pupil without a mark counts as unexplained only once the register has closed, never before.
    """
    tables, values = reaches(rights, seen=Permission.REGISTER_VIEW)
    values |= absence_values(rights.school, day)
    values |= {"here": HERE_NUMBERS, "school_session": day.moment.session.value}
    return SessionFigures(*rows_of(tables + FIGURES, values)[0])
