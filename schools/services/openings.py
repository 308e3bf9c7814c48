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
from schools.queries.pupil_history import HistoryPage, history_page

Page = TypeVar("Page")
PUPILS, SUPPORT, PROTECTED = "schools_pupil", "schools_supportfact", "schools_protectedfact"
SAFETY, HISTORY = "schools_safetynote", "accounts_auditevent"
# Whoever reads these in the history has opened them as on their own pages.
KEPT_APART = (SAFETY, SUPPORT, PROTECTED)


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


def open_history(*, rights: Rights, pupil_id: int, page: int) -> HistoryPage:
    """A page of a pupil's history; what it tells of help, protection and safety counts as opened, too."""
    tables = [HISTORY]
    with opening(rights, pupils=[pupil_id], tables=tables):
        found = history_page(rights, get_pupil_for(rights, Permission.PUPIL_MANAGE, pupil_id), page=page)
        tables += [table for table in KEPT_APART if table in found.tables]
    return found
