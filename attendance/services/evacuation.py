"""What the opening of the evacuation list leaves behind."""

from __future__ import annotations

from django.db import transaction

from accounts.audit import log_event
from accounts.roles import Permission
from accounts.verbs import Verb
from schools.access import Rights


@transaction.atomic
def log_evacuation_list(*, rights: Rights, as_of: str, pupils: int | None) -> None:
    """Leave a line in the audit: the names of the whole school were shown, and may be printed.

    Without `pupils` it is a list that a page had kept and showed while it had no network: its line comes
    later, and nobody knows how many it named. Raises PermissionDenied for who may not see the list.
    """
    rights.check(Permission.EVACUATION_VIEW)
    log_event(
        Verb.PRINT,
        by=rights.user,
        school=rights.school.pk,
        tbl="evacuation",
        obj=as_of,
        after={"shown_without_network": True} if pupils is None else {"pupils": pupils},
    )
