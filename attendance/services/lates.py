"""What leaves the lists of lateness as a file or on paper."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.audit import log_event
from accounts.roles import Permission
from accounts.verbs import Verb
from attendance.queries.lates.gate import GateList, gate_list
from attendance.queries.lates.repeated import LateChoice, LateList, late_list
from schools.access import Rights


@transaction.atomic
def export_lates(*, rights: Rights, choice: LateChoice, on: date) -> LateList:
    """The repeat-late list as it may leave the system, and its line in the audit: it names children.

    Raises PermissionDenied for who may not take attendance out of the system.
    """
    rights.check(Permission.EXPORT_ATTENDANCE)
    found = late_list(rights, Permission.EXPORT_ATTENDANCE, choice, on=on)
    log_event(
        Verb.EXPORT,
        by=rights.user,
        school=rights.school.pk,
        tbl="attendance_mark",
        obj="lates",
        after={"from": str(found.window.first), "to": str(on), "rows": len(found.lines)},
    )
    return found


@transaction.atomic
def print_gate_list(*, rights: Rights, on: date) -> GateList:
    """The sheet for gate and clinic, and its line in the audit: it names children.

    Raises PermissionDenied for who may not see attendance.
    """
    rights.check(Permission.ATTENDANCE_HISTORY)
    listed = gate_list(rights, on=on)
    log_event(
        Verb.PRINT,
        by=rights.user,
        school=rights.school.pk,
        tbl="attendance_mark",
        obj="gate",
        after={"for": str(listed.next_on), "rows": sum(part.count for part in listed.parts)},
    )
    return listed
