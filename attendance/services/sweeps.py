"""Sweeps of a whole school: every line each night, and the week's movement. Done once for each day.

A sweep and its row end in one transaction, so that a worker that dies leaves either all of it or nothing,
and the next one goes on with the days that are left.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404

from accounts.audit import acting
from accounts.roles import Permission
from attendance.models import MovementTold, Sweep, SweepKind
from attendance.queries.figures.movement import movement_counts
from attendance.queries.sweeps import days_to_sweep, last_week_end, movement_readers
from attendance.services.lines import sweep_lines
from schools.access import Rights
from schools.models import School


def sweep_school(*, school: School, on: date, at: datetime) -> list[Sweep]:
    """Look at each pupil's lines for every school day since the last sweep, up to a day: the sweeps done.

    Repeatable: a day that was swept is left alone. `at` is the real time.
    """
    days = days_to_sweep(school, on=on)
    return [sweep for day in days if (sweep := _sweep_day(school, on=day, at=at)) is not None]


def sweep_again(*, school: School, on: date, at: datetime) -> Sweep:
    """Look at each pupil's lines for a day that may have been swept already: what came of it this time."""
    sweep = _begin(school, SweepKind.LINES, on=on, at=at)
    with transaction.atomic():
        return _finish(_locked(sweep), school=school, on=on, at=at)


@transaction.atomic
def sweep_week(*, school: School, on: date, at: datetime) -> Sweep | None:
    """Count who moved in the newest school week that is over, and tell those who follow figures, once each.

    None where there is no such week, or it was swept already. A week in which nobody moved tells nobody.
    """
    ended_on = last_week_end(school, on=on)
    if ended_on is None:
        return None
    sweep = _locked(_begin(school, SweepKind.WEEK, on=ended_on, at=at))
    if sweep.finished_at:
        return None
    counts = movement_counts(school, on=ended_on)
    if any(counts.values()):
        MovementTold.objects.bulk_create(
            [
                MovementTold(sweep=sweep, person_id=person, at=at)
                for person in movement_readers(school, on=on)
            ],
            ignore_conflicts=True,
        )
    return _end(sweep, counts)


@transaction.atomic
def read_movement(*, rights: Rights, told_id: int, at: datetime) -> None:
    """Put away a week's movement, and the weeks before it; a second press does no harm. 404 for others'."""
    rights.check(Permission.FIGURES_VIEW)
    acting(rights.user, at=at)
    mine = MovementTold.objects.filter(sweep__school=rights.school, person=rights.user)
    told = get_object_or_404(mine.select_related("sweep"), pk=told_id)
    mine.filter(sweep__on__lte=told.sweep.on, read_at=None).update(read_at=at)


def _sweep_day(school: School, *, on: date, at: datetime) -> Sweep | None:
    sweep = _begin(school, SweepKind.LINES, on=on, at=at)
    with transaction.atomic():
        mine = _locked(sweep)
        return None if mine.finished_at else _finish(mine, school=school, on=on, at=at)


def _begin(school: School, kind: SweepKind, *, on: date, at: datetime) -> Sweep:
    """The row of a sweep, seen by everybody while the sweep is at work."""
    sweep, _ = Sweep.objects.get_or_create(school=school, kind=kind, on=on, defaults={"started_at": at})
    return sweep


def _locked(sweep: Sweep) -> Sweep:
    """The row, for this worker alone: another one waits for its end."""
    return Sweep.objects.select_for_update().get(pk=sweep.pk)


def _finish(sweep: Sweep, *, school: School, on: date, at: datetime) -> Sweep:
    return _end(sweep, asdict(sweep_lines(school=school, on=on, at=at)))


def _end(sweep: Sweep, outcome: dict[str, int]) -> Sweep:
    sweep.outcome = outcome
    sweep.done = sweep.of = outcome.get("looked_at", 0)
    sweep.finished_at = Now()
    sweep.save(update_fields=["outcome", "done", "of", "finished_at"])
    return sweep
