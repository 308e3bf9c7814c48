"""The way of saving a register that needs no thought, and ours, on the same tables with the same triggers."""

import statistics
from collections.abc import Callable
from datetime import date, datetime, time
from time import perf_counter
from typing import NamedTuple

from django.db import transaction

from accounts.audit import acting, log_event
from attendance.codes import NO_REASON, PRESENT_MORNING
from attendance.models import Mark
from attendance.queries.registers.frame import RegisterFrame
from attendance.services.marks import MarkChange, save_marks
from schools.calendar import LONDON, Session
from schools.models import Pupil, SchoolDay
from tests.world import TODAY, World

WARM_UP = 2


class FirstSaves(NamedTuple):
    """Median milliseconds for thirty first marks."""

    ours: float
    one_by_one: float
    bare: float


def first_saves(made: World, *, runs: int) -> FirstSaves:
    """In turn, each day: ours, thirty audited saves of one mark, and thirty `update_or_create` alone."""
    days = SchoolDay.objects.filter(school=made.marlowe, date__lt=TODAY).order_by("-date")
    dates = list(days.values_list("date", flat=True)[: 2 * (WARM_UP + runs)])
    found = [_one_turn(made, first, second) for first, second in zip(dates[::2], dates[1::2], strict=True)]
    return FirstSaves(*(statistics.median(times) for times in zip(*found[WARM_UP:], strict=True)))


def _one_turn(made: World, first: date, second: date) -> tuple[float, float, float]:
    """A morning by ours, its afternoon and another by theirs; what stands around it is known before."""
    frame = made.frame(first)
    return (
        _milliseconds(lambda: one_save(made, frame)),
        _milliseconds(lambda: thirty_saves(made, first, save_audited)),
        _milliseconds(lambda: thirty_saves(made, second, save_bare)),
    )


def _milliseconds(call: Callable[[], object]) -> float:
    began = perf_counter()
    call()
    return (perf_counter() - began) * 1000


def one_save(made: World, frame: RegisterFrame) -> None:
    """Our save of a morning, with its audit, its register and its tallies."""
    at = datetime.combine(frame.date, time(8, 49), tzinfo=LONDON)
    changes = [MarkChange(pupil.pk, "/N"[number % 2], 0) for number, pupil in enumerate(made.pupils)]
    outcome = save_marks(frame, changes, by=made.lane, office=False, at=at)
    assert len(outcome.saved) == len(changes)


def thirty_saves(made: World, on: date, save: Callable[[World, Pupil, date, int], None]) -> None:
    """An afternoon's marks one by one."""
    for number, pupil in enumerate(made.pupils):
        save(made, pupil, on, (PRESENT_MORNING + 1, NO_REASON)[number % 2])


def save_audited(made: World, pupil: Pupil, on: date, code: int) -> None:
    """One mark with its line in the audit, as a page does that saves mark by mark."""
    with transaction.atomic():
        acting(made.lane, at=datetime.combine(on, time(13, 4), tzinfo=LONDON))
        save_bare(made, pupil, on, code)
        log_event("save", by=made.lane, school=made.marlowe.pk, tbl="attendance_mark", obj=f"{pupil.pk}/{on}")


def save_bare(made: World, pupil: Pupil, on: date, code: int) -> None:
    """The mark alone: no audit, no register, no look at who changed it first."""
    found = {
        "code": code,
        "source": "register",
        "set_by": made.lane,
        "set_at": datetime.combine(on, time(13, 4), tzinfo=LONDON),
    }
    Mark.objects.update_or_create(
        pupil=pupil,
        date=on,
        session=Session.PM.value,
        defaults=found,
        create_defaults={**found, "school": made.marlowe},
    )
