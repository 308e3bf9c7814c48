"""Replacing N codes: by the reason, for many at once, and by O once their time is over (reg 10(7)-(9)).

Each change leaves its amendment, with the reason, a name and a title (reg 6, SI 2024/208). However many
marks change, they change by one statement, each only if it still is the N that was seen.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts.audit import PupilLine, acting, log_events
from accounts.models import User
from accounts.roles import Permission
from attendance.codes import NO_REASON, UNKNOWN_CIRCUMSTANCES
from attendance.models import MarkSource
from attendance.n_codes import NPick, clock_reason
from attendance.queries.bulk.pages import MarkLine
from attendance.queries.first_day.n_codes import n_terms
from attendance.queries.first_day.n_overdue import overdue_n
from attendance.queries.first_day.n_picks import left_since, plan_n
from attendance.services.bulk import check_reason, in_turn
from schools.access import Rights, whom_to_ask
from schools.calendar import Session
from schools.models import School

SessionKey = tuple[int, date, Session]

# In the order of the pupils, as a register is saved, so that two people never wait for each other in a ring.
REPLACE = """
WITH held AS MATERIALIZED (
  SELECT m.pupil_id, m.date, m.session, s.code
  FROM unnest(%(pupils)s::bigint[], %(dates)s::date[], %(sessions)s::smallint[], %(versions)s::smallint[],
              %(codes)s::smallint[]) AS s (pupil_id, date, session, version, code)
  JOIN attendance_mark m USING (pupil_id, date, session)
  WHERE m.school_id = %(school)s AND m.code = %(n)s AND m.version = s.version
  ORDER BY m.pupil_id, m.date, m.session FOR UPDATE OF m
)
UPDATE attendance_mark m
SET code = h.code, minutes_late = NULL, version = m.version + 1, source = %(source)s, set_by_id = %(by)s,
    set_at = %(at)s, note = ''
FROM held h WHERE (m.pupil_id, m.date, m.session) = (h.pupil_id, h.date, h.session)
RETURNING m.pupil_id, m.date, m.session
"""


@dataclass(frozen=True)
class NOutcome:
    """What became of the marks that were picked: how many have the code now, and which stay and why.

    `sessions` are those that have the code.
    """

    title: str
    changed: int
    left: list[MarkLine]
    sessions: frozenset[SessionKey] = frozenset()


def resolve_n(*, rights: Rights, picks: Sequence[NPick], letter: str, reason: str, at: datetime) -> NOutcome:
    """Give N marks one code and one reason: one transaction, the same statements for one and for many.

    A mark that somebody changed meanwhile, and one that may not have the code, stays and is named; the others
    change. Raises ValidationError without marks or reason, and for a code that takes no N's place; 404 for a
    pupil out of reach.
    """
    check_may_resolve(rights)
    if not picks:
        raise ValidationError("Tick at least one N code")
    check_reason(reason)
    with in_turn(), transaction.atomic():
        acting(rights.user, at=at, reason=reason.strip())
        plan = plan_n(rights, picks, letter, at=at)
        marks = [
            (NPick(*facts.key, facts.version), plan.codes[facts.session].number) for facts in plan.changes
        ]
        done = _replace(marks, school=rights.school, by=rights.user, reason=reason.strip(), at=at)
    late = [facts for facts in plan.changes if facts.key not in done]
    left = plan.left + left_since(rights.school, late)
    return NOutcome(plan.title, len(done), left, frozenset(done))


def check_may_resolve(rights: Rights) -> None:
    """Raise, with whom to ask, unless the person may resolve N codes of the whole school."""
    if not rights.has_for_school(Permission.N_CODE_RESOLVE):
        raise PermissionDenied(whom_to_ask(Permission.N_CODE_RESOLVE))


def write_overdue(*, school: School, at: datetime) -> int:
    """Write O for every N whose time is over, in the name of the person whom the school names; how many.

    Marks of pupils who left count until their last day. Nothing is written where nobody is named, where the
    person may not resolve N codes any more, and where the school's own system holds the legal register. A
    second run finds nothing to do.
    """
    terms = n_terms(school, on=timezone.localtime(at).date())
    if terms.writer is None:
        return 0
    person = User.objects.get(pk=terms.writer.user_id)
    reason = clock_reason(terms.limit, terms.written_at)
    with in_turn(), transaction.atomic():
        acting(person, at=at, reason=reason)
        marks = [(pick, UNKNOWN_CIRCUMSTANCES) for pick in overdue_n(school, at)]
        return len(_replace(marks, school=school, by=person, reason=reason, at=at, by_clock=True))


def _replace(
    marks: Collection[tuple[NPick, int]],
    *,
    school: School,
    by: User,
    reason: str,
    at: datetime,
    by_clock: bool = False,
) -> set[SessionKey]:
    """Give each N its code where it still is as it was seen, and write it down; the sessions changed.

    Two statements, none without marks. A line of the clock says `by_clock`: its person pressed nothing.
    """
    if not marks:
        return set()
    numbers = {pick.key: number for pick, number in marks}
    with connection.cursor() as cursor:
        cursor.execute(REPLACE, _columns(marks, school=school, by=by, at=at))
        done = {(pupil, on, Session(session)) for pupil, on, session in cursor.fetchall()}
    how = {"by_clock": True} if by_clock else {}
    lines = [
        PupilLine(
            pupil=key[0],
            obj=f"{key[0]}/{key[1]}/{key[2].name}",
            before={"code": NO_REASON, "minutes": None},
            after={"code": numbers[key], "minutes": None} | how,
        )
        for key in sorted(done)
    ]
    log_events("amend", lines, by=by, school=school.pk, tbl="attendance_mark", reason=reason)
    return done


def _columns(
    marks: Collection[tuple[NPick, int]], *, school: School, by: User, at: datetime
) -> dict[str, Any]:
    return {
        "pupils": [pick.pupil_id for pick, _ in marks],
        "dates": [pick.on for pick, _ in marks],
        "sessions": [pick.session.value for pick, _ in marks],
        "versions": [pick.version for pick, _ in marks],
        "codes": [number for _, number in marks],
        "school": school.pk,
        "n": NO_REASON,
        "source": MarkSource.OFFICE.value,
        "by": by.pk,
        "at": at,
    }
