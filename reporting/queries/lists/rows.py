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
from attendance.queries.figures.sums import Days, sum_values, sums_sql
from reporting.queries.lists.days import ListDays
from schools.access import Rights
from schools.calendar import academic_year_start, monday_of
from schools.queries.pupil_joins import LATEST_ROLL, REGISTRATION, SUPPORT, YEAR_GROUP
from schools.queries.reach import reaches
from schools.queries.rows import rows_of

_ASKED = "SELECT unnest(%(pupils)s::bigint[])"
_YEAR = ", ".join(f"sum({name})::int AS {name}" for name in (*FIGURES, "illness"))
_WEEK = ", ".join(
    f"coalesce(sum(w.{name}) FILTER (WHERE w.monday = %(monday)s), 0)::int AS {name}" for name in FIGURES
)
_BACK = ", ".join(
    f"coalesce(sum(w.{name}) FILTER (WHERE w.monday < %(monday)s), 0)::int AS back_{name}" for name in FIGURES
)
# The school year; the newest school week and those before it; what the year still has; and what was missed
# without authority in the weeks of the notice, whose first and last may be cut by a day.
# Each is counted once, whatever the planner knows of tables that were filled a minute ago.
_TABLES = f"""
years AS MATERIALIZED (SELECT pupil_id, {_YEAR} FROM sums GROUP BY pupil_id),
recent AS MATERIALIZED (
  SELECT r.pupil_id, {_WEEK}, {_BACK}
  FROM attendance_weektally w JOIN schools_rollentry r ON r.id = w.roll_entry_id
  WHERE w.school_id = %(school)s AND w.monday = ANY(%(mondays)s) AND r.pupil_id IN ({_ASKED})
  GROUP BY r.pupil_id),
marked AS MATERIALIZED (
  SELECT m.pupil_id, count(*) AS sessions FROM attendance_mark m
  JOIN schools_schoolday d ON d.school_id = m.school_id AND d.date = m.date
  WHERE m.school_id = %(school)s AND m.date = %(on)s AND m.pupil_id IN ({_ASKED})
  GROUP BY m.pupil_id),
lately AS MATERIALIZED (
  SELECT u.pupil_id, sum(u.sessions)::int AS sessions FROM (
    SELECT r.pupil_id, w.unauthorised AS sessions
    FROM attendance_weektally w JOIN schools_rollentry r ON r.id = w.roll_entry_id
    WHERE w.school_id = %(school)s AND w.monday >= %(notice_from)s AND w.monday < %(this_monday)s
      AND r.pupil_id IN ({_ASKED})
    UNION ALL
    SELECT m.pupil_id, 1 FROM attendance_mark m
    JOIN schools_schoolday d ON d.school_id = m.school_id AND d.date = m.date
    JOIN schools_rollentry r ON r.pupil_id = m.pupil_id AND m.date >= r.admitted_on
         AND (r.left_on IS NULL OR m.date <= r.left_on)
    WHERE m.school_id = %(school)s AND m.code BETWEEN %(unauthorised_from)s AND %(unauthorised_to)s
      AND (m.date BETWEEN %(this_monday)s AND %(on)s OR m.date BETWEEN %(notice_from)s AND %(cut_until)s)
      AND m.date >= %(notice_from)s AND m.pupil_id IN ({_ASKED})) u
  GROUP BY u.pupil_id)
"""
_PAST = ", ".join(f"coalesce(k.{name}, 0)" for name in (*FIGURES, *(f"back_{name}" for name in FIGURES)))
_SELECT = "".join(
    (
        f"""
SELECT p.id, p.known_forename, p.known_surname, p.legal_forename, p.legal_surname, p.born_on,
       coalesce(g.name, ''), y.year_group, roll.admitted_on, roll.left_on, {SUPPORT},
       ARRAY(SELECT f.kind FROM schools_protectedfact f WHERE f.pupil_id = p.id AND f.from_on <= %(on)s
               AND (f.until_on IS NULL OR f.until_on >= %(on)s)
               AND EXISTS (SELECT FROM protecting x WHERE x.id = p.id) ORDER BY f.kind),
       p.id IN (SELECT id FROM counted), coalesce(n.sessions, 0),
       greatest(0, %(ahead)s - coalesce(t.sessions, 0)),
       coalesce(s.illness, 0), {", ".join(f"coalesce(s.{name}, 0)" for name in FIGURES)}, {_PAST}
FROM unnest(%(pupils)s::bigint[]) WITH ORDINALITY AS asked (id, place)
JOIN seen ON seen.id = asked.id
JOIN schools_pupil p ON p.id = asked.id
""",
        LATEST_ROLL,
        REGISTRATION,
        YEAR_GROUP,
        """
LEFT JOIN years s ON s.pupil_id = p.id
LEFT JOIN recent k ON k.pupil_id = p.id
LEFT JOIN marked t ON t.pupil_id = p.id
LEFT JOIN lately n ON n.pupil_id = p.id
ORDER BY asked.place
""",
    )
)


@dataclass(frozen=True, slots=True)
class ListedPupil:
    """A pupil of a list. Facts are left out without their right; `is_counted`: whose figures may be seen.

    `tally` is the school year to the day, of which `illness` is part of the authorised absence; `week` the
    newest school week and `weeks_before` those before it; `to_come` the sessions that the year still has.
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
    statement = f"{tables}, {sums_sql(among=_ASKED)}, {_TABLES} {_SELECT}"
    values = parameters | _values(rights, days) | {"pupils": list(pupil_ids)}
    # Days of last year in the week of 1 September are not of this year, which begins with the week.
    begins = bool(days.mondays) and days.mondays[0] < academic_year_start(days.on)
    return [_listed(row, begins=begins) for row in rows_of(statement, values)]


def _values(rights: Rights, days: ListDays) -> dict[str, Any]:
    first = monday_of(days.notice_from)
    is_cut = first < days.notice_from
    return sum_values([rights.school.pk], Days(academic_year_start(days.on), days.on)) | {
        "school": rights.school.pk,
        "on": days.on,
        "monday": days.mondays[0] if days.mondays else days.on,
        "mondays": list(days.mondays),
        "ahead": days.sessions_ahead,
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
