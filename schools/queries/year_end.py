"""What the year end would do: which groups follow which, who moves up, and who is said to leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from schools.calendar import HalfTermSpec, YearSpec
from schools.models import AcademicYear, GroupKind, School, SchoolDay
from schools.queries.rows import rows_of
from schools.wording import count_words
from schools.year_end import (
    Turn,
    calendar_doubts,
    calendar_problems,
    next_name,
    next_year_group,
    turn_on,
    year_words,
)
from schools.year_groups import year_label

# Where each pupil on roll stands in the old year: the last group of each kind, and the pupil's year.
STANDING = """
WITH latest AS (
  SELECT DISTINCT ON (m.pupil_id, g.kind) m.pupil_id, g.kind, g.id AS group_id, g.name, g.year_group,
         e.id AS entry_id, e.admitted_on, e.left_on
  FROM schools_group g
  JOIN schools_academicyear y ON y.id = g.academic_year_id
  JOIN schools_groupmember m ON m.group_id = g.id
   AND (m.until_on IS NULL OR m.until_on >= least(%(on)s::date, y.ends_on))
  JOIN LATERAL (
    SELECT e.* FROM schools_rollentry e WHERE e.pupil_id = m.pupil_id
      AND (e.left_on IS NULL OR e.left_on >= %(new_starts)s) ORDER BY e.admitted_on LIMIT 1) e ON true
  WHERE g.academic_year_id = %(old)s AND g.kind IN ('year', 'registration')
  ORDER BY m.pupil_id, g.kind, m.from_on DESC
), standing AS (
  SELECT latest.*, coalesce(max(year_group) FILTER (WHERE kind = 'year') OVER own, max(year_group) OVER own)
         AS year
  FROM latest WINDOW own AS (PARTITION BY pupil_id)
), moving AS (
  SELECT s.* FROM standing s WHERE (s.year IS NULL OR s.year < %(oldest)s) AND NOT EXISTS (
    SELECT FROM schools_groupmember m JOIN schools_group g ON g.id = m.group_id
    WHERE m.pupil_id = s.pupil_id AND g.academic_year_id = %(new)s AND g.kind = s.kind)
), leaving AS (
  SELECT DISTINCT s.entry_id FROM standing s
  WHERE s.left_on IS NULL AND s.year >= %(oldest)s AND NOT EXISTS (
    SELECT FROM schools_proposedleaving p
    WHERE p.roll_entry_id = s.entry_id AND (p.state = 'waiting' OR p.source = %(source)s))
)
"""
MOVES = f"""
{STANDING}
SELECT group_id, kind, name, year_group, count(*) FROM moving
GROUP BY group_id, kind, name, year_group
UNION ALL SELECT NULL, 'leaving', '', NULL, count(*) FROM leaving
ORDER BY 2, 4, 3
"""
# What has dates and belongs to a group, and the part of it that runs on after its year's last day.
DATED = ("schools_groupmember", "schools_groupstaff", "schools_lesson")
RUNS_ON = "t.from_on <= y.ends_on AND (t.until_on IS NULL OR t.until_on > y.ends_on)"
OPEN_ENDS = " UNION ALL ".join(
    f"""
SELECT count(*) FROM {table} t JOIN schools_group g ON g.id = t.group_id
JOIN schools_academicyear y ON y.id = g.academic_year_id WHERE y.id = %(old)s AND {RUNS_ON}
"""
    for table in DATED
)
NEW_GROUPS = """
SELECT g.kind, g.name, g.year_group,
       EXISTS (SELECT FROM schools_groupstaff t WHERE t.group_id = g.id AND t.part = 'tutor')
