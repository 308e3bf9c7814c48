"""A secondary school of 1,200 pupils near the end of its year: 40 registers, some 450,000 marks.

It is 08:49 on Tuesday 20 July 2027, and no mark of today is set yet.
"""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from accounts.roles import Role
from schools.calendar import LONDON
from schools.models import Group, School
from tests.databases import Addresses
from tests.factories import MembershipFactory, UserFactory
from tests.world import World, add_group, add_pupils, build_world
from tests.year_of_marks import add_year_of_marks

TODAY = date(2027, 7, 20)
NOW = datetime(2027, 7, 20, 8, 49, tzinfo=LONDON)
STARTS_AT = "2027-07-20T08:49"
CLASSES, PUPILS_EACH = 40, 30


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


def build_whole_school(database: Addresses) -> WholeSchool:
    """The rows, then a year of marks in one statement, and their tallies by recount."""
    whole = WholeSchool(build_world(pupils=0), [], [])
    for number in range(CLASSES):
        year = 7 + number * 5 // CLASSES
        teacher = UserFactory.create(full_name=f"Teacher {number}")
        MembershipFactory.create(user=teacher, school=whole.school, role=Role.TEACHER.value)
        group = add_group(whole.school, f"{year}C{number}", year, teacher=teacher)
        add_pupils(group, PUPILS_EACH)
        whole.classes.append(group)
        whole.teachers.append(teacher)
    add_year_of_marks(database, whole.school, until=TODAY)
    return whole
