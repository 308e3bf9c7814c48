"""Standing lines that ask somebody to act, and about which nobody wrote yet what was done."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, Exists, OuterRef

from accounts.roles import Permission
from attendance.lines import ASKS_FOR_ACT, LineKind
from attendance.models import LineAct, LineState
from attendance.queries.lines.reached import lines_visible_to
from schools.access import Rights


def untouched_lines(rights: Rights) -> Mapping[LineKind, int]:
    """How many of each kind wait for a first act, of the pupils whose cases one works: one statement."""
    rows = (
        lines_visible_to(rights, Permission.CASE_WRITE)
        .filter(state=LineState.STANDING, kind__in=[kind.value for kind in ASKS_FOR_ACT])
        .exclude(Exists(LineAct.objects.filter(line=OuterRef("pk"))))
        .order_by()
        .values_list("kind")
        .annotate(count=Count("pk"))
    )
    return {LineKind(kind): count for kind, count in rows}
