"""A secondary school of 1,200 pupils near the end of its year: 40 registers, some 450,000 marks.

It is 08:49 on Tuesday 20 July 2027. Attendance is about 93 %; no mark of today is set yet.
"""

from dataclasses import dataclass
from datetime import date, datetime

import psycopg

from accounts.models import User
from accounts.roles import Role
from schools.calendar import LONDON
from schools.models import Group, School
from tests.databases import Addresses, owner_connection
from tests.factories import MembershipFactory, UserFactory
from tests.world import World, add_group, add_pupils, build_world

TODAY = date(2027, 7, 20)
NOW = datetime(2027, 7, 20, 8, 49, tzinfo=LONDON)
STARTS_AT = "2027-07-20T08:49"
CLASSES, PUPILS_EACH = 40, 30

# Each pupil, day and session draws its own number below 1000, the same in every run.
MARKS = """
INSERT INTO attendance_mark (pupil_id, date, session, code, minutes_late, version, source, school_id,
                             set_at, note)
SELECT pupil_id, date, session,
       CASE WHEN draw < 905 THEN 9 + session WHEN draw < 930 THEN 20 WHEN draw < 970 THEN 104
            WHEN draw < 985 THEN 200 WHEN draw < 992 OR date < %(recent)s THEN 201 ELSE 220 END,
       CASE WHEN draw BETWEEN 905 AND 929 THEN draw - 900 END,
       1, 'import', school_id, date + time '09:00', ''
FROM (SELECT p.id AS pupil_id, d.date, s.session, p.school_id,
             abs(hashint8(p.id * 100003 + d.number * 2 + s.session)) %% 1000 AS draw
      FROM schools_pupil p
      JOIN schools_schoolday d ON d.school_id = p.school_id AND d.date < %(today)s
      CROSS JOIN (VALUES (1), (2)) AS s (session)
      WHERE p.school_id = %(school)s) AS drawn
ORDER BY date, session, pupil_id
"""


@dataclass
class WholeSchool:
    """The school, its classes, and the teacher of each."""

    world: World
    classes: list[Group]
    teachers: list[User]

    @property
    def school(self) -> School:
        """Marlowe Park."""
        return self.world.marlowe


def build_whole_school(database: Addresses, classes: int = CLASSES) -> WholeSchool:
    """The rows, then a year of marks in one statement, and their tallies by recount."""
    school = WholeSchool(build_world(pupils=0), [], [])
    for number in range(classes):
        year = 7 + number * 5 // classes
        teacher = UserFactory.create(full_name=f"Teacher {number}")
        MembershipFactory.create(user=teacher, school=school.school, role=Role.TEACHER.value)
        group = add_group(school.school, f"{year}C{number}", year, teacher=teacher)
        add_pupils(group, PUPILS_EACH)
        school.classes.append(group)
        school.teachers.append(teacher)
    with owner_connection(database) as owner:
        _add_marks(owner, school.school)
    return school


def _add_marks(owner: psycopg.Connection[tuple[object, ...]], school: School) -> None:
    """As the owner, with the rules of the table put aside: a year cannot be typed in by hand."""
    facts = {"school": school.pk, "today": TODAY, "recent": date(2027, 7, 15)}
    owner.execute("ALTER TABLE attendance_mark DISABLE TRIGGER USER")
    owner.execute(MARKS, facts)
    owner.execute("ALTER TABLE attendance_mark ENABLE TRIGGER USER")
    owner.execute(
        "SELECT attendance_recount(%(school)s, array_agg(DISTINCT monday))"
        " FROM schools_schoolday WHERE school_id = %(school)s",
        facts,
    )
    owner.execute("VACUUM ANALYZE")
