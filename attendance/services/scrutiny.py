"""What leaves the scrutiny of registers as a file."""

from __future__ import annotations

from django.db import transaction

from accounts.audit import log_event
from accounts.roles import Permission
from accounts.verbs import Verb
from attendance.scrutiny import Finding, Period
from schools.access import Rights


@transaction.atomic
def log_list(*, rights: Rights, finding: Finding, period: Period, rows: int) -> None:
    """Leave a line in the audit: a list of findings names children.

    Raises PermissionDenied for who may not take attendance out of the system.
    """
    rights.check(Permission.EXPORT_ATTENDANCE)
    log_event(
        Verb.EXPORT,
        by=rights.user,
        school=rights.school.pk,
        tbl="attendance_mark",
        obj=f"scrutiny/{finding.slug}",
        after={"from": str(period.starts_on), "to": str(period.ends_on), "rows": rows},
    )
