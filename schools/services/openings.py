"""Opening what is known of a pupil: the read and its line in the audit are one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from django.db import transaction
from django.http import Http404

from accounts.audit import log_event
from accounts.roles import Permission
from accounts.verbs import Verb
from schools.access import Rights, get_pupil_for
from schools.models import Pupil

Page = TypeVar("Page")
PUPILS, SUPPORT, PROTECTED = "schools_pupil", "schools_supportfact", "schools_protectedfact"


@contextmanager
def opening(rights: Rights, *, pupils: Sequence[int], tables: Sequence[str]) -> Iterator[None]:
    """Write down who opened which table's rows of which pupils; a try out of reach is written down too."""
    try:
        with transaction.atomic():
            yield
            for pupil in pupils:
                for table in tables:
                    log_event(
                        Verb.OPEN,
                        by=rights.user,
                        school=rights.school.pk,
                        pupil=pupil,
                        tbl=table,
                        obj=str(pupil),
                    )
    except Http404:
        log_event(
            Verb.REFUSED,
            by=rights.user,
            school=rights.school.pk,
            tbl=tables[0],
            obj=",".join(map(str, pupils)),
            after={"answer": 404},
        )
        raise


def open_record(
    read: Callable[[Pupil], Page], *, rights: Rights, permission: Permission, pupil_id: int, tbl: str
) -> Page:
    """What `read` makes of a pupil whom the right reaches; 404 otherwise, as if there were no such child."""
    with opening(rights, pupils=[pupil_id], tables=[tbl]):
        return read(get_pupil_for(rights, permission, pupil_id))
