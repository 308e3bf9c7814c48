"""Opening the panel of a pupil's family: what it tells of safety is written down."""

from __future__ import annotations

from django.db import transaction

from accounts.audit import log_event
from accounts.roles import Permission
from accounts.verbs import Verb
from attendance.queries.first_day.panels import CallPanel, call_panel
from schools.access import Rights, get_pupil_for
from schools.queries.school_days import SchoolDayNow
from schools.services.openings import SAFETY


@transaction.atomic
def open_panel(*, rights: Rights, pupil_id: int, day: SchoolDayNow) -> CallPanel:
    """The panel of a pupil within reach, with its line in the audit where it tells of contact safety.

    404 out of reach, as if there were no such child.
    """
    panel = call_panel(rights, get_pupil_for(rights, Permission.FIRST_DAY_WORK, pupil_id), day)
    if panel.safety.is_told:
        log_event(
            Verb.OPEN,
            by=rights.user,
            school=rights.school.pk,
            pupil=pupil_id,
            tbl=SAFETY,
            obj=str(pupil_id),
        )
    return panel
