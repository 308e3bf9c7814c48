"""Opening a child's record: the read and its line in the audit are one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.http import Http404

from accounts.audit import log_event
from accounts.roles import Permission
from accounts.verbs import Verb
from schools.access import Rights, get_pupil_for
from schools.models import Pupil

Page = TypeVar("Page")


def open_record(
    read: Callable[[Pupil], Page], *, rights: Rights, permission: Permission, pupil_id: int, tbl: str
) -> Page:
    """What `read` makes of the pupil, once it is written down who opened which record.

    A pupil outside the person's reach answers 404, and the try is written down too.
    """
    try:
        with transaction.atomic():
            pupil = get_pupil_for(rights, permission, pupil_id)
            log_event(
                Verb.OPEN,
                by=rights.user,
                school=rights.school.pk,
                pupil=pupil_id,
                tbl=tbl,
                obj=str(pupil_id),
            )
            return read(pupil)
    except Http404:
        log_event(
            Verb.REFUSED,
            by=rights.user,
            school=rights.school.pk,
            tbl=tbl,
            obj=str(pupil_id),
            after={"answer": 404},
        )
        raise
