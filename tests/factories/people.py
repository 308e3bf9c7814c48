"""People who work in a school: who they are, and what they were granted."""

from datetime import date
from typing import Any

import factory
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from factory.django import DjangoModelFactory

from accounts.models import User
from accounts.roles import Role
from schools.access import ROLES_TO_APPROVE
from schools.models import Membership, Staff
from tests.factories.schools import SchoolFactory


class UserFactory(DjangoModelFactory[User]):
    """A person without a password: tests make the session itself (tests.sign_in)."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@school.example")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    job_title = ""
    password = f"{UNUSABLE_PASSWORD_PREFIX}made-by-a-test"


class StaffFactory(DjangoModelFactory[Staff]):
    """A member of staff as the school lists them."""

    class Meta:
        model = Staff

    school: Any = factory.SubFactory(SchoolFactory)
    code = factory.Sequence(lambda n: f"ST{n}")
    title_name = factory.LazyAttribute(lambda staff: staff.user.full_name if staff.user else "Ms A. Teacher")
    full_name = factory.SelfAttribute("title_name")
    user: Any = None


class MembershipFactory(DjangoModelFactory[Membership]):
    """A grant since the start of last year, without an end, that waits for nobody's approval."""

    class Meta:
        model = Membership

    user: Any = factory.SubFactory(UserFactory)
    school: Any = factory.SubFactory(SchoolFactory)
    role = Role.TEACHER.value
    valid_from = date(2025, 9, 1)
    approved_by: Any = factory.LazyAttribute(
        lambda grant: grant.user if grant.role in ROLES_TO_APPROVE else None
    )
