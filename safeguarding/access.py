"""Rights of the area, before the door: who may raise, who may ask for a child's file. The door decides."""

from __future__ import annotations

from accounts.roles import Permission, Scope
from schools.access import Rights


def can_raise(rights: Rights) -> bool:
    """Whether somebody may raise a concern: every member of staff."""
    return rights.has(Permission.CONCERN_RAISE)


def leads(rights: Rights) -> bool:
    """Whether somebody reads every file of the school, save those from which they are kept."""
    return rights.has_for_school(Permission.SAFEGUARDING_READ)


def may_have_files(rights: Rights) -> bool:
    """Whether anything behind the area's lock could be open to somebody: a file, or a concern about staff."""
    return rights.has(Permission.SAFEGUARDING_READ) or rights.has(Permission.STAFF_ALLEGATION_READ)


def may_break_glass(rights: Rights) -> bool:
    """Whether somebody is on the cover list: opens a file in an emergency, and is reviewed for it."""
    return Scope.BREAK_GLASS in rights.scopes(Permission.SAFEGUARDING_READ)


def reads_log(rights: Rights) -> bool:
    """Whether somebody reads who opened which file of the school."""
    return rights.has_for_school(Permission.AUDIT_WHO_VIEWED)
