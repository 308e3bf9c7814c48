"""Groups of pupils with one fact in common against the rest: one statement, whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from accounts.roles import Permission
from attendance.figure_bases import Basis
from attendance.pupil_groups import ETHNIC_GROUPS, SEND, Section, section_of
from attendance.queries.figures.groups import (
    COUNTED,
    SUMS,
    Figures,
    figures_of,
    unit_values,
    units_sql,
)
from attendance.queries.figures.limits import FigureLimits
from attendance.queries.figures.reached import Reached, reached_by
from attendance.queries.figures.sums import Days
from schools.access import Rights
from schools.queries.reach import reach
from schools.queries.rows import rows_of

_ETHNIC = " ".join(f"WHEN '{letter}' THEN '{value}'" for letter, (value, _) in ETHNIC_GROUPS.items())
_IN_FORCE = "f.from_on <= %(until_on)s AND (f.until_on IS NULL OR f.until_on >= %(until_on)s)"
_KINDS = f"""
  LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT '{{section}}-' || f.kind) AS kinds FROM {{table}} f
    WHERE c.{{seen}} AND f.pupil_id = c.pupil_id AND {_IN_FORCE}) {{name}} ON true"""
_SUPPORT = _KINDS.format(
    section=Section.SUPPORT.value, table="schools_supportfact", seen="is_supported", name="s"
)
_CARE = _KINDS.format(
    section=Section.CARE.value, table="schools_protectedfact", seen="is_protected", name="k"
)
_SEN = f"ARRAY['{Section.SUPPORT.value}-sen', '{Section.SUPPORT.value}-ehcp']"
# Facts of a right of their own, by the column that says of whom they may be known. Ethnic group, language and
# travel are of the record: they go as far as the list of pupils narrows by them.
RECORD = "record"
_KNOWN_OF = {Section.SUPPORT.value: "is_supported", Section.CARE.value: "is_protected", RECORD: "is_managed"}
_AREAS = " || ".join(
    f"CASE WHEN {' AND '.join(f'c.{_KNOWN_OF[part]}' for part in area)} THEN ARRAY['{'-'.join(area)}'] END"
    for size in range(1, len(_KNOWN_OF) + 1)
    for area in combinations(_KNOWN_OF, size)
)
# Each pupil's facts, and the areas of those of whom kinds of fact may be known.
_TAGGED = f"""
counted AS (
  SELECT u.*, u.pupil_id IN (SELECT id FROM supported) AS is_supported,
         u.pupil_id IN (SELECT id FROM protected) AS is_protected,
         u.pupil_id IN (SELECT id FROM managed) AS is_managed
  FROM units u WHERE u.possible > 0),
tagged AS MATERIALIZED (
  SELECT c.*,
         ARRAY['{Section.SEX.value}-' || p.sex] || s.kinds || k.kinds
         || CASE WHEN s.kinds && {_SEN} THEN ARRAY['{Section.SUPPORT.value}-{SEND}'] END
         || CASE WHEN c.is_managed THEN ARRAY[
              '{Section.ETHNICITY.value}-' || CASE left(p.ethnicity, 1) {_ETHNIC} ELSE '' END,
              '{Section.LANGUAGE.value}-' || lower(btrim(p.home_language)),
              '{Section.TRAVEL.value}-' || lower(btrim(p.transport))] END AS facts,
         ARRAY[''] || {_AREAS} AS areas
  FROM counted c JOIN schools_pupil p ON p.id = c.pupil_id {_SUPPORT} {_CARE}),
chosen AS MATERIALIZED (
  SELECT array_agg(DISTINCT x.fact) AS facts FROM tagged u CROSS JOIN LATERAL unnest(u.facts) AS x (fact)
  WHERE x.fact = ANY (%(chosen)s))
"""
_COLUMNS = f"{SUMS}, {COUNTED}"
_TOTALS = f"""
SELECT 'fact', x.fact, {_COLUMNS} FROM tagged u CROSS JOIN LATERAL unnest(u.facts) AS x (fact) GROUP BY x.fact
UNION ALL
SELECT 'area', x.area, {_COLUMNS} FROM tagged u CROSS JOIN LATERAL unnest(u.areas) AS x (area) GROUP BY x.area
UNION ALL
SELECT 'together', '', {_COLUMNS} FROM tagged u JOIN chosen c ON u.facts @> c.facts HAVING count(*) > 0
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """The totals of a group, and those of the other pupils of whom the person may know the same."""

    group: Figures
    rest: Figures


@dataclass(frozen=True, slots=True)
class PupilGroups:
    """Groups by their names, of the pupils with sessions; `combined` is the group of all `chosen` facts.

    Of the facts asked for, `chosen` are those that some pupil has.
    """

    whole: Figures
    groups: Mapping[str, Compared]
    chosen: tuple[str, ...] = ()
    combined: Compared | None = None


def pupil_groups(
    rights: Rights,
    limits: Mapping[int, FigureLimits],
    days: Days,
    *,
    basis: Basis,
    chosen: Collection[str] = (),
) -> PupilGroups:
    """Each group that a person may know of, against the rest, and those with all the chosen facts.

    Facts count that are in force on the last of the days. A fact is counted for the pupils alone of whom the
    person may see it, and the rest are others of these. One statement.
    """
    reached = _with_facts(rights)
    statement = f"{units_sql(basis, reached)}, {_TAGGED} {_TOTALS}"
    values = unit_values(limits, days, reached) | {"chosen": list(chosen)}
    found: dict[str, dict[str, Figures]] = {"fact": {}, "area": {}, "together": {}}
    for what, name, *row in rows_of(statement, values):
        found[what][name] = figures_of(row)
    facts, areas = found["fact"], found["area"]
    known = tuple(fact for fact in chosen if fact in facts)
    return PupilGroups(
        whole=areas.get("", Figures()),
        groups={fact: _against(figures, areas, [fact]) for fact, figures in facts.items()},
        chosen=known,
        combined=_against(found["together"].get("", Figures()), areas, known) if len(known) > 1 else None,
    )


def _with_facts(rights: Rights) -> Reached:
    """The pupils whose figures count, and of whom support, protected facts and the record may be seen."""
    reached = reached_by(rights)
    tables, values = reached.tables, dict[str, Any](reached.values)
    for name, permission in (
        ("supported", Permission.SUPPORT_FACTS_VIEW),
        ("protected", Permission.PROTECTED_FACTS_VIEW),
        ("managed", Permission.PUPIL_MANAGE),
    ):
        sql, parameters = reach(rights, permission)
        tables += f"{name} (id) AS ({sql}), "
        values |= parameters
    return Reached(tables, reached.among, values)


def _against(group: Figures, areas: Mapping[str, Figures], facts: Collection[str]) -> Compared:
    """A group beside the rest of the pupils of whom all of its facts may be known."""
    return Compared(group, areas.get(_area(facts), Figures()) - group)


def _area(facts: Collection[str]) -> str:
    sections = {section_of(fact) for fact in facts} - {Section.SEX, None}
    asked = {section.value if section.value in _KNOWN_OF else RECORD for section in sections if section}
    return "-".join(area for area in _KNOWN_OF if area in asked)
