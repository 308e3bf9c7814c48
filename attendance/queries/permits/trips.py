"""Trips: who cannot come and why, and the list of a trip."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse

from attendance.codes import find_code
from attendance.models import Trip
from attendance.permit_times import when_words
from attendance.permits import VISIT, TripFacts, permit_problem
from attendance.queries.permits.facts import clashes, promised_alike, pupil_standings
from schools.models import School
from schools.names import sort_key
from schools.queries.rows import rows_of


def who_cannot_come(
    school: School, trip: TripFacts, pupils: Collection[int], *, today: date
) -> dict[int, tuple[str, str]]:
    """The pupils to whom V may not be promised, each with name and sentence: three statements."""
    standings = pupil_standings(school, pupils, on=trip.starts_on)
    code = find_code(VISIT, trip.starts_on)
    promised = clashes(school, pupils, code.number, trip) if code else {}
    alike = promised_alike(school, pupils, code.number, trip.title, trip) if code else set()
    found: dict[int, tuple[str, str]] = {}
    for pupil_id, standing in standings.items():
        if refusal := permit_problem(trip.for_pupil(pupil_id), standing, today=today):
            found[pupil_id] = (standing.name, refusal.words)
        elif pupil_id in promised:
            stands, when = promised[pupil_id]
            found[pupil_id] = (standing.name, f"{stands.words} is agreed for {when}")
        elif pupil_id in alike:
            found[pupil_id] = (standing.name, f"{VISIT} is agreed for {when_words(trip)} already")
    return found


@dataclass(frozen=True)
class TripLine:
    """A pupil of a trip."""

    pupil_id: int
    permit_url: str
    name: str
    group: str
    ended: str


@dataclass(frozen=True)
class TripPage:
    """A trip with its list. `may_end`: it is not over, and somebody goes."""

    trip: Trip
    when: str
    going: list[TripLine]
    staying: list[TripLine]
    may_end: bool


TRIP_LIST = """
SELECT p.pupil_id, p.id, pu.known_surname || ', ' || pu.known_forename,
       coalesce((SELECT g.name FROM schools_groupmember gm JOIN schools_group g ON g.id = gm.group_id
                 WHERE gm.pupil_id = p.pupil_id AND g.kind = 'registration' AND gm.from_on <= t.starts_on
                   AND (gm.until_on IS NULL OR gm.until_on >= t.starts_on) LIMIT 1), ''),
       p.ended_reason, p.ended_at IS NOT NULL, p.places
FROM attendance_trip t JOIN attendance_codepermit p ON p.trip_id = t.id
JOIN schools_pupil pu ON pu.id = p.pupil_id
WHERE t.id = %(trip)s ORDER BY p.id
"""


@dataclass(frozen=True)
class _TripSessions:
    starts_on: date
    ends_on: date
    places: list[int]


def trip_page(school: School, trip_id: int, *, on: date) -> TripPage:
    """A trip of the school and its pupils: two statements; 404 otherwise."""
    trip = Trip.objects.select_related("made_by", "group").filter(school=school, pk=trip_id).first()
    if trip is None:
        raise Http404
    rows = sorted(rows_of(TRIP_LIST, {"trip": trip.pk}), key=lambda row: (sort_key(row[2]), row[1]))
    lines = [
        (
            TripLine(pupil, reverse("permit", args=[school.slug, pk]), name, group, reason),
            is_ended,
        )
        for pupil, pk, name, group, reason, is_ended, _ in rows
    ]
    going = [line for line, is_ended in lines if not is_ended]
    places = rows[0][-1] if rows else []
    return TripPage(
        trip=trip,
        when=when_words(_TripSessions(trip.starts_on, trip.ends_on, places)),
        going=going,
        staying=[line for line, is_ended in lines if is_ended],
        may_end=bool(going) and trip.ends_on >= on,
    )
