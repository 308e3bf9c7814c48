"""Proving the weekly tallies against the marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.audit import log_event
from attendance.queries.tallies import tally_drift
from schools.models import School


@dataclass(frozen=True)
class Recount:
    """What a recount of one school found."""

    school: str
    weeks_wrong: int
    weeks_mended: int


def recount(schools: Iterable[School], *, mend: bool) -> list[Recount]:
    """Count the marks of schools again and compare; with `mend`, put wrong weeks right.

    A difference is a fault of ours, so each mending leaves a line in the audit.
    """
    return [_recount_school(school, mend=mend) for school in schools]


@transaction.atomic
def _recount_school(school: School, *, mend: bool) -> Recount:
    drift = tally_drift(school.pk)
    mended = 0
    if drift and mend:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT attendance_recount(%s, %s)", [school.pk, sorted({week.monday for week in drift})]
            )
            mended = cursor.fetchone()[0]
        log_event(
            "recount",
            by=None,
            school=school.pk,
            tbl="attendance_weektally",
            after={"weeks_wrong": len(drift), "weeks_mended": mended},
        )
    return Recount(school.name, len(drift), mended)
