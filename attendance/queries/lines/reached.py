"""Which crossed lines a person may see, and on which they may act."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from accounts.roles import Permission
from attendance.line_evidence import read_sessions
from attendance.lines import Evidence, LineKind
from attendance.models import CrossedLine
from schools.access import Rights, pupils_visible_to


def lines_visible_to(rights: Rights, permission: Permission) -> QuerySet[CrossedLine]:
    """The lines of the pupils whom a right reaches, standing and ended."""
    return CrossedLine.objects.filter(school=rights.school, pupil__in=pupils_visible_to(rights, permission))


def get_line_for(rights: Rights, permission: Permission, line_id: int, *, lock: bool = False) -> CrossedLine:
    """One line within reach with its pupil: one statement; 404 otherwise. `lock` holds it until the end."""
    rows = lines_visible_to(rights, permission).select_related("pupil", "found_by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=line_id).first()
    if row is None:
        raise Http404
    return row


def evidence_of(row: CrossedLine) -> Evidence:
    """What a kept line rested on when it was last looked at."""
    return Evidence(
        kind=LineKind(row.kind),
        count=row.count,
        limit=row.limit,
        from_on=row.from_on,
        until_on=row.until_on,
        reached_on=row.reached_on,
        possible=row.possible,
        sessions=read_sessions(row.sessions),
    )
