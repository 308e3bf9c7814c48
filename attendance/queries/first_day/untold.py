"""Which families are still to be told of an absence without a reason: what automatic messages go by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from attendance.codes import NO_REASON
from attendance.queries.first_day.absences import ABSENCES, KNOWN_TODAY, absence_values
from attendance.queries.first_day.call_facts import AT_SCHOOL
from attendance.queries.first_day.contact_sql import FROM_MORNING, HAS_ANSWERED
from schools.calendar import Session
from schools.message_faults import ADDRESS_CHANGED, BY_HAND, NO_CONTACT
from schools.models import MessageState, School
from schools.queries.dated_values import value_sql
from schools.queries.message_sql import IS_ABOUT_ABSENCE
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow

# What was withdrawn is not queued again for the same mark and person, or it would come and go each minute;
# what a person withdrew, not for this absence today.
UNTOLD = f"""
{AT_SCHOOL}
{KNOWN_TODAY}{ABSENCES}
SELECT a.pupil_id, a.session, a.version, a.days FROM absences a
WHERE a.latest = {NO_REASON}
  AND NOT EXISTS (
    SELECT FROM schools_message m WHERE m.pupil_id = a.pupil_id AND m.date = %(on)s
      AND ({FROM_MORNING} OR m.session = 2) AND {IS_ABOUT_ABSENCE}
      AND (m.state <> '{MessageState.WITHDRAWN.value}' OR m.why = '{BY_HAND.key}'
           OR (m.session, m.mark_version) = (a.session, a.version)
              AND m.why NOT IN ('{ADDRESS_CHANGED.key}', '{NO_CONTACT.key}')))
  AND NOT {HAS_ANSWERED}
ORDER BY a.pupil_id
"""
WITH_MESSAGES = f"""
SELECT s.id FROM schools_school s JOIN schools_schoolday d ON d.school_id = s.id AND d.date = %(on)s
WHERE ({value_sql("key", school="s.id")}) = 'true'::jsonb ORDER BY s.id
"""


@dataclass(frozen=True, slots=True)
class Untold:
    """A pupil marked N of whom no message went today, and the school day of the absence, counted from 1."""

    pupil_id: int
    session: Session
    version: int
    days: int


def untold_families(school: School, day: SchoolDayNow) -> list[Untold]:
    """All pupils of a school marked N now whose family neither got a message nor said a word: one statement.

    One whom nobody has marked is none of them: a register may be missing. A message that failed counts as one
    here: a person rings.
    """
    rows = rows_of(UNTOLD, absence_values(school, day))
    return [Untold(pupil, Session(half), version, days) for pupil, half, version, days in rows]


def schools_that_write(key: str, at: datetime) -> list[School]:
    """The schools that meet on a day and whose switch of this key is on: two statements at most."""
    ids = [row[0] for row in rows_of(WITH_MESSAGES, {"key": key, "on": at.date()})]
    return list(School.objects.filter(pk__in=ids).order_by("pk")) if ids else []
