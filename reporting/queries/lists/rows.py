"""The pupils of a list with their class, facts and sessions: one statement for a page or for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from accounts.roles import Permission
from attendance.codes import UNAUTHORISED_NUMBERS
from attendance.metrics import Tally
from attendance.queries.figures.pupils import FIGURES
from attendance.queries.figures.sums import Days
from attendance.queries.figures.year_tables import year_tables, year_values
from reporting.queries.lists.days import ListDays
from schools.access import Rights
from schools.calendar import academic_year_start, monday_of
from schools.queries.reach import reaches
from schools.queries.rows import rows_of

_ASKED = "SELECT id FROM asked"
_IN_FORCE = "{row}.from_on <= %(on)s AND ({row}.until_on IS NULL OR {row}.until_on >= %(on)s)"
_FACTS = """
  SELECT f.pupil_id, array_agg(f.kind ORDER BY f.kind) AS kinds FROM {table} f
  WHERE f.pupil_id IN (SELECT id FROM asked) AND f.pupil_id IN (SELECT id FROM {right}) AND {in_force}
  GROUP BY f.pupil_id"""
_SUPPORT = _FACTS.format(table="schools_supportfact", right="supported", in_force=_IN_FORCE.format(row="f"))
_PROTECTED = _FACTS.format(
    table="schools_protectedfact", right="protecting", in_force=_IN_FORCE.format(row="f")
)
# Of the pupils asked for who may be looked up: the class and year, the last entry of the roll, the facts; and
# what was missed without authority in the weeks of the notice, whose first and last may be cut by a day.
# A table of all at once, since a look for each of 1,500 pupils costs more than their sessions.
_ASKED_TABLE = """
asked AS MATERIALIZED (
  SELECT a.id, a.place FROM unnest(%(pupils)s::bigint[]) WITH ORDINALITY AS a (id, place)
  JOIN seen ON seen.id = a.id)
"""
_TABLES = f"""
placed AS MATERIALIZED (
  SELECT m.pupil_id, min(g.name) FILTER (WHERE g.kind = 'registration') AS name,
         min(g.year_group) FILTER (WHERE g.kind = 'year') AS year_group
  FROM schools_groupmember m JOIN schools_group g ON g.id = m.group_id
  WHERE m.pupil_id IN ({_ASKED}) AND {_IN_FORCE.format(row="m")} AND g.kind IN ('registration', 'year')
  GROUP BY m.pupil_id),
roll AS MATERIALIZED (
  SELECT DISTINCT ON (e.pupil_id) e.pupil_id, e.admitted_on, e.left_on FROM schools_rollentry e
  WHERE e.pupil_id IN ({_ASKED}) ORDER BY e.pupil_id, e.admitted_on DESC),
support AS MATERIALIZED ({_SUPPORT}),
protection AS MATERIALIZED ({_PROTECTED}),
missed AS MATERIALIZED (
  SELECT m.pupil_id, m.date FROM schools_schoolday d
  JOIN attendance_mark m ON m.school_id = d.school_id AND m.date = d.date
  WHERE d.school_id = %(school)s AND d.date BETWEEN %(notice_from)s AND %(on)s
    AND (d.date >= %(this_monday)s OR d.date <= %(cut_until)s)
    AND m.code BETWEEN %(unauthorised_from)s AND %(unauthorised_to)s),
lately AS MATERIALIZED (
  SELECT u.pupil_id, sum(u.sessions)::int AS sessions FROM (
    SELECT r.pupil_id, w.unauthorised AS sessions
    FROM attendance_weektally w JOIN schools_rollentry r ON r.id = w.roll_entry_id
    WHERE w.school_id = %(school)s AND w.monday >= %(notice_from)s AND w.monday < %(this_monday)s
      AND r.pupil_id IN ({_ASKED})
    UNION ALL
    SELECT m.pupil_id, 1 FROM missed m
    JOIN schools_rollentry r ON r.pupil_id = m.pupil_id AND m.date >= r.admitted_on
         AND (r.left_on IS NULL OR m.date <= r.left_on)
    WHERE m.pupil_id IN ({_ASKED})) u
  GROUP BY u.pupil_id)
