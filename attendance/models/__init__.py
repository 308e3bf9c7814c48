"""Registers, marks and their tallies; codes agreed ahead, lessons, and what was done about an absence;
lines crossed, patterns and sweeps; figures that the DfE published.
"""

from attendance.models.absence import HandOver, StayAtHome, StepDone
from attendance.models.arrival import Arrival
from attendance.models.bulk import BulkAct, BulkKind, BulkMark
from attendance.models.comparator import NationalFigure, NationalRelease
from attendance.models.contact_attempt import ContactAttempt, Outcome, Way
from attendance.models.escalation import Agency, AgencyTold, Decision, Escalation, EscalationDecision
from attendance.models.lesson import FollowUpOutcome, LessonCode, LessonFollowUp, LessonMark, LessonTaken
from attendance.models.line import CrossedLine, LineAct, LineState, LineTold, LookAgain
from attendance.models.mark import Mark, MarkAmendment, MarkSource, WeekTally
from attendance.models.past_totals import PastTotals
from attendance.models.pattern import FoundPattern
from attendance.models.permit import CodePermit, Trip
from attendance.models.register import Register
from attendance.models.reply import FamilyReply, ReplyDecision, ReplyReason, ReplyWay
from attendance.models.save_key import SaveKey
from attendance.models.screen_alert import AlertKind, ScreenAlert
from attendance.models.sign_out import SignOut
from attendance.models.sweep import MovementTold, Sweep, SweepKind
from attendance.models.visit import Visit, VisitNote

__all__ = [
    "Agency",
    "AgencyTold",
    "AlertKind",
    "Arrival",
    "BulkAct",
    "BulkKind",
    "BulkMark",
    "CodePermit",
    "ContactAttempt",
    "CrossedLine",
    "Decision",
    "Escalation",
    "EscalationDecision",
    "FamilyReply",
    "FollowUpOutcome",
    "FoundPattern",
    "HandOver",
    "LessonCode",
    "LessonFollowUp",
    "LessonMark",
    "LessonTaken",
    "LineAct",
    "LineState",
    "LineTold",
    "LookAgain",
    "Mark",
    "MarkAmendment",
    "MarkSource",
    "MovementTold",
    "NationalFigure",
    "NationalRelease",
    "Outcome",
    "PastTotals",
    "Register",
    "ReplyDecision",
    "ReplyReason",
    "ReplyWay",
    "SaveKey",
    "ScreenAlert",
    "SignOut",
    "StayAtHome",
    "StepDone",
    "Sweep",
    "SweepKind",
    "Trip",
    "Visit",
    "VisitNote",
    "Way",
    "WeekTally",
]
