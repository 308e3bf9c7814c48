"""The year end: groups of the new year, pupils moved up, and the oldest proposed to leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import acting, log_event
from accounts.roles import Permission
from schools.access import Rights
from schools.models import GroupKind, School
from schools.queries.rows import rows_of
from schools.queries.year_end import DATED, RUNS_ON, STANDING, GroupMove, YearEndPlan, year_end_plan
from schools.services.leavings import propose_entries
from schools.services.staging import stage_rows
from schools.year_end import name_problems

TURNED = "year.turned"


@dataclass(frozen=True)
class YearTurned:
    """What the year end did; all noughts when there was nothing left to do."""

    groups: int
    placed: int
    ended: int
    proposed: int

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was changed."""
        return not (self.groups or self.placed or self.ended or self.proposed)


MOVE_COLUMNS = {"old_group": "bigint", "kind": "text", "name": "text", "year_group": "smallint"}
MAKE_GROUPS = """
WITH made AS (
  INSERT INTO schools_group (school_id, academic_year_id, kind, name, year_group, room)
  SELECT DISTINCT ON (s.kind, s.name) %(school)s, %(new)s, s.kind, s.name, s.year_group, ''
  FROM staged_move s ORDER BY s.kind, s.name
  ON CONFLICT (academic_year_id, kind, name) DO NOTHING RETURNING 1
) SELECT count(*) FROM made
"""
PLACE = f"""
{STANDING}, placed AS (
  INSERT INTO schools_groupmember (group_id, pupil_id, from_on, until_on)
  SELECT g.id, m.pupil_id, greatest(y.starts_on, m.admitted_on), y.ends_on
  FROM moving m JOIN staged_move s ON s.old_group = m.group_id
  JOIN schools_group g ON g.academic_year_id = %(new)s AND g.kind = s.kind AND g.name = s.name
  JOIN schools_academicyear y ON y.id = g.academic_year_id
  WHERE m.admitted_on <= y.ends_on
  RETURNING 1
) SELECT count(*) FROM placed
"""
LEAVING = f"""
{STANDING}
SELECT l.entry_id, coalesce(max(d.date), y.ends_on)
FROM leaving l CROSS JOIN schools_academicyear y
LEFT JOIN schools_schoolday d ON d.academic_year_id = y.id
WHERE y.id = %(old)s
GROUP BY l.entry_id, y.ends_on
"""
END = f"""
WITH ended AS (
  UPDATE {{table}} t SET until_on = y.ends_on
  FROM schools_group g JOIN schools_academicyear y ON y.id = g.academic_year_id
  WHERE g.id = t.group_id AND y.id = %(old)s AND {RUNS_ON}
  RETURNING 1
) SELECT count(*) FROM ended
"""


@transaction.atomic
def turn_year(*, rights: Rights, names: Mapping[int, str], on: date, at: datetime) -> YearTurned:
    """Move the groups of a school into the new year, in one act. A second time it changes nothing.

    `names` gives registration groups of the old year their new names, by number; others take the name that
    follows. Nobody leaves by it: the oldest year's leavings are proposed. Raises ValidationError where the
    new year's calendar is not sound, out of season, and for names that cannot stand.
    """
    rights.check(Permission.SETUP_MANAGE)
    acting(rights.user, at=at)
    # Of two people who press the button at once, the second waits here and then finds nothing to do.
    school = School.objects.select_for_update().get(pk=rights.school.pk)
    plan = year_end_plan(school, on=on)
    if plan.problems:
        raise ValidationError(plan.problems)
    moves = _named(plan, names)
    _stage(school, plan, moves)
    values = {**plan.asked, "school": school.pk}
    done = YearTurned(
        groups=_count(MAKE_GROUPS, values),
        placed=_count(PLACE, values),
        ended=sum(_count(END.format(table=table), values) for table in DATED),
        proposed=propose_entries(
            school=school, entries=rows_of(LEAVING, values), source=plan.source, by=rights.user, at=at
        ),
    )
    if not done.is_nothing:
        log_event(TURNED, by=rights.user, school=school.pk, after=vars(done), reason=plan.turn.words)
    return done


def _named(plan: YearEndPlan, names: Mapping[int, str]) -> list[GroupMove]:
    """The registration groups' moves with the names that a person chose."""
    moves = [replace(move, new_name=names.get(move.group_id, move.new_name).strip()) for move in plan.moves]
    if problems := name_problems([(move.new_name, move.new_year_group) for move in moves]):
        raise ValidationError(problems)
    return moves


def _stage(school: School, plan: YearEndPlan, moves: Sequence[GroupMove]) -> None:
    rows: list[tuple[int | None, str, str, int | None]] = [
        (move.group_id, move.kind, move.new_name, move.new_year_group) for move in (*plan.year_moves, *moves)
    ]
    if plan.intake:
        rows.append((None, GroupKind.YEAR.value, plan.intake, school.youngest_year))
    stage_rows("staged_move", MOVE_COLUMNS, rows)


def _count(statement: str, values: Mapping[str, object]) -> int:
    ((count,),) = rows_of(statement, values)
    return int(count)
