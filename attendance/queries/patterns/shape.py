"""The shape of a school that the last look for patterns made."""

from __future__ import annotations

from datetime import date

from attendance.models import Sweep, SweepKind
from attendance.patterns.shape import SchoolShape
from schools.calendar import academic_year_start
from schools.models import School


def school_shape(school: School, *, on: date) -> SchoolShape:
    """The newest shape of the school year as of a day: one statement. Empty where no look has made one.

    Against an empty shape a pupil is held against their own other days alone, and what needs the school's
    average is silent.
    """
    looks = Sweep.objects.filter(
        school=school, kind=SweepKind.PATTERNS, on__range=(academic_year_start(on), on)
    )
    facts = looks.order_by("-on").values_list("outcome__shape", flat=True).first()
    return SchoolShape.of_facts(facts) if facts else SchoolShape()


def last_look(school: School, *, on: date) -> date | None:
    """The day of the newest look for patterns that is over: one statement."""
    looks = Sweep.objects.filter(
        school=school, kind=SweepKind.PATTERNS, on__lte=on, finished_at__isnull=False
    )
    return looks.order_by("-on").values_list("on", flat=True).first()
