"""A small world with names, for tests that read as sentences.

Greenway Trust runs Marlowe Park Academy (secondary) and Ashgrove Primary; Harbour Trust runs Tallis Wood
School. It is 08:49 on Tuesday 9 March 2027. At Marlowe Park, 8HW is Ms Lane's registration group and 7A is
Mr Mwangi's. Every member of staff there holds one role; Dr Shah is head of Tallis Wood.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from accounts.models import User
from accounts.roles import Role
from attendance.queries.registers.frame import RegisterFrame, register_frame
from schools.access import ROLES_TO_APPROVE
from schools.calendar import LONDON, HalfTermSpec, Session, YearSpec, build_school_days
from schools.models import (
    AcademicYear,
    Closure,
    ClosureKind,
    Group,
    GroupKind,
    GroupMember,
    HalfTerm,
    Membership,
    Pupil,
    RollEntry,
    School,
    SchoolDay,
    Trust,
)
from tests.factories import (
    GroupFactory,
    GroupStaffFactory,
    MembershipFactory,
    PupilFactory,
    SchoolFactory,
    SessionHoursFactory,
    StaffFactory,
    TrustFactory,
    UserFactory,
)

TODAY = date(2027, 3, 9)
NOW = datetime(2027, 3, 9, 8, 49, tzinfo=LONDON)
YESTERDAY = date(2027, 3, 8)
SUNDAY = date(2027, 3, 7)
TOMORROW = date(2027, 3, 10)
INSET_DAY = date(2027, 2, 22)
TOO_OLD = date(2027, 2, 1)

YEAR = YearSpec(
    date(2026, 9, 1),
    date(2027, 8, 31),
    tuple(
        HalfTermSpec(number, date.fromisoformat(starts), date.fromisoformat(ends))
        for number, (starts, ends) in enumerate(
            [
                ("2026-09-03", "2026-10-23"),
                ("2026-11-02", "2026-12-18"),
                ("2027-01-05", "2027-02-12"),
                ("2027-02-22", "2027-03-25"),
                ("2027-04-12", "2027-05-28"),
                ("2027-06-07", "2027-07-21"),
            ],
            start=1,
        )
    ),
)
CLOSURES = (
    (ClosureKind.INSET, INSET_DAY, "Staff training"),
    (ClosureKind.BANK_HOLIDAY, date(2027, 5, 3), "Early May bank holiday"),
)
FIRST_NAMES = (
    *(("Khan", "Amir"), ("O'Brien-Łukasiewicz", "Zoë"), ("Abbott", "Jack"), ("Ahmed", "Aisha")),
    *(("Baker", "Tom"), ("Begum", "Nadia"), ("Carter", "Ella"), ("Clarke", "Mia"), ("Davies", "Rhys")),
    *(("Edwards", "Isla"), ("Evans", "Owen"), ("Farah", "Yusuf"), ("Green", "Ruby"), ("Hall", "Leo")),
)
FORENAMES = ("Ada", "Ben", "Cara", "Dev", "Eve", "Finn", "Gita", "Hugo")
SURNAMES = ("Ingram", "Jones", "Kaur", "Lewis", "Morris", "Nkosi", "Owen", "Patel", "Quinn", "Reeve", "Singh")


@dataclass
class World:
    """Who and what there is. `lane`, `okafor` and the others are users; `class_8hw` and the others groups."""

    marlowe: School
    ashgrove: School
    tallis: School
    staff: dict[Role, User]
    shah: User
    mwangi: User
    class_8hw: Group
    class_7a: Group
    class_oak: Group
    class_9t: Group
    pupils: list[Pupil] = field(default_factory=list)
    pupils_elsewhere: dict[str, Pupil] = field(default_factory=dict)

    @property
    def lane(self) -> User:
        """Ms Lane, tutor of 8HW."""
        return self.staff[Role.TEACHER]

    @property
    def okafor(self) -> User:
        """Ms Okafor, attendance officer."""
        return self.staff[Role.OFFICER]

    @property
    def bell(self) -> User:
        """Mr Bell of the office."""
        return self.staff[Role.OFFICE]

    @property
    def adeyemi(self) -> User:
        """Mrs Adeyemi, head of Marlowe Park."""
        return self.staff[Role.HEAD]

    @property
    def rahman(self) -> User:
        """Mr Rahman, pastoral lead of Year 8."""
        return self.staff[Role.PASTORAL]

    @property
    def reid(self) -> User:
        """Mr Reid, safeguarding lead."""
        return self.staff[Role.DSL]

    def frame(
        self, on: date = TODAY, session: Session = Session.AM, group: Group | None = None
    ) -> RegisterFrame:
        """The frame of a register: this morning's of 8HW unless said otherwise."""
        return register_frame(group or self.class_8hw, on, session, today=TODAY)


