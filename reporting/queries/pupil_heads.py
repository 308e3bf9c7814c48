"""What stands once on a pupil's page, and which rights reach this pupil."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.http import Http404

from accounts.roles import Permission
from attendance.metrics import Tally
from attendance.queries.figures.pupils import PUPIL_SESSIONS
from attendance.queries.figures.sums import Days, sum_values, sums_sql
from reporting.tiles import tally_of
from schools.access import Rights
from schools.calendar import academic_year_start
from schools.queries.pupil_joins import LATEST_ROLL, REGISTRATION, SUPPORT, YEAR_GROUP
from schools.queries.reach import reaches

HEAD = "".join(
    (
        f", {sums_sql(among='SELECT %(pupil)s::bigint')}",
        """
SELECT p.known_forename, p.known_surname, p.legal_forename, p.middle_names, p.legal_surname, p.former_names,
       p.upn, p.admission_number, p.sex, p.born_on, roll.admitted_on, roll.left_on,
       g.id, coalesce(g.name, ''), y.year_group,
       ARRAY[EXISTS (SELECT FROM contacted x WHERE x.id = p.id),
             EXISTS (SELECT FROM unhidden x WHERE x.id = p.id),
             EXISTS (SELECT FROM warned x WHERE x.id = p.id),
             EXISTS (SELECT FROM counted x WHERE x.id = p.id),
             EXISTS (SELECT FROM traced x WHERE x.id = p.id),
             EXISTS (SELECT FROM registered x WHERE x.id = p.id),
             EXISTS (SELECT FROM managed x WHERE x.id = p.id),
             EXISTS (SELECT FROM supported x WHERE x.id = p.id),
             EXISTS (SELECT FROM protecting x WHERE x.id = p.id),
             EXISTS (SELECT FROM following x WHERE x.id = p.id),
             EXISTS (SELECT FROM visiting x WHERE x.id = p.id),
             EXISTS (SELECT FROM reading x WHERE x.id = p.id),
             EXISTS (SELECT FROM acting x WHERE x.id = p.id)],
""",
        SUPPORT,
        """,
       ARRAY(SELECT f.kind FROM schools_protectedfact f WHERE f.pupil_id = p.id AND f.from_on <= %(on)s
               AND (f.until_on IS NULL OR f.until_on >= %(on)s)
               AND EXISTS (SELECT FROM protecting x WHERE x.id = p.id) ORDER BY f.kind),
       coalesce(t.sessions, '{}')
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


@dataclass(frozen=True)
class PupilHead:
    """A pupil's names, numbers, place and year so far. Facts are left out without their right."""

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
    sessions: list[int | None]

    @property
    def shown(self) -> Shown:
        """Which parts of the page are open."""
        return Shown(*self.reached_by)

    @property
    def tally(self) -> Tally:
        """The sessions of this school year."""
        return tally_of(self.sessions)

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
    tables, parameters = reaches(
        rights,
        seen=Permission.PUPIL_SEARCH,
        contacted=Permission.CONTACTS_VIEW,
        unhidden=Permission.HIDDEN_ADDRESS_VIEW,
        warned=Permission.CONTACT_SAFETY_VIEW,
        counted=Permission.FIGURES_VIEW,
        traced=Permission.ATTENDANCE_HISTORY,
        registered=Permission.REGISTER_VIEW,
        managed=Permission.PUPIL_MANAGE,
        supported=Permission.SUPPORT_FACTS_VIEW,
        protecting=Permission.PROTECTED_FACTS_VIEW,
        following=Permission.LESSON_FOLLOW_UP,
        visiting=Permission.VISIT_WORK,
        reading=Permission.CASE_READ,
        acting=Permission.CASE_WRITE,
    )
    facts = {"pupil": pupil_id, "on": on} | sum_values([rights.school.pk], Days(academic_year_start(on), on))
    with connection.cursor() as cursor:
        cursor.execute(tables + HEAD, parameters | facts)
        row = cursor.fetchone()
    if row is None:
        raise Http404
    return PupilHead(pupil_id, *row)
