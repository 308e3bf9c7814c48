"""Pupils, their families, their groups and the facts about them."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from schools.models import (
    Contact,
    Group,
    GroupKind,
    GroupMember,
    GroupStaff,
    Parent,
    ProtectedFact,
    ProtectedKind,
    Pupil,
    RollEntry,
    SafetyNote,
    SupportFact,
    SupportKind,
)
from schools.upn import check_letter
from tests.factories.people import StaffFactory
from tests.factories.schools import SchoolFactory

YEAR_STARTS_ON = date(2026, 9, 1)


def upn(number: int) -> str:
    """A well-formed unique pupil number."""
    body = f"3124000{26 - number // 1000 % 20:02d}{number % 1000:03d}"
    return check_letter(body) + body


class PupilFactory(DjangoModelFactory[Pupil]):
    """A Year 8 pupil of 2026/27."""

    class Meta:
        model = Pupil

    school: Any = factory.SubFactory(SchoolFactory)
    upn = factory.Sequence(upn)
    admission_number = factory.Sequence(lambda n: f"{n:05d}")
    legal_surname = "Khan"
    legal_forename = "Amir"
    known_surname = factory.SelfAttribute("legal_surname")
    known_forename = factory.SelfAttribute("legal_forename")
    sex = "M"
    born_on = date(2014, 3, 5)


class RollEntryFactory(DjangoModelFactory[RollEntry]):
    """On roll since 1 September 2026."""

    class Meta:
        model = RollEntry

    pupil: Any = factory.SubFactory(PupilFactory)
    school: Any = factory.SelfAttribute("pupil.school")
    admitted_on = YEAR_STARTS_ON


class GroupFactory(DjangoModelFactory[Group]):
    """A registration group; its school is its year's."""

    class Meta:
        model = Group

    school: Any = factory.SelfAttribute("academic_year.school")
    kind = GroupKind.REGISTRATION.value
    name = "8HW"
    year_group = 8


class GroupMemberFactory(DjangoModelFactory[GroupMember]):
    """In the group since 1 September 2026."""

    class Meta:
        model = GroupMember

    pupil: Any = factory.SubFactory(PupilFactory)
    from_on = YEAR_STARTS_ON


class GroupStaffFactory(DjangoModelFactory[GroupStaff]):
    """Tutor of the group since 1 September 2026."""

    class Meta:
        model = GroupStaff

    staff: Any = factory.SubFactory(StaffFactory)
    from_on = YEAR_STARTS_ON


class ParentFactory(DjangoModelFactory[Parent]):
    """A parent with a mobile number."""

    class Meta:
        model = Parent

    school: Any = factory.SubFactory(SchoolFactory)
    title = "Mrs"
    forename = "Sana"
    surname = "Khan"
    mobile = "07700900123"


class ContactFactory(DjangoModelFactory[Contact]):
    """The first to ring, with parental responsibility."""

    class Meta:
        model = Contact

    pupil: Any = factory.SubFactory(PupilFactory)
    parent: Any = factory.SubFactory(ParentFactory, school=factory.SelfAttribute("..pupil.school"))
    call_order = 1
    relationship = "Mother"
    has_responsibility = True


class SafetyNoteFactory(DjangoModelFactory[SafetyNote]):
    """A line of the safeguarding lead about the pupil since 1 September 2026."""

    class Meta:
        model = SafetyNote

    pupil: Any = factory.SubFactory(PupilFactory)
    text = "Ring the mother at work"
    from_on = YEAR_STARTS_ON


class SupportFactFactory(DjangoModelFactory[SupportFact]):
    """SEN support since 1 September 2026."""

    class Meta:
        model = SupportFact

    pupil: Any = factory.SubFactory(PupilFactory)
    kind = SupportKind.SEN.value
    from_on = YEAR_STARTS_ON


class ProtectedFactFactory(DjangoModelFactory[ProtectedFact]):
    """A social worker since 1 September 2026."""

    class Meta:
        model = ProtectedFact

    pupil: Any = factory.SubFactory(PupilFactory)
    kind = ProtectedKind.SOCIAL_WORKER.value
    from_on = YEAR_STARTS_ON
