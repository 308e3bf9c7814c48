"""What stands once on a pupil's page, and which rights reach this pupil."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property

from django.db import connection
from django.http import Http404

from accounts.roles import Permission
from attendance.metrics import Tally
from attendance.queries.figures.pupils import FIGURES, PUPIL_SESSIONS
from attendance.queries.figures.sums import Days, sum_values, sums_sql
from reporting.queries.pupil_lists import roll_words
from reporting.tiles import tally_of
from schools.access import Rights
from schools.calendar import academic_year_start
from schools.queries.pupil_joins import LATEST_ROLL, REGISTRATION, SUPPORT, YEAR_GROUP
from schools.queries.reach import reaches

# Each right that the page asks after, by the name of its table in the statement; the first are `Shown`.
REACHED = {
    "contacted": Permission.CONTACTS_VIEW,
    "unhidden": Permission.HIDDEN_ADDRESS_VIEW,
    "warned": Permission.CONTACT_SAFETY_VIEW,
    "counted": Permission.FIGURES_VIEW,
    "traced": Permission.ATTENDANCE_HISTORY,
    "registered": Permission.REGISTER_VIEW,
    "managed": Permission.PUPIL_MANAGE,
    "supported": Permission.SUPPORT_FACTS_VIEW,
    "protecting": Permission.PROTECTED_FACTS_VIEW,
    "following": Permission.LESSON_FOLLOW_UP,
    "visiting": Permission.VISIT_WORK,
    "reading": Permission.CASE_READ,
    "acting": Permission.CASE_WRITE,
    "ringing": Permission.FIRST_DAY_WORK,
    "exporting": Permission.EXPORT_ATTENDANCE,
    "desked": Permission.DESK_SIGN_IN,
    "raising": Permission.ESCALATION_RAISE,
    "deciding": Permission.ESCALATION_DECIDE,
}
_REACHED = ", ".join(f"EXISTS (SELECT FROM {table} x WHERE x.id = p.id)" for table in REACHED)
# The pupil, and all of the same year group where the reader sees the figures of the whole year: those who
# were in it this school year, and in no other since.
COMPARED = """
, compared (id) AS (
  SELECT id FROM schools_pupil WHERE id = %(pupil)s
  UNION
  SELECT m.pupil_id FROM schools_groupmember b
  JOIN schools_group g ON g.id = b.group_id AND g.kind = 'year'
  JOIN schools_groupmember m ON m.group_id = g.id AND m.from_on <= %(on)s
       AND (m.until_on IS NULL OR m.until_on >= %(from_on)s)
  WHERE b.pupil_id = %(pupil)s AND b.from_on <= %(on)s AND (b.until_on IS NULL OR b.until_on >= %(on)s)
    AND (%(every_year)s OR g.year_group = ANY(%(years)s::int[]))
    AND m.pupil_id IN (SELECT id FROM counted)
    AND NOT EXISTS (
      SELECT FROM schools_groupmember n JOIN schools_group h ON h.id = n.group_id AND h.kind = 'year'
      WHERE n.pupil_id = m.pupil_id AND n.from_on > m.from_on AND n.from_on <= %(on)s)
)
"""
_OF_YEAR = ", ".join(f"sum({name})" for name in FIGURES)
HEAD = "".join(
    (
        COMPARED,
        f", {sums_sql(among='SELECT id FROM compared')}",
        f"""
SELECT p.known_forename, p.known_surname, p.legal_forename, p.middle_names, p.legal_surname, p.former_names,
       p.upn, p.admission_number, p.sex, p.born_on, roll.admitted_on, roll.left_on,
       g.id, coalesce(g.name, ''), y.year_group, ARRAY[{_REACHED}],
