"""Registers, marks and their tallies."""

from attendance.models.mark import Mark, MarkAmendment, MarkSource, WeekTally
from attendance.models.past_totals import PastTotals
from attendance.models.register import Register

__all__ = ["Mark", "MarkAmendment", "MarkSource", "PastTotals", "Register", "WeekTally"]
