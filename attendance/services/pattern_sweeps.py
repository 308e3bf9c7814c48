"""The nightly look for patterns in the marks of each pupil of a school. Done once for each day.

The school's shape comes first, from everybody's marks, and is kept with the sweep; then some pupils are
looked at in each transaction, which also writes how far it is. A worker that dies leaves a beginning that
holds, and the next one goes on behind it, with the same shape.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models.functions import Now

from accounts.audit import acting
from attendance.models import FoundPattern, Sweep, SweepKind
from attendance.patterns.find import find_patterns
from attendance.patterns.kinds import Pattern
from attendance.patterns.shape import SchoolShape, shape_of
from attendance.queries.patterns.histories import (
    PatternFrame,
    histories_of,
    pattern_frame,
    pupils_to_look_at,
    shape_histories,
)
from schools.models import School

PUPILS_AT_ONCE = 300


def sweep_patterns(*, school: School, on: date, at: datetime, again: bool = False) -> Sweep | None:
    """Look for patterns in each pupil's school year as of a day, and keep what is found in place of the last.

    None where the day was looked at already, unless `again`. `at` is the real time.
    """
    frame = pattern_frame(school, on=on)
    sweep = _begin(frame, at=at, again=again)
    while sweep is not None and sweep.finished_at is None:
        sweep = _look_at_next(sweep.pk, frame, at=at)
    return sweep


@transaction.atomic
def _begin(frame: PatternFrame, *, at: datetime, again: bool) -> Sweep | None:
    """The row of a look, with the school's shape; None where it is done."""
    acting(None, at=at)
    sweep, is_new = Sweep.objects.select_for_update(of=["self"]).get_or_create(
        school=frame.school, kind=SweepKind.PATTERNS, on=frame.on, defaults={"started_at": at}
    )
    if sweep.finished_at is not None and not again:
        return None
    if is_new or sweep.finished_at is not None:
        shape = shape_of(
            shape_histories(frame, at_once=PUPILS_AT_ONCE),
            school_days=frame.school_days,
            illness_days=frame.values.illness_days,
        )
        sweep.of = len(pupils_to_look_at(frame.school, on=frame.on))
        sweep.done = sweep.reached = 0
        sweep.outcome = {"looked_at": 0, "found": 0, "shape": shape.as_facts()}
        sweep.finished_at = None
        sweep.save(update_fields=["of", "done", "reached", "outcome", "finished_at"])
    return sweep


@transaction.atomic
def _look_at_next(sweep_id: int, frame: PatternFrame, *, at: datetime) -> Sweep:
    """Look at the next pupils: eight statements, whatever is found."""
    acting(None, at=at)
    sweep = Sweep.objects.select_for_update(of=["self"]).get(pk=sweep_id)
    if sweep.finished_at is not None:
        return sweep
    pupils = pupils_to_look_at(frame.school, on=frame.on, after=sweep.reached, most=PUPILS_AT_ONCE)
    shape = SchoolShape.of_facts(sweep.outcome["shape"])
    rows = [
        _row(frame, pupil, pattern)
        for pupil, history in histories_of(frame, pupils)
        for pattern in find_patterns(history, frame.values, shape)
    ]
    FoundPattern.objects.filter(school=frame.school, pupil__in=pupils).delete()
    FoundPattern.objects.bulk_create(rows)
    sweep.outcome["looked_at"] += len(pupils)
    sweep.outcome["found"] += len(rows)
    sweep.done += len(pupils)
    sweep.reached = max(pupils, default=sweep.reached)
    if len(pupils) < PUPILS_AT_ONCE:
        # Whoever left the roll since the last look was not looked at.
        FoundPattern.objects.filter(school=frame.school, found_on__lt=frame.on).delete()
        sweep.finished_at = Now()
    sweep.save(update_fields=["outcome", "done", "reached", "finished_at"])
    return sweep


def _row(frame: PatternFrame, pupil: int, pattern: Pattern) -> FoundPattern:
    facts = asdict(pattern)
    kind, sibling, days = facts.pop("kind"), facts.pop("sibling"), facts.pop("days")
    return FoundPattern(
        school=frame.school,
        pupil_id=pupil,
        kind=kind.value,
        sibling_id=sibling,
        days=list(days),
        found_on=frame.on,
        **facts,
    )
