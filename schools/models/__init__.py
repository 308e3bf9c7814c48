"""Schools, their calendar, their people and their pupils."""

from schools.models.attachment import Attachment, AttachmentState
from schools.models.calendar import AcademicYear, Closure, ClosureKind, HalfTerm, SchoolDay
from schools.models.dated_values import DatedValue
from schools.models.duplicates import DifferentParents, DifferentPupils
from schools.models.family import Contact, Parent, SafetyKind, SafetyNote
from schools.models.group import ONE_AT_A_TIME, Group, GroupKind, GroupMember, GroupStaff, StaffPart
from schools.models.job import DRAIN, Heartbeat, JobRun
from schools.models.marker import MarkerKind, PupilMarker
from schools.models.message import Channel, Message, MessageKind, MessageState
from schools.models.messaging import Carrier, MessageWording, Messaging, NeverMessage
from schools.models.pupil import (
    Need,
    ProtectedFact,
    ProtectedKind,
    Pupil,
    PupilAddress,
    Sex,
    SiblingPair,
    SupportFact,
    SupportKind,
)
from schools.models.roll import Enrolment, LeavingState, ProposedLeaving, RollEntry
from schools.models.school import LegalRegister, School, SessionHours, Trust
from schools.models.staff import Membership, Staff
from schools.models.timetable import Lesson, LessonCover, Period

__all__ = [
    "DRAIN",
    "ONE_AT_A_TIME",
    "AcademicYear",
    "Attachment",
    "AttachmentState",
    "Carrier",
    "Channel",
    "Closure",
    "ClosureKind",
    "Contact",
    "DatedValue",
    "DifferentParents",
    "DifferentPupils",
    "Enrolment",
    "Group",
    "GroupKind",
    "GroupMember",
    "GroupStaff",
    "HalfTerm",
    "Heartbeat",
    "JobRun",
    "LeavingState",
    "LegalRegister",
    "Lesson",
    "LessonCover",
    "MarkerKind",
    "Membership",
    "Message",
    "MessageKind",
    "MessageState",
    "MessageWording",
    "Messaging",
    "Need",
    "NeverMessage",
    "Parent",
    "Period",
    "ProposedLeaving",
    "ProtectedFact",
    "ProtectedKind",
    "Pupil",
    "PupilAddress",
    "PupilMarker",
    "RollEntry",
    "SafetyKind",
    "SafetyNote",
    "School",
    "SchoolDay",
    "SessionHours",
    "Sex",
    "SiblingPair",
    "Staff",
    "StaffPart",
    "SupportFact",
    "SupportKind",
    "Trust",
]
