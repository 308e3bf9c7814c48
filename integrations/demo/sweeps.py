"""The lines and patterns of the demo's pupils and its week's movement, as the jobs of the night find them."""

from __future__ import annotations

from datetime import date, datetime

from attendance.services.pattern_sweeps import sweep_patterns
from attendance.services.sweeps import sweep_school, sweep_week
from schools.models import School


def sweep_demo(school: School, *, on: date, at: datetime) -> None:
    """Sweep a school as of a day and its last week. Repeatable: what was swept is left alone."""
    sweep_school(school=school, on=on, at=at)
    sweep_week(school=school, on=on, at=at)
    sweep_patterns(school=school, on=on, at=at)
