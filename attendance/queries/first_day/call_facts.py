"""What is known of each pupil who is absent without a reason: the facts that put the calls in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from accounts.roles import Permission
from attendance.call_order import CallFacts
from attendance.codes import NO_REASON, UNAUTHORISED_NUMBERS
from attendance.metrics import Tally
from attendance.queries.first_day.absences import (
    ABSENCES,
    IS_UNEXPLAINED,
    KNOWN_TODAY,
    UNMARKED,
    absence_values,
)
from attendance.queries.first_day.contact_sql import MADE_ON, SPOKEN
from attendance.queries.first_day.first_adults import first_adult_of
from attendance.queries.first_day.last_seen import LAST_SEEN
from schools.access import Rights
from schools.calendar import academic_year_start, monday_of
from schools.models import MarkerKind, School
from schools.queries.pupil_joins import REGISTRATION, YEAR_GROUP
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow
from schools.year_groups import is_compulsory_school_age

# Rights of which a row of the list asks one by one, beside the right that opens the list.
ASKED = {
    "protecting": Permission.PROTECTED_FACTS_VIEW,
    "supporting": Permission.SUPPORT_FACTS_VIEW,
    "counting": Permission.FIGURES_VIEW,
    "contacting": Permission.CONTACTS_VIEW,
    "warned": Permission.CONTACT_SAFETY_VIEW,
    "texting": Permission.ABSENCE_MESSAGE,
    "visiting": Permission.VISIT_WORK,
    "telling": Permission.ESCALATION_RAISE,
}
IN_FORCE = "from_on <= %(on)s AND (until_on IS NULL OR until_on >= %(on)s)"
AT_SCHOOL = "WITH seen (id) AS (SELECT p.id FROM schools_pupil p WHERE p.school_id = %(school)s)"
# The school weeks of the penalty notice, what a notice that rolls by day takes of the week before them, and
# the school days that the year still has.
CALENDAR = """
, calendar AS MATERIALIZED (
  SELECT (SELECT min(w.monday) FROM schools_schoolday w WHERE w.school_id = %(school)s
            AND w.week_number > last.week_number - %(weeks)s) AS since,
         (SELECT max(w.monday) FROM schools_schoolday w WHERE w.school_id = %(school)s AND %(by_day)s
            AND w.week_number = last.week_number - %(weeks)s AND last.monday = %(this_week)s) AS cut_week,
         (SELECT count(*) FROM schools_schoolday d
            WHERE d.academic_year_id = last.academic_year_id AND d.date > %(on)s) AS days_left
  FROM schools_schoolday last WHERE last.school_id = %(school)s AND last.date <= %(on)s
  ORDER BY last.date DESC LIMIT 1
)
"""
SELECTED = f"""
SELECT p.id, p.known_forename, p.known_surname, p.sex, p.born_on,
       a.latest, a.session, a.version, a.began_on, a.days,
       coalesce(g.name, ''), y.year_group, c.parent_id,
       coalesce(concat_ws(' ', nullif(c.title, ''), c.forename, c.surname), ''), coalesce(c.relationship, ''),
       ARRAY[/* asked */],
       ARRAY(SELECT f.kind FROM schools_supportfact f WHERE f.pupil_id = p.id AND {IN_FORCE} ORDER BY 1),
       ARRAY(SELECT DISTINCT f.kind FROM schools_protectedfact f WHERE f.pupil_id = p.id AND {IN_FORCE}
               ORDER BY 1),
       ARRAY(SELECT DISTINCT f.kind FROM schools_pupilmarker f WHERE f.pupil_id = p.id AND {IN_FORCE}),
       EXISTS (SELECT FROM schools_safetynote f WHERE f.pupil_id = p.id AND {IN_FORCE}),
       t.sessions, t.unauthorised + cut.unauthorised, t.waiting + cut.waiting,
       2 * calendar.days_left + 2 - (
         SELECT count(*) FROM attendance_mark m
         JOIN schools_schoolday d ON d.school_id = m.school_id AND d.date = m.date
         WHERE m.pupil_id = p.id AND m.date >= %(on)s),
       last_seen.date,
       (SELECT count(*) FROM schools_schoolday d WHERE d.school_id = %(school)s
          AND d.date BETWEEN a.began_on AND %(on)s AND d.date > coalesce(reached.on, '-infinity')),
       EXISTS (SELECT FROM attendance_visit v WHERE v.pupil_id = p.id AND v.cancelled_at IS NULL
         AND v.written_at IS NULL AND (v.due_at AT TIME ZONE 'Europe/London')::date >= %(on)s),
       coalesce(c.covers, false)
FROM absences a
JOIN schools_pupil p ON p.id = a.pupil_id
LEFT JOIN calendar ON true
"""
# The first adult in call order who may be rung and has a number, and when anybody was last reached.
JOINED = f"""
LEFT JOIN LATERAL {first_adult_of("p.id")} c ON true
LEFT JOIN LATERAL (
  SELECT max({MADE_ON}) AS on FROM attendance_contactattempt t
  WHERE t.pupil_id = p.id AND {SPOKEN}) reached ON true
