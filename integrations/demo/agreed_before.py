"""What stood behind the marks of the weeks past: trips of classes, and the leave and activities of pupils."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError

from attendance.codes import code_of, find_code
from attendance.permits import VISIT, PermitFacts, TripFacts
from attendance.queries.permits.trips import who_cannot_come
from attendance.services.permits import grant_permit
from attendance.services.trips import grant_trip
from schools.access import Rights
from schools.calendar import LONDON, academic_year_start
from schools.queries.rows import rows_of

LETTERS = ("B", "C", "C1", "J1", "K", "M", "P", "S", "V", "W")
# A half term is shorter.
LOOKED_BACK, AHEAD = timedelta(weeks=10), timedelta(days=4)
FEWEST_ON_TRIP = 5
# Now and then an office forgets: so many are agreed for each one that is not, and Scrutiny finds it.
FORGOTTEN_OF = 16
REASON, LICENCE, HEAD = "Asked for in writing", "Westshire Council, BOPA 2026", "The head"

# The marks of a week that have one code and nothing agreed: a pupil's, with the class of the time.
BARE = """
SELECT m.pupil_id, m.code, min(m.date), max(m.date), max(m.note),
       array_agg((extract(isodow FROM m.date)::int - 1) * 2 + m.session - 1), g.id, g.name
FROM attendance_mark m
LEFT JOIN LATERAL (
  SELECT g.id, g.name FROM schools_groupmember b JOIN schools_group g ON g.id = b.group_id
  WHERE b.pupil_id = m.pupil_id AND g.kind = 'registration' AND b.from_on <= m.date
    AND (b.until_on IS NULL OR b.until_on >= m.date) LIMIT 1) g ON true
WHERE m.school_id = %(school)s AND m.code = ANY (%(codes)s) AND m.date BETWEEN %(since)s AND %(on)s
  AND NOT EXISTS (
    SELECT FROM attendance_codepermit p
    WHERE p.pupil_id = m.pupil_id AND p.code = m.code AND m.date BETWEEN p.starts_on AND p.ends_on
      AND (extract(isodow FROM m.date)::int - 1) * 2 + m.session - 1 = ANY (p.places))
GROUP BY m.pupil_id, m.code, date_trunc('week', m.date), g.id, g.name
ORDER BY min(m.date), g.name, m.pupil_id, m.code
"""


def agree_what_stands(rights: Rights, *, on: date) -> None:
    """Agree, as of some days before each, what the marks of the last weeks say; nothing twice."""
    values = {
        "school": rights.school.pk,
        "codes": [code.number for letter in LETTERS if (code := find_code(letter, on))],
        "since": max(on - LOOKED_BACK, academic_year_start(on)),
        "on": on,
    }
    classes: dict[tuple[int, str, date, frozenset[int]], list[PermitFacts]] = {}
    for pupil_id, number, first, last, note, places, group_id, group in rows_of(BARE, values):
        facts = _facts(pupil_id, code_of(number).letter, first, last, frozenset(places), note)
        if facts.letter == VISIT and group_id is not None:
            classes.setdefault((group_id, group, first, facts.places), []).append(facts)
        elif pupil_id % FORGOTTEN_OF:
            _grant(rights, facts)
    for (group_id, group, first, places), going in classes.items():
        if len(going) < FEWEST_ON_TRIP:
            for facts in going:
                _grant(rights, facts)
        else:
            title = f"{going[0].note or 'Visit'}, {group}"
            last = max(facts.ends_on for facts in going)
            trip = TripFacts(title, "Westshire Museum", "The form's tutor", first, last, places, group_id)
            _send(rights, trip, [facts.pupil_id for facts in going])


def _facts(
    pupil_id: int, letter: str, first: date, last: date, places: frozenset[int], note: str
) -> PermitFacts:
    return PermitFacts(
        pupil_id=pupil_id,
        letter=letter,
        starts_on=first,
        ends_on=last,
        places=places,
        note=note,
        reason=REASON if letter == "C" else "",
        provider=note or "Westshire Outdoor Learning",
        licence=LICENCE if letter == "C1" else "",
        agreed_on=_when(first).date(),
        agreed_by=HEAD,
    )


def _grant(rights: Rights, facts: PermitFacts) -> None:
    # The year's marks are drawn by chance, and some fit no rule: nothing is agreed for them.
    with suppress(ValidationError):
        grant_permit(rights=rights, facts=facts, at=_when(facts.starts_on), heeded=True)


def _send(rights: Rights, trip: TripFacts, pupils: list[int]) -> None:
    at = _when(trip.starts_on)
    cannot = who_cannot_come(rights.school, trip, pupils, today=at.date())
    if going := [pupil_id for pupil_id in pupils if pupil_id not in cannot]:
        grant_trip(rights=rights, trip=trip, pupils=going, at=at)


def _when(first: date) -> datetime:
    """The hour at which something was agreed that began on a day."""
    return datetime.combine(first - AHEAD, time(14, 20), tzinfo=LONDON)