def build_world(pupils: int = 3) -> World:
    """The rows of the world, with so many pupils in 8HW and one in each other group."""
    greenway = TrustFactory.create(name="Greenway Trust", slug="greenway")
    harbour = TrustFactory.create(name="Harbour Trust", slug="harbour")
    marlowe = add_school(greenway, "Marlowe Park Academy", "marlowe-park")
    ashgrove = add_school(
        greenway, "Ashgrove Primary", "ashgrove", phase="PS", youngest_year=0, oldest_year=6
    )
    tallis = add_school(harbour, "Tallis Wood School", "tallis-wood")
    staff = {role: _person(marlowe, role, name, title) for role, name, title in PEOPLE}
    Membership.objects.filter(role__in=ROLES_TO_APPROVE).update(approved_by=staff[Role.HEAD])
    mwangi = _person(marlowe, Role.TEACHER, "Mr Mwangi", "Teacher of history")
    world = World(
        marlowe=marlowe,
        ashgrove=ashgrove,
        tallis=tallis,
        staff=staff,
        shah=_person(tallis, Role.HEAD, "Dr Shah", "Head teacher"),
        mwangi=mwangi,
        class_8hw=add_group(marlowe, "8HW", 8, teacher=staff[Role.TEACHER], room="H2"),
        class_7a=add_group(marlowe, "7A", 7, teacher=mwangi),
        class_oak=add_group(ashgrove, "Oak", 3),
        class_9t=add_group(tallis, "9T", 9),
    )
    world.pupils = add_pupils(world.class_8hw, pupils)
    for group, name in (
        (world.class_7a, ("Hughes", "Megan")),
        (world.class_oak, ("Wren", "Poppy")),
        (world.class_9t, ("Dalton", "Sam")),
    ):
        world.pupils_elsewhere[group.name] = add_pupils(group, 1, [name])[0]
    return world


PEOPLE = (
    (Role.TEACHER, "Ms Lane", "Teacher of geography"),
    (Role.OFFICE, "Mr Bell", "Receptionist"),
    (Role.OFFICER, "Ms Okafor", "Attendance officer"),
    (Role.PASTORAL, "Mr Rahman", "Head of Year 8"),
    (Role.DSO, "Miss Farrow", "Safeguarding officer"),
    (Role.DSL, "Mr Reid", "Designated safeguarding lead"),
    (Role.SENCO, "Mrs Novak", "SENCO"),
    (Role.HEAD, "Mrs Adeyemi", "Head teacher"),
    (Role.GOVERNOR, "Mr Castle", "Chair of governors"),
    (Role.TRUST, "Ms Whitby", "Trust attendance lead"),
    (Role.ADMIN, "Mr Osei", "Data manager"),
)


def _person(school: School, role: Role, name: str, title: str) -> User:
    person = UserFactory.create(full_name=name, job_title=title)
    years = [8] if role is Role.PASTORAL else []
    MembershipFactory.create(user=person, school=school, role=role.value, year_groups=years)
    return person


def add_school(trust: Trust, name: str, slug: str, *, year: YearSpec = YEAR, **facts: object) -> School:
    """A school with hours and this year's calendar."""
    school = SchoolFactory.create(trust=trust, name=name, slug=slug, **facts)
    SessionHoursFactory.create(school=school)
    add_year(school, year)
    return school


def add_year(school: School, spec: YearSpec) -> AcademicYear:
    """An academic year with its half terms, closures and school days."""
    year = AcademicYear.objects.create(school=school, starts_on=spec.starts_on, ends_on=spec.ends_on)
    terms = HalfTerm.objects.bulk_create(
        HalfTerm(academic_year=year, number=term.number, starts_on=term.starts_on, ends_on=term.ends_on)
        for term in spec.half_terms
    )
    closures = Closure.objects.bulk_create(
        Closure(school=school, kind=kind, starts_on=on, ends_on=on, note=note) for kind, on, note in CLOSURES
    )
    numbered = {term.number: term for term in terms}
    SchoolDay.objects.bulk_create(
        SchoolDay(
            school=school,
            date=day.date,
            number=day.number,
            week_number=day.week_number,
            monday=day.monday,
            academic_year=year,
            half_term=numbered[day.half_term],
        )
        for day in build_school_days(spec, closures)
    )
    return year


def add_group(
    school: School, name: str, year_group: int, *, teacher: User | None = None, room: str = ""
) -> Group:
    """A registration group of this year, with the group of its year, and its tutor."""
    year = AcademicYear.objects.get(school=school, starts_on=YEAR.starts_on)
    Group.objects.get_or_create(
        school=school,
        academic_year=year,
        kind=GroupKind.YEAR.value,
        name=f"Year {year_group}",
        year_group=year_group,
    )
    group: Group = GroupFactory.create(academic_year=year, name=name, year_group=year_group, room=room)
    if teacher is not None:
        GroupStaffFactory.create(group=group, staff=StaffFactory.create(school=school, user=teacher))
    return group


def add_pupils(
    group: Group, count: int, names: Iterable[tuple[str, str]] = (), **facts: object
) -> list[Pupil]:
    """Pupils on roll since September, in the registration group and in its year; six statements."""
    chosen = [*names, *_names()][:count]
    pupils: list[Pupil] = [
        PupilFactory.build(school=group.school, legal_surname=surname, legal_forename=forename, **facts)
        for surname, forename in chosen
    ]
    Pupil.objects.bulk_create(pupils)
    RollEntry.objects.bulk_create(
        RollEntry(pupil=pupil, school=group.school, admitted_on=YEAR.starts_on) for pupil in pupils
    )
    year = Group.objects.get(
        academic_year=group.academic_year_id, kind=GroupKind.YEAR.value, year_group=group.year_group
    )
    GroupMember.objects.bulk_create(
        GroupMember(group=each, pupil=pupil, from_on=YEAR.starts_on)
        for pupil in pupils
        for each in (group, year)
    )
    return pupils


def _names() -> Iterable[tuple[str, str]]:
    yield from FIRST_NAMES
    for surname in SURNAMES:
        for forename in FORENAMES:
            yield surname, forename
