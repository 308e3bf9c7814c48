"""The parts that a pupil's report may hold, each with the right that opens it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Permission


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report: its key in a form, its words, the right, and whether it is ticked at first."""

    key: str
    words: str
    right: Permission
    is_usual: bool = True


PARTS = (
    Part("heatmap", "Heatmap of the days", Permission.ATTENDANCE_HISTORY),
    Part("weekdays", "Missed by day of the week", Permission.ATTENDANCE_HISTORY),
    Part("weeks", "Marks of each week", Permission.ATTENDANCE_HISTORY),
    Part("patterns", "Patterns, each with its caution", Permission.ATTENDANCE_HISTORY, is_usual=False),
    Part("contacts", "Contacts, without hidden addresses", Permission.CONTACTS_VIEW, is_usual=False),
)
