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
from schools.queries.parent_merges import ParentPlan, get_parent_to_merge, plan_parents
from schools.queries.pupil_history import HistoryPage, history_page

Page = TypeVar("Page")
Opened = tuple[str, int, int | None]
PUPILS, PARENTS = "schools_pupil", "schools_parent"
SUPPORT, PROTECTED = "schools_supportfact", "schools_protectedfact"
SAFETY, HISTORY = "schools_safetynote", "accounts_auditevent"
# Whoever reads these in the history has opened them as on their own pages.
KEPT_APART = (SAFETY, SUPPORT, PROTECTED)


@contextmanager
def opening(rights: Rights, *, pupils: Sequence[int], tables: Sequence[str]) -> Iterator[list[str]]:
    """Write down who opened which table's rows of which pupils; a try out of reach is written down too.

    The block may add to the list that it is given the tables of which it showed more.
    """
    rows: list[Opened] = [(table, pupil, pupil) for pupil in pupils for table in tables]
    more: list[str] = []
    with _writing_down(rights, rows):
        yield more
        rows += [(table, pupil, pupil) for pupil in pupils for table in more]


def open_parents(*, rights: Rights, kept_id: int, other_id: int) -> ParentPlan:
    """Read what a merge of two parents would do, and write down who opened both; 404 out of reach."""
    with _writing_down(rights, [(PARENTS, parent, None) for parent in (kept_id, other_id)]):
        return plan_parents(get_parent_to_merge(rights, kept_id), get_parent_to_merge(rights, other_id))


@contextmanager
def _writing_down(rights: Rights, rows: Sequence[Opened]) -> Iterator[None]:
    """Write down the opening of rows: the table, the number, and the pupil whom it is about."""
    try:
        with transaction.atomic():
            yield
            for table, row, pupil in rows:
                log_event(
                    Verb.OPEN,
                    by=rights.user,
                    school=rights.school.pk,
                    pupil=pupil,
                    tbl=table,
                    obj=str(row),
                )
    except Http404:
        log_event(
            Verb.REFUSED,
            by=rights.user,
            school=rights.school.pk,
            tbl=rows[0][0],
            obj=",".join(dict.fromkeys(str(row) for _, row, _ in rows)),
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
    rows: list[Opened] = [(HISTORY, pupil_id, pupil_id)]
    with _writing_down(rights, rows):
        found = history_page(rights, get_pupil_for(rights, Permission.PUPIL_MANAGE, pupil_id), page=page)
        rows += [(table, pupil_id, pupil_id) for table in KEPT_APART if table in found.tables]
    return found
