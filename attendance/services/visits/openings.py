"""Reading of visits and of homes: each read and its line in the audit are one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.audit import log_event, log_openings
from accounts.roles import Permission
from accounts.verbs import Verb
from attendance.models import Visit
from attendance.queries.visits.home import Home, home_of
from attendance.queries.visits.lists import VisitList, visit_list
from attendance.queries.visits.pages import VisitPage, visit_page
from attendance.queries.visits.reached import get_visit_for
from schools.access import Rights
from schools.models import Pupil
from schools.services.openings import SAFETY

VISITS = "attendance_visit"
# The list is looked at all day: whom it showed what of a visit is written down at first sight of the day.
QUIET_FOR = timedelta(hours=12)


@transaction.atomic
def show_visits(
    *, rights: Rights, at: datetime, pupil_id: int | None = None, looks_back: bool = False
) -> VisitList:
    """The list of visits, with a line in the audit for each pupil in it: two statements, however many."""
    rights.check(Permission.VISIT_WORK)
    found = visit_list(rights, at=at, pupil_id=pupil_id, looks_back=looks_back)
    shown = sorted({line.pupil_id for part in found.parts for line in part.lines})
    log_openings(
        [(VISITS, pupil) for pupil in shown], by=rights.user, school=rights.school.pk, quiet_for=QUIET_FOR
    )
    return found


@transaction.atomic
def open_visit(*, rights: Rights, visit_id: int, at: datetime) -> VisitPage:
    """A visit for its page; who reads it, and what is said of safety, is written down."""
    page = visit_page(rights, visit_id, at=at)
    _write_down(rights, VISITS, page.pupil_id, visit_id)
    if page.home.tells_safety:
        _write_down(rights, SAFETY, page.pupil_id, page.pupil_id)
    return page


@transaction.atomic
def open_plan(*, rights: Rights, visit_id: int) -> Visit:
    """A visit whose plan somebody looks at to change it: why, and at what risk; 404 out of reach."""
    visit = get_visit_for(rights, visit_id)
    _write_down(rights, VISITS, visit.pupil_id, visit_id)
    return visit


@transaction.atomic
def open_home(*, rights: Rights, pupil: Pupil, at: datetime) -> Home:
    """The home of a pupil within reach, for who plans a visit; what is told of safety is written down."""
    home = home_of(rights, pupil, on=at.date())
    if home.tells_safety:
        _write_down(rights, SAFETY, pupil.pk, pupil.pk)
    return home


def _write_down(rights: Rights, table: str, pupil_id: int, row: int) -> None:
    log_event(Verb.OPEN, by=rights.user, school=rights.school.pk, pupil=pupil_id, tbl=table, obj=str(row))