""",
        SUPPORT,
        """,
       ARRAY(SELECT f.kind FROM schools_protectedfact f WHERE f.pupil_id = p.id AND f.from_on <= %(on)s
               AND (f.until_on IS NULL OR f.until_on >= %(on)s)
               AND EXISTS (SELECT FROM protecting x WHERE x.id = p.id) ORDER BY f.kind),
       coalesce((SELECT json_agg(json_build_array(f.kind, f.until_on) ORDER BY f.until_on, f.id)
                 FROM schools_protectedfact f WHERE f.pupil_id = p.id AND f.until_on < %(on)s
                   AND EXISTS (SELECT FROM protecting x WHERE x.id = p.id)), '[]'),
       coalesce(t.sessions, '{}'),
""",
        f"""       CASE WHEN %(every_year)s OR y.year_group = ANY(%(years)s::int[])
            THEN (SELECT ARRAY[{_OF_YEAR}] FROM sums) END
FROM seen
JOIN schools_pupil p ON p.id = seen.id
""",
        LATEST_ROLL,
        REGISTRATION,
        YEAR_GROUP,
        PUPIL_SESSIONS,
        "WHERE p.id = %(pupil)s",
    )
)


@dataclass(frozen=True)
class Shown:
    """Which parts of the page the person's rights open for this pupil."""

    contacts: bool
    hidden_addresses: bool
    contact_safety: bool
    figures: bool
    history: bool
    register: bool
    numbers: bool
    support: bool
    protection: bool
    whereabouts: bool
    visits: bool
    lines: bool
    line_acts: bool
    calls: bool
    report: bool


@dataclass(frozen=True)
class PupilHead:
    """A pupil's names, numbers, place and year so far. Facts are left out without their right.

    `year_sessions` are those of the whole year group, for who sees the figures of all of it, else None.
    """

    pupil_id: int
    known_forename: str
    known_surname: str
    legal_forename: str
    middle_names: str
    legal_surname: str
    former_names: str
    upn: str
    admission_number: str
    sex: str
    born_on: date
    admitted_on: date | None
    left_on: date | None
    group_id: int | None
    group: str
    year_group: int | None
    reached_by: list[bool]
    support: list[str]
    protected: list[str]
    had_protection: list[list[str]]
    sessions: list[int | None]
    year_sessions: list[int | None] | None

    @cached_property
    def shown(self) -> Shown:
        """Which parts of the page are open."""
        return Shown(*self.reached_by[: len(fields(Shown))])

    @cached_property
    def held(self) -> frozenset[Permission]:
        """Which of the rights that the page asks after reach this pupil."""
        answers = zip(REACHED.values(), self.reached_by, strict=True)
        return frozenset(right for right, is_held in answers if is_held)

    def is_on_roll(self, on: date) -> bool:
        """Whether the pupil is on roll here on a day, by the last entry of the admission register."""
        return not roll_words(self.admitted_on, self.left_on, on=on)

    @property
    def tally(self) -> Tally:
        """The sessions of this school year."""
        return tally_of(self.sessions)

    @property
    def year_tally(self) -> Tally | None:
        """The sessions of the pupil's whole year group this school year; None for who does not see them."""
        return None if self.year_sessions is None else tally_of(self.year_sessions)

    @property
    def name(self) -> str:
        """The name that the pupil uses."""
        return f"{self.known_forename} {self.known_surname}"

    @property
    def legal_name(self) -> str:
        """The full name in the admission register (reg 8)."""
        return " ".join(part for part in (self.legal_forename, self.middle_names, self.legal_surname) if part)


def pupil_head(rights: Rights, pupil_id: int, *, on: date) -> PupilHead:
    """The pupil, when the person may look them up: one statement.

    404 otherwise, as if there were no such child.
    """
    tables, parameters = reaches(rights, seen=Permission.PUPIL_SEARCH, **REACHED)
    facts = {
        "pupil": pupil_id,
        "on": on,
        "every_year": rights.has_for_school(Permission.FIGURES_VIEW),
        "years": list(rights.years(Permission.FIGURES_VIEW)),
        **sum_values([rights.school.pk], Days(academic_year_start(on), on)),
    }
    with connection.cursor() as cursor:
        cursor.execute(tables + HEAD, parameters | facts)
        row = cursor.fetchone()
    if row is None:
        raise Http404
    return PupilHead(pupil_id, *row)
