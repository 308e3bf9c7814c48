"""The parts of Registers, as the row of links under the heading names them (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Permission


@dataclass(frozen=True)
class Section:
    """A part of Registers: its words, its route, and the rights that open it, all of them."""

    label: str
    route: str
    rights: tuple[Permission, ...]


SECTIONS = (
    Section("Registers", "registers", (Permission.REGISTER_VIEW,)),
    Section("Planned", "planned", (Permission.PERMIT_MANAGE,)),
    Section("Bulk", "bulk", (Permission.REGISTER_BULK,)),
    Section("Closure", "closure_new", (Permission.REGISTER_BULK,)),
    Section("Lessons", "lessons", (Permission.REGISTER_VIEW,)),
    Section("Missing from lesson", "missing_from_lesson", (Permission.LESSON_FOLLOW_UP,)),
    Section("Desk", "desk", (Permission.DESK_SIGN_IN,)),
    Section("Scrutiny", "scrutiny", (Permission.REGISTER_SCRUTINY,)),
    Section("Audit packs", "audit_packs", (Permission.REGISTER_SCRUTINY, Permission.EXPORT_ATTENDANCE)),
)
