"""One row of each kind, with as little said as the row allows. A test says what matters to it."""

from tests.factories.attendance import MarkFactory, RegisterFactory
from tests.factories.people import MembershipFactory, StaffFactory, UserFactory
from tests.factories.pupils import (
    ContactFactory,
    GroupFactory,
    GroupMemberFactory,
    GroupStaffFactory,
    ParentFactory,
    ProtectedFactFactory,
    PupilFactory,
    RollEntryFactory,
    SafetyNoteFactory,
    SupportFactFactory,
)
from tests.factories.schools import SchoolFactory, SessionHoursFactory, TrustFactory
from tests.factories.timetable import LessonCoverFactory, LessonFactory, PeriodFactory
from tests.factories.visits import VisitFactory

__all__ = [
    "ContactFactory",
    "GroupFactory",
    "GroupMemberFactory",
    "GroupStaffFactory",
    "LessonCoverFactory",
    "LessonFactory",
    "MarkFactory",
    "MembershipFactory",
    "ParentFactory",
    "PeriodFactory",
    "ProtectedFactFactory",
    "PupilFactory",
    "RegisterFactory",
    "RollEntryFactory",
    "SafetyNoteFactory",
    "SchoolFactory",
    "SessionHoursFactory",
    "StaffFactory",
    "SupportFactFactory",
    "TrustFactory",
    "UserFactory",
    "VisitFactory",
]