FROM schools_group g WHERE g.academic_year_id = %(new)s AND g.kind IN ('year', 'registration')
ORDER BY g.year_group, g.name
"""


@dataclass(frozen=True)
class GroupMove:
    """A group of the old year, the group that follows it, and how many pupils go there."""

    group_id: int
    kind: str
    name: str
    year_group: int | None
    new_name: str
    new_year_group: int | None
    pupils: int
    exists: bool

    @property
    def pupils_words(self) -> str:
        """How many pupils move."""
        return count_words(self.pupils, "pupil")

    @property
    def exists_words(self) -> str:
        """Whether the group of the new year stands already."""
        return "stands already" if self.exists else "will be made"


@dataclass(frozen=True)
class YearEndPlan:
    """The turn of a school's year: what keeps it from being done, and what it would do.

    `asked` are the parameters of the statements that work on this turn; `source` names it in proposals.
    """

    turn: Turn
    asked: Mapping[str, Any]
    problems: list[str]
    doubts: list[str]
    year_moves: list[GroupMove]
    moves: list[GroupMove]
    intake: str
    leavers: int
    open_ends: int
    without_tutor: list[str]
    source: str

    @property
    def new_words(self) -> str:
        """The new year: "2027/28"."""
        return year_words(self.turn.new_starts)

    @property
    def placed(self) -> int:
        """How many places in groups of the new year would be filled."""
        return sum(move.pupils for move in (*self.year_moves, *self.moves))

    @property
    def has_work(self) -> bool:
        """Whether anything is left to do."""
        return bool(self.placed or self.leavers or self.intake or self.open_ends)

    @property
    def is_done(self) -> bool:
        """Whether both years stand and nothing is left to do."""
        return None not in (self.asked["old"], self.asked["new"]) and not self.has_work

    @property
    def may_run(self) -> bool:
        """Whether the groups can move now."""
        return not self.problems and self.has_work


def year_end_plan(school: School, *, on: date) -> YearEndPlan:
    """What the turn of the year would do on a day: seven statements, whatever the size of the school."""
    turn = turn_on(on)
    rows = AcademicYear.objects.filter(school=school, starts_on__in=(turn.old_starts, turn.new_starts))
    years = {row.starts_on: row for row in rows.prefetch_related("half_terms")}
    old, new = years.get(turn.old_starts), years.get(turn.new_starts)
    days = SchoolDay.objects.filter(academic_year=new).count() if new else 0
    problems = calendar_problems(_spec(new) if new else None, days)
    if old is None:
        problems.insert(0, f"There is no year {year_words(turn.old_starts)} from which groups could move")
    if not turn.is_open:
        problems.insert(0, "Groups move up from 1 June on. Until then this page shows what would happen")
    return _plan(school, on, turn, old, new, problems, calendar_doubts(days) if days else [])


def _spec(year: AcademicYear) -> YearSpec:
    terms = [HalfTermSpec(term.number, term.starts_on, term.ends_on) for term in year.half_terms.all()]
    return YearSpec(year.starts_on, year.ends_on, tuple(sorted(terms, key=lambda term: term.number)))


def _plan(
    school: School,
    on: date,
    turn: Turn,
    old: AcademicYear | None,
    new: AcademicYear | None,
    problems: list[str],
    doubts: list[str],
) -> YearEndPlan:
    source = f"Year end {year_words(turn.old_starts)}"
    asked = {
        "old": old.pk if old else None,
        "new": new.pk if new else None,
        "new_starts": turn.new_starts,
        "on": on,
        "oldest": school.oldest_year,
        "source": source,
    }
    standing = rows_of(NEW_GROUPS, asked)
    found = rows_of(MOVES, asked) if old else []
    moves = [_move(school, standing, *row) for row in found if row[0] is not None]
    return YearEndPlan(
        turn=turn,
        asked=asked,
        problems=problems,
        doubts=doubts,
        year_moves=[move for move in moves if move.kind == GroupKind.YEAR],
        moves=[move for move in moves if move.kind == GroupKind.REGISTRATION],
        intake=_intake(school, standing) if old else "",
        leavers=sum(row[4] for row in found if row[0] is None),
        open_ends=sum(row[0] for row in rows_of(OPEN_ENDS, asked)) if old else 0,
        without_tutor=[row[1] for row in standing if row[0] == GroupKind.REGISTRATION and not row[3]],
        source=source,
    )


def _move(
    school: School,
    standing: list[tuple[Any, ...]],
    group_id: int,
    kind: str,
    name: str,
    year: int | None,
    pupils: int,
) -> GroupMove:
    new_year = None if year is None else next_year_group(year, school.oldest_year)
    new_name = next_name(name, year if new_year is not None else None)
    if kind == GroupKind.YEAR:
        same = [row[1] for row in standing if row[0] == kind and row[2] == new_year]
        new_name = same[0] if same else new_name
    exists = any((row[0], row[1]) == (kind, new_name) for row in standing)
    return GroupMove(group_id, kind, name, year, new_name, new_year, pupils, exists)


def _intake(school: School, standing: list[tuple[Any, ...]]) -> str:
    """The name of the youngest year's group, where the new year lacks it."""
    has_one = any(row[0] == GroupKind.YEAR and row[2] == school.youngest_year for row in standing)
    return "" if has_one else year_label(school.youngest_year)
