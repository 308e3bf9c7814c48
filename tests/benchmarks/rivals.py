"""The way of saving a register that needs no thought, and ours, on the same tables with the same triggers."""

import statistics
from collections.abc import Callable
from datetime import date, datetime, time
from time import perf_counter

from attendance.codes import NO_REASON, PRESENT_MORNING
from attendance.models import Mark
from attendance.queries.register_frame import RegisterFrame
from attendance.services.marks import MarkChange, save_marks
from schools.calendar import LONDON, Session
from schools.models import SchoolDay
from tests.world import TODAY, World

WARM_UP = 2


def first_saves(made: World, *, runs: int) -> tuple[float, float]:
    """Median milliseconds of ours and of theirs, in turn: each class register is saved for the first time."""
    days = SchoolDay.objects.filter(school=made.marlowe, date__lt=TODAY).order_by("-date")
    pairs = [_pair(made, on) for on in days.values_list("date", flat=True)[: WARM_UP + runs]]
    ours, theirs = zip(*pairs[WARM_UP:], strict=True)
    return statistics.median(ours), statistics.median(theirs)


def _pair(made: World, on: date) -> tuple[float, float]:
    """A morning by ours, then its afternoon by theirs; what stands around the register is known before."""
    frame = made.frame(on)
    return _milliseconds(lambda: one_save(made, frame)), _milliseconds(lambda: thirty_saves(made, on))


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


def thirty_saves(made: World, on: date) -> None:
    """The same afternoon's marks one by one."""
    at = datetime.combine(on, time(13, 4), tzinfo=LONDON)
    for number, pupil in enumerate(made.pupils):
        found = {
            "code": (PRESENT_MORNING + 1, NO_REASON)[number % 2],
            "source": "register",
            "set_by": made.lane,
            "set_at": at,
        }
        Mark.objects.update_or_create(
            pupil=pupil,
            date=on,
            session=Session.PM.value,
            defaults=found,
            create_defaults={**found, "school": made.marlowe},
        )
