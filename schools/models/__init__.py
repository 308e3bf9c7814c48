"""Schools, their calendar, their people and their pupils."""

from schools.models.calendar import AcademicYear, Closure, ClosureKind, HalfTerm, SchoolDay
from schools.models.dated_values import DatedValue
from schools.models.family import Contact, Parent
from schools.models.group import Group, GroupKind, GroupMember, GroupStaff, StaffPart
from schools.models.job import Heartbeat, JobRun
from schools.models.pupil import (
    ProtectedFact,
    ProtectedKind,
    Pupil,
    PupilAddress,
    Sex,
    SupportFact,
    SupportKind,
)
from schools.models.roll import Enrolment, RollEntry
from schools.models.school import LegalRegister, School, SessionHours, Trust
from schools.models.staff import Membership, Staff

__all__ = [
    "AcademicYear",
    "Closure",
    "ClosureKind",
    "Contact",
    "DatedValue",
    "Enrolment",
    "Group",
    "GroupKind",
    "GroupMember",
    "GroupStaff",
    "HalfTerm",
    "Heartbeat",
    "JobRun",
    "LegalRegister",
    "Membership",
    "Parent",
    "ProtectedFact",
    "ProtectedKind",
    "Pupil",
    "PupilAddress",
    "RollEntry",
    "School",
    "SchoolDay",
    "SessionHours",
    "Sex",
    "Staff",
    "StaffPart",
    "SupportFact",
    "SupportKind",
    "Trust",
]
