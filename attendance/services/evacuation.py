"""What the opening of the evacuation list leaves behind."""

from __future__ import annotations

from accounts.audit import log_event
from accounts.verbs import Verb
from schools.access import Rights


def log_evacuation_list(*, rights: Rights, as_of: str, pupils: int, from_copy: bool = False) -> None:
    """Leave a line in the audit: the names of the whole school were shown, and may be printed.

    `from_copy` is a list that a page had kept and showed while it had no network; its line comes later.
    """
    log_event(
        Verb.PRINT,
        by=rights.user,
        school=rights.school.pk,
        tbl="evacuation",
        obj=as_of,
        after={"pupils": pupils} | ({"shown_without_network": True} if from_copy else {}),
    )
