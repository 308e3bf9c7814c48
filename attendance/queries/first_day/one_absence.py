"""The absence of one pupil now, the tries to reach the family, and when the pupil was last here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from attendance.models import ContactAttempt
from attendance.queries.first_day.absences import ABSENCES, IS_UNEXPLAINED, KNOWN_TODAY, absence_values
from attendance.queries.first_day.last_seen import LAST_SEEN, seen_words
from schools.models import School
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow
from schools.wording import short_day_words, time_words

MOST_ATTEMPTS = 30
ONE = f"""
WITH seen (id) AS (SELECT %(pupil)s::bigint){KNOWN_TODAY}{ABSENCES}
SELECT a.began_on, a.days, {IS_UNEXPLAINED} FROM absences a
"""
SEEN = f"""
SELECT last_seen.kind, last_seen.date FROM schools_pupil p {LAST_SEEN}
WHERE p.id = %(pupil)s AND last_seen.date IS NOT NULL
"""


@dataclass(frozen=True)
class OneAbsence:
    """An absence of today: its first day, its school days so far, and whether nobody knows why."""

    began_on: date
    days: int
    is_unexplained: bool


@dataclass(frozen=True)
class TryLine:
    """One try to reach the family, in words without a number: who was tried, when, and what came of it."""

    who: str
    when: str
    outcome: str
    words: str
    by: str
    is_struck: bool


def absence_of(school: School, pupil_id: int, day: SchoolDayNow) -> OneAbsence | None:
    """The pupil's absence now, or None: one statement. Who reaches the pupil is settled before."""
    rows = rows_of(ONE, absence_values(school, day) | {"pupil": pupil_id})
    return OneAbsence(*rows[0]) if rows else None


def tries_of(pupil_id: int, *, since: date, on: date) -> list[TryLine]:
    """The tries for the absence that began on a day, the latest first, at most thirty: one statement."""
    rows = (
        ContactAttempt.objects.filter(pupil=pupil_id, date__gte=since, date__lte=on)
        .select_related("made_by")
        .order_by("-made_at", "-pk")
    )
    return [_try(row, on) for row in rows[:MOST_ATTEMPTS]]


def _try(row: ContactAttempt, on: date) -> TryLine:
    who = f"{row.name}, {row.relationship}" if row.relationship else row.name
    way = "Family got in touch" if row.from_family else str(row.get_way_display())
    return TryLine(
        who=who,
        when=moment_words(row.made_at, on=on),
        outcome=f"{way}: {str(row.get_outcome_display()).lower()}",
        words=row.words,
        by=row.made_by.full_name,
        is_struck=row.struck_at is not None,
    )


def last_seen_of(pupil_id: int, *, on: date) -> str:
    """How and when somebody last saw the pupil, in words; empty where nobody ever did: one statement."""
    rows = rows_of(SEEN, {"pupil": pupil_id, "on": on})
    return seen_words(*rows[0], on=on) if rows else ""


def moment_words(at: datetime, *, on: date) -> str:
    """A time of the day, with its day where it is another."""
    local = timezone.localtime(at)
    if local.date() == on:
        return time_words(local)
    return f"{short_day_words(local.date())}, {time_words(local)}"


def at_words(at: datetime, *, on: date) -> str:
    """A moment within a sentence: "at 10:20", or "on Mon 8 Mar, 10:20"."""
    when = moment_words(at, on=on)
    return f"on {when}" if ", " in when else f"at {when}"