"""
_PAST = ", ".join(f"coalesce(k.{name}, 0)" for name in (*FIGURES, *(f"back_{name}" for name in FIGURES)))
_SELECT = f"""
SELECT p.id, p.known_forename, p.known_surname, p.legal_forename, p.legal_surname, p.born_on,
       coalesce(g.name, ''), g.year_group, roll.admitted_on, roll.left_on,
       coalesce(f.kinds, ARRAY[]::text[]), coalesce(c.kinds, ARRAY[]::text[]),
       p.id IN (SELECT id FROM counted), coalesce(n.sessions, 0), coalesce(t.sessions, 0),
       coalesce(s.illness, 0), {", ".join(f"coalesce(s.{name}, 0)" for name in FIGURES)}, {_PAST}
FROM asked JOIN schools_pupil p ON p.id = asked.id
LEFT JOIN placed g ON g.pupil_id = p.id
LEFT JOIN roll ON roll.pupil_id = p.id
LEFT JOIN support f ON f.pupil_id = p.id
LEFT JOIN protection c ON c.pupil_id = p.id
LEFT JOIN years s ON s.pupil_id = p.id
LEFT JOIN recent k ON k.pupil_id = p.id
LEFT JOIN to_come t ON t.pupil_id = p.id
LEFT JOIN lately n ON n.pupil_id = p.id
ORDER BY asked.place
"""


@dataclass(frozen=True, slots=True)
class ListedPupil:
    """A pupil of a list. Facts are left out without their right; `is_counted`: whose figures may be seen.

    `tally` is the school year to the day, of which `illness` is part of the authorised absence; `week` the
    newest school week and `weeks_before` those before it; `to_come` the sessions that the year still has
    while on roll.
    """

    pupil_id: int
    forename: str
    surname: str
    legal_forename: str
    legal_surname: str
    born_on: date
    group: str
    year: int | None
    admitted_on: date | None
    left_on: date | None
    support: list[str]
    protected: list[str]
    is_counted: bool
    unauthorised_lately: int
    to_come: int
    illness: int
    tally: Tally
    week: Tally
    weeks_before: Tally

    @property
    def name(self) -> str:
        """The name that the pupil uses, surname first."""
        return f"{self.surname}, {self.forename}"

    @property
    def legal_name(self) -> str:
        """The name of the admission register, surname first."""
        return f"{self.legal_surname}, {self.legal_forename}"


# What a row tells of a pupil before the figures of the three tallies.
_ABOUT = [each.name for each in fields(ListedPupil) if each.name not in ("tally", "week", "weeks_before")]


def listed_pupils(rights: Rights, pupil_ids: Sequence[int], days: ListDays) -> list[ListedPupil]:
    """Pupils whom the person may look up, in the order given: one statement."""
    tables, parameters = reaches(
        rights,
        seen=Permission.PUPIL_SEARCH,
        supported=Permission.SUPPORT_FACTS_VIEW,
        protecting=Permission.PROTECTED_FACTS_VIEW,
        counted=Permission.FIGURES_VIEW,
    )
    statement = f"{tables}, {_ASKED_TABLE}, {year_tables(_ASKED)}, {_TABLES} {_SELECT}"
    values = parameters | _values(rights, days) | {"pupils": list(pupil_ids)}
    # Days of last year in the week of 1 September are not of this year, which begins with the week.
    begins = bool(days.mondays) and days.mondays[0] < academic_year_start(days.on)
    return [_listed(row, begins=begins) for row in rows_of(statement, values)]


def _values(rights: Rights, days: ListDays) -> dict[str, Any]:
    first = monday_of(days.notice_from)
    is_cut = first < days.notice_from
    year = Days(academic_year_start(days.on), days.on)
    monday = days.mondays[0] if days.mondays else days.on
    values = year_values(rights.school.pk, year, days.mondays, left_from=days.on, monday=monday)
    return values | {
        "on": days.on,
        "notice_from": days.notice_from,
        "cut_until": first + timedelta(days=6) if is_cut else days.notice_from - timedelta(days=1),
        "this_monday": monday_of(days.on),
        "unauthorised_from": UNAUTHORISED_NUMBERS[0],
        "unauthorised_to": UNAUTHORISED_NUMBERS[-1],
    }


def _listed(row: Sequence[Any], *, begins: bool) -> ListedPupil:
    about, figures = dict(zip(_ABOUT, row, strict=False)), row[len(_ABOUT) :]
    size = len(FIGURES)
    now, week, before = (Tally(*figures[size * part : size * (part + 1)]) for part in range(3))
    return ListedPupil(**about, tally=now, week=now if begins else week, weeks_before=before)
