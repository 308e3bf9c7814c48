"""What becomes of the marks of a pupil record that is merged into another."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from attendance.codes import code_of
from attendance.models import CodePermit, PastTotals
from attendance.permit_times import first_shared
from schools.calendar import Session
from schools.models import Pupil
from schools.queries.pupil_merges import PupilPlan, plan_pupils
from schools.queries.rows import rows_of
from schools.wording import count_words, short_day_words

MOST_CLASHES = 50
BOTH = """
SELECT o.date, o.session, o.code, o.minutes_late, k.code, k.minutes_late
FROM attendance_mark o
LEFT JOIN attendance_mark k ON k.pupil_id = %(kept)s AND k.date = o.date AND k.session = o.session
WHERE o.pupil_id = %(other)s ORDER BY o.date, o.session
"""
# What was tried, done, told and found about absences; what is said of it in words is nobody's to read here.
ABSENCE_ROWS = " + ".join(
    f"(SELECT count(*) FROM {table} WHERE pupil_id = %(other)s)"
    for table in (
        "attendance_contactattempt",
        "attendance_stepdone",
        "attendance_handover",
        "attendance_stayathome",
        "attendance_escalation",
        "attendance_agencytold",
        "attendance_visit",
        "attendance_arrival",
        "attendance_familyreply",
        "attendance_crossedline",
        "schools_message",
    )
)


@dataclass(frozen=True)
class Clash:
    """A session that the two records mark differently: a person amends one before they are made one."""

    date: date
    session: Session
    kept: str
    other: str

    @property
    def words(self) -> str:
        """The session: "Tue 9 Mar 2027 AM"."""
        return f"{short_day_words(self.date)} {self.date.year} {self.session.name}"


@dataclass(frozen=True)
class MarkPlan:
    """The marks of the record that goes: those that move, how many stand twice, and those that clash."""

    moved: list[tuple[date, int, int]] = field(default_factory=list)
    same: int = 0
    clashes: list[Clash] = field(default_factory=list)


@dataclass(frozen=True)
class PermitPlan:
    """How many codes agreed ahead move, and the first session for which the records are promised two."""

    moved: int
    clash: str


@dataclass(frozen=True)
class MergePlan:
    """All that a merge does. `totals_moved` and `totals_left` are totals of past terms.

    `absence_rows` counts what was done about absences of the record that goes.
    """

    pupils: PupilPlan
    marks: MarkPlan
    totals_moved: list[int]
    totals_left: int
    permits: PermitPlan
    absence_rows: int

    @property
    def stamp(self) -> str:
        """What tells this plan from another: a page that was shown one carries out no other."""
        days = (self.marks, self.totals_moved, self.totals_left, self.permits, self.absence_rows)
        told = repr((self.pupils.stamp, *days))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def plan_merge(kept: Pupil, other: Pupil) -> MergePlan:
    """What becomes of every row when `other` is merged into `kept`: thirteen statements."""
    moved, left = _totals(kept, other)
    pupils, marks = plan_pupils(kept, other), plan_marks(kept, other)
    return MergePlan(pupils, marks, moved, left, _permits(kept, other), _absence_rows(other))


def plan_marks(kept: Pupil, other: Pupil) -> MarkPlan:
    """Compare the marks of two records session by session: one statement."""
    plan = MarkPlan()
    same = 0
    with connection.cursor() as cursor:
        cursor.execute(BOTH, {"kept": kept.pk, "other": other.pk})
        for on, session, code, minutes, standing, standing_minutes in cursor.fetchall():
            if standing is None:
                plan.moved.append((on, session, code))
            elif (code, minutes) == (standing, standing_minutes):
                same += 1
            else:
                plan.clashes.append(
                    Clash(
                        on,
                        Session(session),
                        _mark_words(standing, standing_minutes),
                        _mark_words(code, minutes),
                    )
                )
    return MarkPlan(plan.moved, same, plan.clashes)


def _permits(kept: Pupil, other: Pupil) -> PermitPlan:
    """Compare the codes agreed ahead for two records: one statement."""
    rows = list(CodePermit.objects.filter(pupil__in=(kept, other)))
    theirs = [permit for permit in rows if permit.pupil_id == other.pk]
    in_force = [permit for permit in rows if permit.code is not None and permit.ended_at is None]
    shared = [
        found
        for one in in_force
        for two in in_force
        if one.pupil_id == kept.pk and two.pupil_id == other.pk and one.code != two.code
        if (found := first_shared(one, two))
    ]
    if not shared:
        return PermitPlan(len(theirs), "")
    on, session = min(shared)
    return PermitPlan(len(theirs), f"{short_day_words(on)} {on.year} {session.name}")


def _absence_rows(other: Pupil) -> int:
    ((count,),) = rows_of(f"SELECT {ABSENCE_ROWS}", {"other": other.pk})
    return int(count)


def _mark_words(code: int, minutes: int | None) -> str:
    letter = code_of(code).letter
    return f"{letter} ({minutes} min)" if minutes else letter


def _totals(kept: Pupil, other: Pupil) -> tuple[list[int], int]:
    """Totals of past terms that move, and how many stay behind because the kept pupil has that term."""
    rows = PastTotals.objects.filter(pupil__in=(kept, other)).values_list(
        "pk", "pupil_id", "year_starts", "term", "school_name"
    )
    ours: set[tuple[Any, ...]] = {row[2:] for row in rows if row[1] == kept.pk}
    theirs = [row for row in rows if row[1] == other.pk]
    moved = [row[0] for row in theirs if row[2:] not in ours]
    return moved, len(theirs) - len(moved)


def mark_words(plan: MergePlan, *, sees_marks: bool) -> list[str]:
    """What becomes of the marks in words; without the right to the history of marks counts alone."""
    marks = plan.marks
    moved = count_words(len(marks.moved), "mark")
    if sees_marks and marks.moved:
        first, last = marks.moved[0][0], marks.moved[-1][0]
        moved += f", {short_day_words(first)} {first.year} to {short_day_words(last)} {last.year}"
    return [
        words
        for count, words in (
            (len(marks.moved), f"{moved}: copied. The old record keeps its own for six years"),
            (marks.same, f"{count_words(marks.same, 'session')} that both records mark alike"),
            (plan.permits.moved, f"{count_words(plan.permits.moved, 'code')} agreed ahead: moved"),
            (plan.absence_rows, f"{count_words(plan.absence_rows, 'line')} about absences and calls: moved"),
            (len(plan.totals_moved), f"{count_words(len(plan.totals_moved), 'total')} of past terms: moved"),
            (
                plan.totals_left,
                f"{count_words(plan.totals_left, 'total')} of past terms: left with the old record",
            ),
        )
        if count
    ]
