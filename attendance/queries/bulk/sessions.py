"""The sessions that a bulk act would touch, with what stands in each, and the plan made of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from attendance.bulk import (
    BulkPlan,
    Selection,
    SessionFacts,
    SessionKey,
    Terms,
    closure_letter,
    codes_of,
    days_problem,
    letter_problem,
    make_plan,
)
from attendance.codes import PART_TIME, Code
from attendance.queries.permits.in_force import sessions_permitted
from schools.calendar import Session
from schools.models import School
from schools.models.roll import AT_TWO_SCHOOLS
from schools.queries.calendar import times_on
from schools.queries.rows import rows_of

EVERYONE = """
  SELECT DISTINCT re.pupil_id, d.date FROM days d JOIN schools_rollentry re ON re.school_id = %(school)s
    AND re.admitted_on <= d.date AND (re.left_on IS NULL OR re.left_on >= d.date)"""
OF_GROUPS = """
  SELECT DISTINCT gm.pupil_id, d.date FROM days d JOIN schools_groupmember gm
    ON gm.group_id = ANY (%(groups)s) AND gm.from_on <= d.date
    AND (gm.until_on IS NULL OR gm.until_on >= d.date)"""
TICKED = "SELECT t.pupil_id, d.date FROM days d, unnest(%(pupils)s::bigint[]) AS t (pupil_id)"
PAIRS = """
  SELECT DISTINCT c.pupil_id, c.date
  FROM unnest(%(pupils)s::bigint[], %(dates)s::date[]) AS c (pupil_id, date) JOIN days USING (date)"""
# In the order in which the act writes them. Each pupil and mark by its key: a guess that few are asked for
# must not read the school once for each of them.
FACTS = """
WITH days AS (
  SELECT date FROM schools_schoolday
  WHERE school_id = %(school)s AND date BETWEEN %(starts_on)s AND %(ends_on)s
), chosen AS ({chosen})
SELECT p.id, p.known_forename || ' ' || p.known_surname, p.born_on, c.date, x.session, m.code,
       coalesce(m.version, 0), re.id IS NOT NULL, coalesce(re.admitted_on, near.admitted_on), near.left_on,
       coalesce(re.enrolment = ANY (%(two_schools)s), false), p.known_surname
FROM chosen c
JOIN LATERAL (
  SELECT id, school_id, known_forename, known_surname, born_on, merged_into_id FROM schools_pupil
  WHERE id = c.pupil_id OFFSET 0) p ON p.school_id = %(school)s AND p.merged_into_id IS NULL
CROSS JOIN unnest(%(sessions)s::smallint[]) AS x (session)
LEFT JOIN schools_rollentry re ON re.pupil_id = p.id AND re.admitted_on <= c.date
     AND (re.left_on IS NULL OR re.left_on >= c.date)
LEFT JOIN LATERAL (
  SELECT min(r.admitted_on) FILTER (WHERE r.admitted_on > c.date) AS admitted_on, max(r.left_on) AS left_on
  FROM schools_rollentry r WHERE r.pupil_id = p.id AND re.id IS NULL) near ON true
LEFT JOIN LATERAL (
  SELECT code, version FROM attendance_mark
  WHERE pupil_id = p.id AND date = c.date AND session = x.session OFFSET 0) m ON true
ORDER BY p.id, c.date, x.session
"""


@dataclass(frozen=True)
class CodeChoice:
    """What somebody wants: a letter for a selection. `replace` are the letters that it may overwrite."""

    selection: Selection
    letter: str
    replace: frozenset[str] = frozenset()


def session_facts(school: School, selection: Selection) -> list[SessionFacts]:
    """Every session of a selection on days on which the school meets: one statement."""
    statement = FACTS.format(chosen=chosen_sql(selection))
    return [_facts(row) for row in rows_of(statement, selection_values(school, selection))]


def facts_of_sessions(school: School, keys: Collection[SessionKey]) -> list[SessionFacts]:
    """Those of the pupils' sessions that lie on days on which the school meets: one statement."""
    if not keys:
        return []
    pupils, dates, _ = zip(*keys, strict=True)
    values = {
        "school": school.pk,
        "starts_on": min(dates),
        "ends_on": max(dates),
        "sessions": [session.value for session in Session],
        "pupils": list(pupils),
        "dates": list(dates),
        "two_schools": list(AT_TWO_SCHOOLS),
    }
    wanted = set(keys)
    found = (_facts(row) for row in rows_of(FACTS.format(chosen=PAIRS), values))
    return [facts for facts in found if facts.key in wanted]


def chosen_sql(selection: Selection) -> str:
    """SQL of the pupils and days of a selection, FROM the table `days`; with the values below."""
    return EVERYONE if selection.everyone else TICKED if selection.pupils else OF_GROUPS


def selection_values(school: School, selection: Selection) -> dict[str, Any]:
    """What a statement about a selection is given."""
    return {
        "school": school.pk,
        "starts_on": selection.starts_on,
        "ends_on": selection.ends_on,
        "sessions": [session.value for session in selection.sessions],
        "groups": list(selection.groups),
        "pupils": list(selection.pupils),
        "two_schools": list(AT_TWO_SCHOOLS),
    }


HALVES = {session.value: session for session in Session}


def _facts(row: tuple[Any, ...]) -> SessionFacts:
    pupil_id, name, born_on, on, session, *rest = row
    return SessionFacts(pupil_id, name, born_on, on, HALVES[session], *rest)


def plan_codes(school: School, choice: CodeChoice, *, at: datetime) -> BulkPlan:
    """What a code would do to a selection; nothing is changed.

    Raises ValidationError with the field and the sentence for a code or days that no bulk act takes.
    """
    selection = choice.selection
    if problem := letter_problem(choice.letter, selection.ends_on):
        raise ValidationError({"code": problem})
    if problem := days_problem(selection.starts_on, selection.ends_on, timezone.localtime(at).date()):
        raise ValidationError({"ends_on": problem})
    return _plan(school, choice, at=at)


def plan_closure(school: School, selection: Selection, *, at: datetime) -> BulkPlan:
    """What a closure would do to a selection: Y4 for everyone, Y3 for groups; nothing is changed."""
    return _plan(school, CodeChoice(selection, closure_letter(selection)), at=at)


def _plan(school: School, choice: CodeChoice, *, at: datetime) -> BulkPlan:
    selection = choice.selection
    every = codes_of(choice.letter, selection.ends_on) or {}
    codes = {session: every[session] for session in selection.sessions}
    facts = session_facts(school, selection)
    terms = Terms(
        codes=codes,
        now=at,
        times=times_on(school, at.date()),
        replace=choice.replace,
        agreed=_agreed(school, codes, facts),
    )
    return make_plan(facts, terms)


def _agreed(
    school: School, codes: Mapping[Session, Code], facts: list[SessionFacts]
) -> frozenset[SessionKey]:
    """Sessions with an agreed part-time timetable: one statement, for C2 alone."""
    asked = [one.key for one in facts if codes[one.session].number == PART_TIME]
    return frozenset(sessions_permitted(school.pk, asked, PART_TIME))
