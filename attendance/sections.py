"""The parts of Registers and of Today, as the row of links under the heading names them (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Permission


@dataclass(frozen=True)
class Section:
    """A part: its words, its route, and the rights that open it, all of them."""

    label: str
    route: str
    rights: tuple[Permission, ...]


# Apps above this one add sections of their own when they start (see `add_section`).
SECTIONS = [
    Section("Registers", "registers", (Permission.REGISTER_VIEW,)),
    Section("Planned", "planned", (Permission.PERMIT_MANAGE,)),
    Section("Bulk", "bulk", (Permission.REGISTER_BULK,)),
    Section("Closure", "closure_new", (Permission.REGISTER_BULK,)),
    Section("Lessons", "lessons", (Permission.REGISTER_VIEW,)),
    Section("Missing from lesson", "missing_from_lesson", (Permission.LESSON_FOLLOW_UP,)),
    Section("Desk", "desk", (Permission.DESK_SIGN_IN,)),
    Section("Lates", "lates", (Permission.ATTENDANCE_HISTORY,)),
    Section("Lines", "lines", (Permission.CASE_READ,)),
    Section("Scrutiny", "scrutiny", (Permission.REGISTER_SCRUTINY,)),
]

# What the office and the safeguarding lead do about absences, beside the first page of the day.
FIRST_DAY_SECTIONS = [
    Section("Today", "today", ()),
    Section("Call list", "call_list", (Permission.FIRST_DAY_WORK,)),
    Section("Answers", "replies", (Permission.FIRST_DAY_WORK,)),
    Section("Messages", "messages", (Permission.ABSENCE_MESSAGE,)),
    Section("N codes", "n_codes", (Permission.REGISTER_VIEW,)),
    Section("Steps due", "steps", (Permission.FIRST_DAY_WORK,)),
    Section("Told to the DSL", "escalations", (Permission.ESCALATION_DECIDE,)),
    Section("Visits", "visits", (Permission.VISIT_WORK,)),
    Section("Not seen", "unseen", (Permission.FIRST_DAY_WORK,)),
    Section("Hand-over", "hand_over", (Permission.FIRST_DAY_WORK,)),
    Section("Bulletin", "bulletin", (Permission.REGISTER_VIEW,)),
]


def add_section(section: Section) -> None:
    """Add a section, once, behind those that are there."""
    if section not in SECTIONS:
        SECTIONS.append(section)
