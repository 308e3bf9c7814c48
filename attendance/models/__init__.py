"""Registers, marks and their tallies; codes agreed ahead, bulk acts, lessons and who left the site."""

from attendance.models.bulk import BulkAct, BulkKind, BulkMark
from attendance.models.lesson import FollowUpOutcome, LessonCode, LessonFollowUp, LessonMark, LessonTaken
from attendance.models.mark import Mark, MarkAmendment, MarkSource, WeekTally
from attendance.models.past_totals import PastTotals
from attendance.models.permit import CodePermit, Trip
from attendance.models.register import Register
from attendance.models.save_key import SaveKey
from attendance.models.screen_alert import AlertKind, ScreenAlert
from attendance.models.sign_out import SignOut

__all__ = [
    "AlertKind",
    "BulkAct",
    "BulkKind",
    "BulkMark",
    "CodePermit",
    "FollowUpOutcome",
    "LessonCode",
    "LessonFollowUp",
    "LessonMark",
    "LessonTaken",
    "Mark",
    "MarkAmendment",
    "MarkSource",
    "PastTotals",
    "Register",
    "SaveKey",
    "ScreenAlert",
    "SignOut",
    "Trip",
    "WeekTally",
]
