"""Absent pupils whom nobody has seen or heard of for some school days ("Nobody has seen this child").

Who is educated elsewhere attends: the provider sees them and says so, hence no such pupil is absent. An
absence with authority hides nobody here: a child who is ill for long is to be seen or heard of as
well (Keeping children safe in education).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.roles import Permission
from attendance.codes import (
    AUTHORISED_NUMBERS,
    LATE_AFTER_CLOSE,
    UNAUTHORISED_NUMBERS,
    code_of,
)
from attendance.first_day_steps import OFFICE
from attendance.queries.first_day.absences import KNOWN_TODAY, UNMARKED, absence_values
from attendance.queries.first_day.contact_sql import MADE_ON, SPOKEN
from attendance.queries.first_day.followers import FOLLOWER, follower_values
from attendance.queries.first_day.last_seen import LAST_SEEN, past_day_words, seen_words
from attendance.queries.row_links import visit_url
from schools.access import Rights
from schools.queries.dated_values import value_of
from schools.queries.pupil_joins import REGISTRATION
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow
from schools.wording import count_words

UNSEEN_DAYS = "absence.unseen_days"
MOST_LINES = 100
# Days on the roll alone count: before the first one nobody could have seen the child here.
UNSEEN = f"""
{KNOWN_TODAY}
, away AS MATERIALIZED (
  SELECT k.pupil_id, k.latest, e.admitted_on, last_seen.date AS seen_on, last_seen.kind,
         spoke.date AS spoke_on, spoke.relationship
  FROM known k
  JOIN schools_pupil p ON p.id = k.pupil_id
  JOIN schools_rollentry e ON e.pupil_id = k.pupil_id AND e.admitted_on <= %(on)s
       AND (e.left_on IS NULL OR e.left_on >= %(on)s)
  {LAST_SEEN}
  LEFT JOIN LATERAL (
    SELECT {MADE_ON} AS date, t.relationship FROM attendance_contactattempt t
    WHERE t.pupil_id = k.pupil_id AND {SPOKEN} AND {MADE_ON} <= %(on)s
    ORDER BY t.made_at DESC LIMIT 1) spoke ON true
  WHERE k.latest = {UNMARKED}
     OR k.latest BETWEEN {AUTHORISED_NUMBERS[0]} AND {AUTHORISED_NUMBERS[-1]}
     OR (k.latest BETWEEN {UNAUTHORISED_NUMBERS[0]} AND {UNAUTHORISED_NUMBERS[-1]}
         AND k.latest <> {LATE_AFTER_CLOSE})
)
, a AS MATERIALIZED (
  SELECT away.*, greatest(admitted_on, seen_on + 1, spoke_on + 1) AS began_on,
         (SELECT count(*) FROM schools_schoolday d WHERE d.school_id = %(school)s AND d.date <= %(on)s
            AND d.date >= greatest(admitted_on, seen_on + 1, spoke_on + 1)) AS days
  FROM away
)
SELECT p.id, p.known_forename, p.known_surname, g.name, a.latest, a.days, a.admitted_on, a.seen_on, a.kind,
       a.spoke_on, a.relationship, CASE WHEN follower.may THEN h.full_name END, count(*) OVER ()
FROM a JOIN schools_pupil p ON p.id = a.pupil_id
{REGISTRATION}{FOLLOWER}
WHERE a.days >= %(least)s
ORDER BY a.days DESC, p.known_surname, p.known_forename, p.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class UnseenLine:
    """An absent pupil whom nobody saw or heard of for so many school days, today among them."""

    pupil_id: int
    name: str
    url: str
    group: str
    letter: str
    title: str
    css: str
    days: int
    seen: str
    contact: str
    with_whom: str
    visit_url: str

    @property
    def days_words(self) -> str:
        """How long: "4 school days"."""
        return count_words(self.days, "school day")


@dataclass(frozen=True, slots=True)
class UnseenPupils:
    """The pupils whom nobody has seen, worst first, how many there are in all, and from which day on."""

    lines: list[UnseenLine]
    count: int
    least: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)


def unseen_page(rights: Rights, day: SchoolDayNow) -> UnseenPupils:
    """Who is absent today, for whatever reason, and was neither seen nor spoken about: two statements.

    A new pupil counts from the starting day. A day on which somebody of the family was reached, and a home
    visit on which the child was seen, begin the count anew.
    """
    least = value_of(rights.school, UNSEEN_DAYS, on=day.on)
    tables, values = reaches(rights, seen=Permission.FIRST_DAY_WORK)
    values |= absence_values(rights.school, day) | follower_values()
    values |= {
        "least": least,
        "most": MOST_LINES,
    }
    rows = rows_of(tables + UNSEEN, values)
    return UnseenPupils([_line(rights, day.on, *row[:-1]) for row in rows], rows[0][-1] if rows else 0, least)


def _line(
    rights: Rights,
    on: date,
    pupil_id: int,
    forename: str,
    surname: str,
    group: str | None,
    latest: int,
    days: int,
    admitted_on: date,
    seen_on: date | None,
    kind: str | None,
    spoke_on: date | None,
    relationship: str | None,
    taker: str | None,
) -> UnseenLine:
    code = code_of(latest) if latest else None
    visits = rights.reaches_people(Permission.VISIT_WORK)
    return UnseenLine(
        pupil_id=pupil_id,
        name=f"{forename} {surname}",
        url=reverse("pupil", args=[rights.school.slug, pupil_id]),
        group=group or "",
        letter=code.letter if code else "",
        title=code.title if code else "No mark",
        css=code.code_class.css if code else "",
        days=days,
        seen=_seen_words(on, admitted_on, seen_on, kind),
        contact=_contact_words(on, spoke_on, relationship),
        with_whom=taker or OFFICE,
        visit_url=visit_url(rights.school.slug, pupil_id) if visits else "",
    )


def _seen_words(on: date, admitted_on: date, seen_on: date | None, kind: str | None) -> str:
    if seen_on is None or kind is None:
        return f"Never since joining, {past_day_words(admitted_on, on=on)}"
    return seen_words(kind, seen_on, on=on)


def _contact_words(on: date, spoke_on: date | None, relationship: str | None) -> str:
    if spoke_on is None:
        return "None"
    who = f"Spoke to {relationship.lower()}" if relationship else "Spoke"
    return f"{who}, {past_day_words(spoke_on, on=on)}"
