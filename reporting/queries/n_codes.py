"""N codes that still wait for a reason, by their age in school days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from accounts.roles import Permission
from attendance.codes import NO_REASON
from reporting.queries.links import amendment_of, pupil_url
from schools.access import Rights
from schools.calendar import Session, monday_of
from schools.queries.dated_values import value_sql
from schools.queries.reach import reaches
from schools.queries.school_days import SchoolDayNow
from schools.value_table import BY_KEY
from schools.wording import list_words, short_day_words

N_DAYS = BY_KEY["n_code.school_days"]
MOST_LINES = 60
# A July mark is still owed its reason in September.
LAST_YEAR = timedelta(weeks=52)

# The weekly tallies say where an N stands, so that a year of marks is not read to find a few.
WAITING = f"""
, allowed AS (
  SELECT coalesce(({value_sql("n_days")})::int, %(limit)s) AS days
), last AS (
  SELECT d.date FROM schools_schoolday d, allowed
  WHERE d.school_id = %(school)s AND d.number = %(number)s - allowed.days
), waiting AS (
  SELECT e.pupil_id, m.date, array_agg(m.session ORDER BY m.session) AS sessions,
         m.date <= (SELECT date FROM last) AS is_last
  FROM attendance_weektally t
  JOIN schools_rollentry e ON e.id = t.roll_entry_id
  JOIN seen ON seen.id = e.pupil_id
  JOIN LATERAL (
    SELECT date, session FROM attendance_mark
    WHERE pupil_id = e.pupil_id AND date BETWEEN t.monday AND t.monday + 6 AND code = %(n)s OFFSET 0) m
       ON m.date BETWEEN e.admitted_on AND least(%(on)s, coalesce(e.left_on, %(on)s))
  WHERE t.school_id = %(school)s AND t.no_reason > 0 AND t.monday >= %(since)s
  GROUP BY e.pupil_id, m.date
), oldest AS (
  SELECT w.*, p.known_forename, p.known_surname, count(*) OVER () AS lines,
         count(*) FILTER (WHERE is_last) OVER () AS last_lines,
         sum(cardinality(sessions)) OVER () AS marks,
         coalesce(sum(cardinality(sessions)) FILTER (WHERE is_last) OVER (), 0) AS last_marks
  FROM waiting w JOIN schools_pupil p ON p.id = w.pupil_id
  ORDER BY w.date, p.known_surname, p.known_forename, p.id LIMIT %(most)s
)
SELECT o.lines, o.last_lines, o.marks, o.last_marks, o.pupil_id, o.known_forename, o.known_surname,
       g.id, g.name, o.date, o.sessions, %(number)s - d.number, due.date, allowed.days
FROM oldest o CROSS JOIN allowed
JOIN schools_schoolday d ON d.school_id = %(school)s AND d.date = o.date
LEFT JOIN schools_schoolday due ON due.school_id = %(school)s AND due.number = d.number + allowed.days
LEFT JOIN LATERAL (
  SELECT g.id, g.name FROM schools_groupmember gm JOIN schools_group g ON g.id = gm.group_id
  WHERE gm.pupil_id = o.pupil_id AND g.kind = 'registration' AND gm.from_on <= o.date
    AND (gm.until_on IS NULL OR gm.until_on >= o.date) LIMIT 1) g ON true
ORDER BY o.date, o.known_surname, o.known_forename, o.pupil_id
"""


@dataclass(frozen=True)
class NCode:
    """The N marks of a pupil on one day. `used` is their age in school days, `limit` the last day in time."""

    name: str
    url: str
    group: str
    marked_on: date
    sessions: tuple[Session, ...]
    used: int
    due_on: date | None
    amend_url: str
    limit: int = N_DAYS.default

    @property
    def session_words(self) -> str:
        """The sessions: "Tue 2 Mar AM and PM"."""
        return f"{short_day_words(self.marked_on)} {list_words([each.name for each in self.sessions])}"

    @property
    def last(self) -> bool:
        """Whether the last day in time has come or gone."""
        return self.used >= self.limit

    @property
    def next_words(self) -> str:
        """What is asked next: a reason, or O from the last day in time (reg 10(7)-(9))."""
        if self.used > self.limit and self.due_on:
            return f"Overdue: a reason or O was due by {short_day_words(self.due_on)}"
        if self.last:
            return "Must become O today without a reason"
        if self.due_on:
            return f"Must become O on {short_day_words(self.due_on)} without a reason"
        return "Needs a reason"


@dataclass(frozen=True)
class WaitingNCodes:
    """The oldest N codes, and how many there are in all: lines are a pupil's day, marks its sessions."""

    oldest: list[NCode]
    lines: int = 0
    last_lines: int = 0
    marks: int = 0
    last_marks: int = 0


def n_codes_waiting(rights: Rights, day: SchoolDayNow) -> WaitingNCodes:
    """This year's N codes of the pupils whose registers the person may see, oldest first: one statement.

    An N is replaced by its reason, or by O, within five school days (reg 10(7)-(9), SI 2024/208), or within
    fewer where the school asks for that.
    """
    tables, parameters = reaches(rights, seen=Permission.REGISTER_VIEW)
    facts = {
        "school": rights.school.pk,
        "on": day.on,
        "number": day.number,
        "n": NO_REASON,
        "limit": N_DAYS.default,
        "n_days": N_DAYS.key,
        "most": MOST_LINES,
        "since": monday_of(day.year_starts_on) - LAST_YEAR,
    }
    with connection.cursor() as cursor:
        cursor.execute(tables + WAITING, parameters | facts)
        rows = cursor.fetchall()
    if not rows:
        return WaitingNCodes([])
    return WaitingNCodes([_waiting(rights, *row[4:]) for row in rows], *map(int, rows[0][:4]))


def _waiting(
    rights: Rights,
    pupil_id: int,
    forename: str,
    surname: str,
    group_id: int | None,
    group: str | None,
    marked_on: date,
    sessions: list[int],
    used: int,
    due_on: date | None,
    limit: int,
) -> NCode:
    halves = tuple(Session(number) for number in sessions)
    return NCode(
        name=f"{forename} {surname}",
        url=pupil_url(rights, pupil_id),
        group=group or "",
        marked_on=marked_on,
        sessions=halves,
        used=used,
        due_on=due_on,
        amend_url=amendment_of(rights, marked_on, group_id, halves[0], pupil_id),
        limit=limit,
    )
