"""Opening what is known of a pupil: the read and its line in the audit are one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from django.db import transaction
from django.http import Http404

from accounts.audit import log_event, log_openings
from accounts.roles import Permission
from accounts.verbs import Verb
from schools.access import Rights, get_pupil_for
from schools.models import Pupil
from schools.queries.parent_merges import ParentPlan, get_parent_to_merge, plan_parents
from schools.queries.pupil_history import HistoryPage, history_page

Page = TypeVar("Page")
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
    more: list[str] = []

    def write() -> None:
        shown = [(table, pupil) for pupil in pupils for table in (*tables, *more)]
        log_openings(shown, by=rights.user, school=rights.school.pk)

    with _writing_down(rights, tables[0], pupils, write):
        yield more


def open_parents(*, rights: Rights, kept_id: int, other_id: int) -> ParentPlan:
    """Read what a merge of two parents would do, and write down who opened both; 404 out of reach."""
    parents = (kept_id, other_id)

    def write() -> None:
        for parent in parents:
            log_event(Verb.OPEN, by=rights.user, school=rights.school.pk, tbl=PARENTS, obj=str(parent))

    with _writing_down(rights, PARENTS, parents, write):
        return plan_parents(get_parent_to_merge(rights, kept_id), get_parent_to_merge(rights, other_id))


@contextmanager
def _writing_down(rights: Rights, tbl: str, rows: Sequence[int], write: Callable[[], None]) -> Iterator[None]:
    """Write down the opening of a table's rows in the transaction that read them, or that it was refused."""
    try:
        with transaction.atomic():
            yield
            write()
    except Http404:
        log_event(
            Verb.REFUSED,
            by=rights.user,
            school=rights.school.pk,
            tbl=tbl,
            obj=",".join(dict.fromkeys(str(row) for row in rows)),
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
    with opening(rights, pupils=[pupil_id], tables=[HISTORY]) as opened:
        found = history_page(rights, get_pupil_for(rights, Permission.PUPIL_MANAGE, pupil_id), page=page)
        opened += [table for table in KEPT_APART if table in found.tables]
    return found
