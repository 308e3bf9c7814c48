"""N codes that still wait for a reason, by their age in school days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from accounts.roles import Permission
from attendance.codes import NO_REASON
from attendance.first_day_steps import OFFICE
from attendance.n_codes import due_words, pick_text, proposal_words
from attendance.queries.first_day.last_steps import LAST_STEP, last_step_words
from attendance.queries.register_links import amendment_of, pupil_page_url
from attendance.thresholds import N_SCHOOL_DAYS
from schools.access import Rights
from schools.calendar import Session, monday_of
from schools.models import School
from schools.queries.dated_values import values_of
from schools.queries.people import Colleague, colleagues_with
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.queries.school_days import SchoolDayNow
from schools.value_table import BY_KEY
from schools.wording import list_words, short_day_words

N_DAYS, WRITTEN_AT, WRITTEN_BY = "n_code.school_days", "n_code.written_at", "n_code.written_by"
MOST_LINES = 60
# A July mark is still owed its reason in September.
LAST_YEAR = timedelta(weeks=52)
NOBODY_NAMED = (
    "Nobody is named in whose name O is written, so no N becomes O by itself. "
    "Set-up names the person, under Thresholds and texts."
)
NAME_IS_LOST = (
    "The person in whose name O is written may not resolve N codes any more, so no N becomes O by itself. "
    "Set-up names the person, under Thresholds and texts."
)
HELD_ELSEWHERE = "Set the code there: no N becomes O here by itself."

# The weekly tallies say where an N stands, so that a year of marks is not read to find a few.
WAITING = f"""
, last AS (
  SELECT d.date FROM schools_schoolday d
  WHERE d.school_id = %(school)s AND d.number = %(number)s - %(limit)s
), waiting AS (
  SELECT e.pupil_id, m.date, array_agg(m.session ORDER BY m.session) AS sessions,
         array_agg(m.version ORDER BY m.session) AS versions, m.date <= (SELECT date FROM last) AS is_last
  FROM attendance_weektally t
  JOIN schools_rollentry e ON e.id = t.roll_entry_id
  JOIN seen ON seen.id = e.pupil_id
  JOIN LATERAL (
    SELECT date, session, version FROM attendance_mark
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
SELECT o.lines, o.last_lines, o.marks, o.last_marks, o.pupil_id,
       o.known_forename || ' ' || o.known_surname, g.id, coalesce(g.name, ''), o.date, o.sessions, o.versions,
       %(number)s - d.number, due.date, step.*, handed.to_id
FROM oldest o
JOIN schools_schoolday d ON d.school_id = %(school)s AND d.date = o.date
LEFT JOIN schools_schoolday due ON due.school_id = %(school)s AND due.number = d.number + %(limit)s
LEFT JOIN LATERAL (
  SELECT g.id, g.name FROM schools_groupmember gm JOIN schools_group g ON g.id = gm.group_id
  WHERE gm.pupil_id = o.pupil_id AND g.kind = 'registration' AND gm.from_on <= o.date
    AND (gm.until_on IS NULL OR gm.until_on >= o.date) LIMIT 1) g ON true
LEFT JOIN LATERAL ({LAST_STEP}) step ON true
LEFT JOIN LATERAL (
  SELECT h.to_id FROM attendance_handover h WHERE h.pupil_id = o.pupil_id AND h.date >= o.date
  ORDER BY h.made_at DESC, h.id DESC LIMIT 1) handed ON true
ORDER BY o.date, o.known_surname, o.known_forename, o.pupil_id
"""


@dataclass(frozen=True)
class NTerms:
    """What a school has set for its N codes: the days, when the clock writes O, and in whose name.

    `writer` is None where nobody is named, where the person may not resolve N codes any more, and where the
    school's own system holds the legal register: `register_note` says so, and is empty elsewhere.
    """

    limit: int
    written_at: time
    is_named: bool
    writer: Colleague | None
    register_note: str = ""

    @property
    def problem(self) -> str:
        """Why the clock writes no O, as a sentence; empty where it does."""
        if self.register_note:
            return f"{self.register_note} {HELD_ELSEWHERE}"
        return "" if self.writer else NAME_IS_LOST if self.is_named else NOBODY_NAMED

    @property
    def lacks_a_name(self) -> bool:
        """Whether to name somebody is all that keeps the clock from writing."""
        return not (self.register_note or self.writer)

    @property
    def clock_time(self) -> time | None:
        """When the clock writes O; None where it does not."""
        return self.written_at if self.writer else None


@dataclass(frozen=True, kw_only=True)
class NCode:
    """The N marks of a pupil on one day. `used` is their age in school days, `limit` the last day in time.

    `pick` names them and their versions in a form. `written_at` is when the clock writes O, where it does.
    """

    name: str
    url: str
    group: str
    marked_on: date
    sessions: tuple[Session, ...]
    used: int
    due_on: date | None
    today: date
    limit: int
    amend_url: str = ""
    pick: str = ""
    last_step: str = ""
    with_whom: str = OFFICE
    written_at: time | None = None

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
        return due_words(self.due_on, self.today, written_at=self.written_at)


@dataclass(frozen=True)
class WaitingNCodes:
    """The oldest N codes, and how many there are in all: lines are a pupil's day, marks its sessions.

    `limit`: the school days that an N may stand. `problem` says why no N becomes O by itself, or is empty;
    `lacks_a_name` whether to name somebody would mend it.
    """

    oldest: list[NCode]
    lines: int = 0
    last_lines: int = 0
    marks: int = 0
    last_marks: int = 0
    limit: int = N_SCHOOL_DAYS
    problem: str = ""
    lacks_a_name: bool = False

    @property
    def proposal(self) -> str:
        """That O is proposed for those on their last day or over, and why; empty without one."""
        return proposal_words(self.limit) if self.last_lines else ""


def n_codes_waiting(rights: Rights, day: SchoolDayNow, most: int = MOST_LINES) -> WaitingNCodes:
    """The N codes of the pupils whose registers the person may see, oldest first: three statements.

    They reach back to the last academic year. An N is replaced by its reason, or by O, within five school
    days (reg 10(7)-(9), SI 2024/208), or within fewer where the school asks for that.
    """
    terms, workers = _terms_and_workers(rights.school, day.on)
    tables, parameters = reaches(rights, seen=Permission.REGISTER_VIEW)
    facts = {
        "school": rights.school.pk,
        "on": day.on,
        "number": day.number,
        "n": NO_REASON,
        "limit": terms.limit,
        "most": most,
        "since": monday_of(day.year_starts_on) - LAST_YEAR,
    }
    rows = rows_of(tables + WAITING, parameters | facts)
    lines, last_lines, marks, last_marks = map(int, rows[0][:4]) if rows else (0, 0, 0, 0)
    return WaitingNCodes(
        [_waiting(rights, day, terms, workers, row[4:]) for row in rows],
        lines=lines,
        last_lines=last_lines,
        marks=marks,
        last_marks=last_marks,
        limit=terms.limit,
        problem=terms.problem,
        lacks_a_name=terms.lacks_a_name,
    )


def n_terms(school: School, *, on: date) -> NTerms:
    """What a school has set for its N codes on a day: two statements."""
    return _terms_and_workers(school, on)[0]


def _terms_and_workers(school: School, on: date) -> tuple[NTerms, Mapping[int, Colleague]]:
    """The terms, and who works on first-day absences: the person of a hand-over counts while they do."""
    values = values_of(school, [N_DAYS, WRITTEN_AT, WRITTEN_BY], on=on)
    people = colleagues_with(school, Permission.N_CODE_RESOLVE, Permission.FIRST_DAY_WORK, on=on)
    named = values[WRITTEN_BY]
    writer = people.get(named)
    note = school.legal_register_note
    if writer and (note or BY_KEY[WRITTEN_BY].right not in writer.rights_for_school):
        writer = None
    workers = {pk: one for pk, one in people.items() if Permission.FIRST_DAY_WORK in one.rights}
    return NTerms(values[N_DAYS], values[WRITTEN_AT], named is not None, writer, note), workers


def _waiting(
    rights: Rights,
    day: SchoolDayNow,
    terms: NTerms,
    workers: Mapping[int, Colleague],
    row: tuple[Any, ...],
) -> NCode:
    pupil_id, name, group_id, group, marked_on, sessions, versions, used, due_on, *step, handed_to = row
    halves = tuple(Session(number) for number in sessions)
    person = workers.get(handed_to)
    return NCode(
        name=name,
        url=pupil_page_url(rights.school.slug, pupil_id),
        group=group,
        marked_on=marked_on,
        sessions=halves,
        used=used,
        due_on=due_on,
        today=day.on,
        limit=terms.limit,
        amend_url=amendment_of(rights, marked_on, group_id, halves[0], pupil_id),
        pick=pick_text(pupil_id, marked_on, zip(halves, versions, strict=True)),
        last_step=last_step_words(*step),
        with_whom=person.name if person else OFFICE,
        written_at=terms.clock_time,
    )
