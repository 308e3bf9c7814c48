"""Sweeps of a whole school: every line each night, and the week's movement. Done once for each day.

Some pupils are looked at in each transaction, which also writes how far the sweep is: a worker that dies
leaves a beginning that holds, and the next one goes on behind it.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404

from accounts.audit import acting
from accounts.roles import Permission
from attendance.models import MovementTold, Sweep, SweepKind
from attendance.queries.figures.movement import movement_counts
from attendance.queries.sweeps import last_week_end, movement_readers, pupils_to_sweep
from attendance.services.lines import sweep_lines
from schools.access import Rights
from schools.models import School

PUPILS_AT_ONCE = 400
# Longer than a save waits: a sweep behind another look at the school's lines lets it finish.
PATIENCE = "SET LOCAL lock_timeout = '60s'"


def sweep_school(*, school: School, on: date, at: datetime, again: bool = False) -> Sweep | None:
    """Look at each pupil's lines as of a day; None where the day was swept already, unless `again`.

    A line that a missed night did not look at is found now, if it stands. `at` is the real time.
    """
    sweep = _begin(school, on=on, at=at, again=again)
    if sweep is None:
        return None
    while sweep.finished_at is None:
        sweep = _sweep_next(sweep.pk, at=at)
    return sweep


@transaction.atomic
def sweep_week(*, school: School, on: date, at: datetime) -> Sweep | None:
    """Count who moved in the newest school week that is over, and tell those who follow figures, once each.

    None where there is no such week, or it was swept already. A week in which nobody moved tells nobody.
    """
    ended_on = last_week_end(school, on=on)
    if ended_on is None:
        return None
    sweep, is_new = Sweep.objects.get_or_create(
        school=school, kind=SweepKind.WEEK, on=ended_on, defaults={"started_at": at, "finished_at": Now()}
    )
    if not is_new:
        return None
    sweep.outcome = movement_counts(school, on=ended_on)
    sweep.save(update_fields=["outcome"])
    if any(sweep.outcome.values()):
        readers = movement_readers(school, on=on)
        MovementTold.objects.bulk_create(
            MovementTold(sweep=sweep, person=reader, at=at) for reader in readers
        )
    return sweep


@transaction.atomic
def read_movement(*, rights: Rights, told_id: int, at: datetime) -> None:
    """Put away a week's movement, and the weeks before it; a second press does no harm. 404 for others'."""
    rights.check(Permission.FIGURES_VIEW)
    acting(rights.user, at=at)
    mine = MovementTold.objects.filter(sweep__school=rights.school, person=rights.user)
    told = get_object_or_404(mine.select_related("sweep"), pk=told_id)
    mine.filter(sweep__on__lte=told.sweep.on, read_at=None).update(read_at=at)


@transaction.atomic
def _begin(school: School, *, on: date, at: datetime, again: bool) -> Sweep | None:
    """The row of a sweep, which everybody sees while it is at work; None where it is done."""
    sweep, is_new = Sweep.objects.get_or_create(
        school=school, kind=SweepKind.LINES, on=on, defaults={"started_at": at}
    )
    if sweep.finished_at is not None and not again:
        return None
    if is_new or sweep.finished_at is not None:
        sweep.of = len(pupils_to_sweep(school, on=on))
        sweep.done = sweep.reached = 0
        sweep.outcome, sweep.finished_at = {}, None
        sweep.save(update_fields=["of", "done", "reached", "outcome", "finished_at"])
    return sweep


@transaction.atomic
def _sweep_next(sweep_id: int, *, at: datetime) -> Sweep:
    """Look at the next pupils of a sweep, and write how far it is."""
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
    sweep = Sweep.objects.select_for_update(of=["self"]).select_related("school").get(pk=sweep_id)
    if sweep.finished_at is not None:
        return sweep
    pupils = pupils_to_sweep(sweep.school, on=sweep.on, after=sweep.reached, most=PUPILS_AT_ONCE)
    found = asdict(sweep_lines(school=sweep.school, on=sweep.on, at=at, only=pupils))
    sweep.outcome = {name: count + sweep.outcome.get(name, 0) for name, count in found.items()}
    sweep.done += len(pupils)
    sweep.reached = max(pupils, default=sweep.reached)
    if len(pupils) < PUPILS_AT_ONCE:
        sweep.finished_at = Now()
    sweep.save(update_fields=["outcome", "done", "reached", "finished_at"])
    return sweep