CROSS JOIN LATERAL (
  SELECT ARRAY[sum(w.possible) FILTER (WHERE w.monday >= %(year_starts)s),
               sum(w.attended) FILTER (WHERE w.monday >= %(year_starts)s),
               sum(w.authorised) FILTER (WHERE w.monday >= %(year_starts)s),
               sum(w.unauthorised) FILTER (WHERE w.monday >= %(year_starts)s)] AS sessions,
         coalesce(sum(w.unauthorised - w.no_reason) FILTER (WHERE w.monday >= calendar.since), 0)
           AS unauthorised,
         coalesce(sum(w.no_reason) FILTER (WHERE w.monday >= calendar.since), 0) AS waiting
  FROM schools_rollentry e
  JOIN attendance_weektally w ON w.roll_entry_id = e.id
       AND w.monday >= least(%(year_starts)s, calendar.since)
  WHERE e.pupil_id = p.id) t
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE m.code <> {NO_REASON}) AS unauthorised,
         count(*) FILTER (WHERE m.code = {NO_REASON}) AS waiting
  FROM schools_schoolday d
  JOIN attendance_mark m ON m.pupil_id = p.id AND m.school_id = d.school_id AND m.date = d.date
       AND m.code BETWEEN {UNAUTHORISED_NUMBERS[0]} AND {UNAUTHORISED_NUMBERS[-1]}
  JOIN schools_rollentry e ON e.pupil_id = p.id AND d.date >= e.admitted_on
       AND (e.left_on IS NULL OR d.date <= e.left_on)
  WHERE %(by_day)s AND d.school_id = %(school)s AND d.monday = calendar.cut_week
    AND d.date - d.monday > %(weekday)s) cut
"""
FACTS = "".join(
    (
        KNOWN_TODAY,
        ABSENCES,
        CALENDAR,
        SELECTED,
        JOINED,
        LAST_SEEN,
        REGISTRATION,
        YEAR_GROUP,
        f"WHERE {IS_UNEXPLAINED} ORDER BY p.known_surname, p.known_forename, p.id",
    )
)


@dataclass(frozen=True, slots=True)
class NoticeWeeks:
    """The school weeks of the penalty notice: whole from Monday, or back to the same weekday."""

    weeks: int
    rolls_by_day: bool = False


@dataclass(frozen=True, slots=True)
class UnexplainedPupil:
    """One pupil absent without a reason, whatever the reader's rights: `rights` says what may be shown.

    `one_call_covers`: a call to the first adult is also about another child of the same first adult.
    """

    pupil_id: int
    forename: str
    surname: str
    sex: str
    born_on: date
    latest: int
    session: int
    version: int
    began_on: date
    days: int
    group: str
    year_group: int | None
    parent_id: int | None
    contact: str
    relationship: str
    reached_by: list[bool]
    support: list[str]
    protected: list[str]
    markers: list[str]
    has_note: bool
    sessions: list[int | None]
    unauthorised: int
    waiting: int
    to_come: int | None
    last_seen_on: date | None
    silent_days: int
    has_visit: bool
    one_call_covers: bool = True

    @property
    def rights(self) -> frozenset[Permission]:
        """The rights of `ASKED` that reach this pupil."""
        return _rights(tuple(self.reached_by))

    @property
    def name(self) -> str:
        """The name that the pupil uses."""
        return f"{self.forename} {self.surname}"

    def facts(self, shared_words: str, *, on: date) -> CallFacts:
        """What the order is made of on a day; `shared_words` say whom else the same call covers."""
        return CallFacts(
            days=self.days,
            silent_days=self.silent_days,
            tally=Tally(*(number or 0 for number in self.sessions)),
            to_come=self.to_come or 0,
            unauthorised=self.unauthorised,
            waiting=self.waiting,
            protected=self.protected,
            support=self.support,
            is_marked=MarkerKind.CALL_FIRST.value in self.markers,
            is_unmarked=self.latest == UNMARKED,
            is_compulsory_age=is_compulsory_school_age(self.born_on, on),
            has_visit=self.has_visit,
            shared_words=shared_words,
            last_seen_on=self.last_seen_on,
        )


@lru_cache(maxsize=256)
def _rights(reached_by: tuple[bool, ...]) -> frozenset[Permission]:
    return frozenset(right for right, has in zip(ASKED.values(), reached_by, strict=True) if has)


def absent_pupils(rights: Rights, day: SchoolDayNow, *, notice: NoticeWeeks) -> list[UnexplainedPupil]:
    """The pupils within reach who are absent without a reason, by surname: one statement."""
    # A right to the whole school or to nobody is known without asking for each pupil.
    some = {
        name: right for name, right in ASKED.items() if rights.has(right) and not rights.has_for_school(right)
    }
    tables, parameters = reaches(rights, seen=Permission.FIRST_DAY_WORK, **some)
    asked = ", ".join(
        f"EXISTS (SELECT FROM {name} x WHERE x.id = p.id)" if name in some else str(rights.has(right))
        for name, right in ASKED.items()
    )
    return _found(rights.school, day, notice, tables, asked, parameters)


def absent_at_school(school: School, day: SchoolDayNow, *, notice: NoticeWeeks) -> list[UnexplainedPupil]:
    """All pupils of a school who are absent without a reason, for a job that shows nobody: one statement."""
    asked = ", ".join("true" for _ in ASKED)
    return _found(school, day, notice, AT_SCHOOL, asked, {})


def _found(
    school: School, day: SchoolDayNow, notice: NoticeWeeks, tables: str, asked: str, reach: dict[str, Any]
) -> list[UnexplainedPupil]:
    values: dict[str, Any] = absence_values(school, day) | reach
    values |= {
        "weeks": notice.weeks,
        "by_day": notice.rolls_by_day,
        "this_week": monday_of(day.on),
        "weekday": day.on.weekday(),
        "year_starts": monday_of(academic_year_start(day.on)),
    }
    return [UnexplainedPupil(*row) for row in rows_of(tables + FACTS.replace("/* asked */", asked), values)]
