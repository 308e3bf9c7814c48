"""The sessions of today of some pupils, as a call about an absence finds them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.roles import Permission
from attendance.codes import NO_REASON, code_of
from attendance.queries.first_day.absences import ABSENCES, IS_UNEXPLAINED, KNOWN_TODAY, absence_values
from attendance.queries.first_day.contact_sql import HAS_ANSWERED
from schools.access import Rights
from schools.calendar import Session
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow
from schools.wording import time_words

SeenMarks = Mapping[tuple[int, Session], int]

# Both sessions of each pupil who is on a register on the day %(on)s.
SESSIONS = """
SELECT p.id, p.known_forename || ' ' || p.known_surname, g.id, g.name, x.session, m.code,
       coalesce(m.version, 0), coalesce(u.full_name, ''), m.set_at
FROM schools_pupil p
JOIN schools_groupmember gm ON gm.pupil_id = p.id AND gm.from_on <= %(on)s
     AND (gm.until_on IS NULL OR gm.until_on >= %(on)s)
JOIN schools_group g ON g.id = gm.group_id AND g.kind = 'registration'
CROSS JOIN (VALUES (1::smallint), (2::smallint)) AS x (session)
LEFT JOIN attendance_mark m ON m.pupil_id = p.id AND m.date = %(on)s AND m.session = x.session
LEFT JOIN accounts_user u ON u.id = m.set_by_id
WHERE p.school_id = %(school)s AND p.id = ANY (%(pupils)s)
ORDER BY p.id, x.session
"""
UNEXPLAINED = f"""
SELECT a.pupil_id, p.known_forename || ' ' || p.known_surname, a.session, a.version,
       {HAS_ANSWERED}
FROM absences a JOIN schools_pupil p ON p.id = a.pupil_id
WHERE {IS_UNEXPLAINED} AND (%(pupils)s::bigint[] IS NULL OR a.pupil_id = ANY (%(pupils)s))
ORDER BY p.known_surname, p.known_forename, p.id
"""


@dataclass(frozen=True)
class SessionNow:
    """A session of a pupil today: its mark, or none, and whether its register has closed."""

    pupil_id: int
    name: str
    group_id: int
    group: str
    session: Session
    number: int | None
    version: int
    set_by: str
    set_at: datetime | None
    is_closed: bool

    @property
    def letter(self) -> str:
        """The letter that stands; empty where none does."""
        return "" if self.number is None else code_of(self.number).letter

    @property
    def is_unexplained(self) -> bool:
        """Absent and nobody knows why: N, or no mark in a closed register."""
        return self.number == NO_REASON or (self.number is None and self.is_closed)

    @property
    def is_open_blank(self) -> bool:
        """Without a mark still, in a register that has not closed."""
        return self.number is None and not self.is_closed

    @property
    def words(self) -> str:
        """What stands: "morning N", "afternoon without a mark"."""
        return f"{self.session.words} {self.letter or 'without a mark'}"

    @property
    def standing(self) -> str:
        """Who set what, and when: "Ms Lane set / at 08:52"."""
        if self.set_at is None:
            return f"The {self.session.words} has no mark now"
        when = time_words(timezone.localtime(self.set_at))
        return f"{self.set_by or 'An import'} set {self.letter} for the {self.session.words} at {when}"


@dataclass(frozen=True)
class Unexplained:
    """A pupil who is absent now without a reason; `version` is that of the mark, 0 without one.

    `has_answered`: the family spoke of this absence, though no reason was set.
    """

    pupil_id: int
    name: str
    session: Session
    version: int
    has_answered: bool


def sessions_today(rights: Rights, pupils: Collection[int], day: SchoolDayNow) -> list[SessionNow]:
    """Both sessions of today of each of these pupils of the school: one statement. Reach is the caller's."""
    values = {"school": rights.school.pk, "pupils": list(pupils), "on": day.on}
    return [
        SessionNow(
            pupil_id=pupil,
            name=name,
            group_id=group_id,
            group=group,
            session=Session(session),
            number=code,
            version=version,
            set_by=by,
            set_at=at,
            is_closed=day.is_school_day and day.moment.is_closed(Session(session)),
        )
        for pupil, name, group_id, group, session, code, version, by, at in rows_of(SESSIONS, values)
    ]


def unexplained_now(
    rights: Rights, day: SchoolDayNow, permission: Permission, *, pupils: Collection[int] | None = None
) -> list[Unexplained]:
    """Who within a right's reach is absent now without a reason, of `pupils` or of all: one statement."""
    tables, values = reaches(rights, seen=permission)
    values |= absence_values(rights.school, day) | {"pupils": None if pupils is None else list(pupils)}
    rows = rows_of(tables + KNOWN_TODAY + ABSENCES + UNEXPLAINED, values)
    return [Unexplained(pupil, name, Session(half), *more) for pupil, name, half, *more in rows]


def seen_words(sessions: Collection[SessionNow]) -> str:
    """What a form carries of the marks that it showed: "7:1:2 7:2:0", pupil, session and version."""
    return " ".join(f"{row.pupil_id}:{row.session.value}:{row.version}" for row in sessions)
