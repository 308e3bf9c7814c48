"""Trips: who cannot come, and why."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from attendance.codes import find_code
from attendance.permits import VISIT, TripFacts, permit_problem
from attendance.queries.permit_facts import clashes, pupil_standings
from schools.models import School


def who_cannot_come(
    school: School, trip: TripFacts, pupils: Collection[int], *, today: date
) -> dict[int, tuple[str, str]]:
    """The pupils to whom V may not be promised, each with name and sentence: two statements."""
    standings = pupil_standings(school, pupils, on=trip.starts_on)
    code = find_code(VISIT, trip.starts_on)
    promised = clashes(school, pupils, code.number, trip) if code else {}
    found: dict[int, tuple[str, str]] = {}
    for pupil_id, standing in standings.items():
        if refusal := permit_problem(trip.for_pupil(pupil_id), standing, today=today):
            found[pupil_id] = (standing.name, refusal.words)
        elif pupil_id in promised:
            stands, when = promised[pupil_id]
            found[pupil_id] = (standing.name, f"{stands.words} is agreed for {when}")
    return found
