"""Groups of pupils with one fact in common against the rest: one statement, whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
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
# Ethnic group, language and travel are of the record: they go as far as support does, no further.
_FACTS = f"""
counted AS (SELECT DISTINCT u.pupil_id FROM units u WHERE u.possible > 0),
facts (pupil_id, fact) AS (
  SELECT DISTINCT f.pupil_id, '{Section.SUPPORT.value}-' || k.kind
  FROM schools_supportfact f
  CROSS JOIN LATERAL unnest(CASE WHEN f.kind IN ('sen', 'ehcp') THEN ARRAY[f.kind, '{SEND}']
                                 ELSE ARRAY[f.kind] END) AS k (kind)
  WHERE f.pupil_id IN (SELECT id FROM supported) AND {_IN_FORCE}
  UNION
  SELECT f.pupil_id, '{Section.CARE.value}-' || f.kind
  FROM schools_protectedfact f WHERE f.pupil_id IN (SELECT id FROM protected) AND {_IN_FORCE}
  UNION ALL
  SELECT p.id, '{Section.SEX.value}-' || p.sex
  FROM schools_pupil p WHERE p.id IN (SELECT pupil_id FROM counted)
  UNION ALL
  SELECT p.id, k.fact
  FROM schools_pupil p
  CROSS JOIN LATERAL (VALUES
    ('{Section.ETHNICITY.value}-' || CASE left(p.ethnicity, 1) {_ETHNIC} ELSE '' END),
    ('{Section.LANGUAGE.value}-' || lower(btrim(p.home_language))),
    ('{Section.TRAVEL.value}-' || lower(btrim(p.transport)))) AS k (fact)
  WHERE p.id IN (SELECT pupil_id FROM counted) AND p.id IN (SELECT id FROM supported)),
chosen AS (SELECT DISTINCT fact FROM facts WHERE fact = ANY (%(chosen)s)),
together AS (
  SELECT pupil_id FROM facts WHERE fact IN (SELECT fact FROM chosen)
  GROUP BY pupil_id HAVING count(*) = (SELECT count(*) FROM chosen)),
reached AS (
  SELECT c.pupil_id, c.pupil_id IN (SELECT id FROM supported) AS is_supported,
         c.pupil_id IN (SELECT id FROM protected) AS is_protected
  FROM counted c),
areas (pupil_id, area) AS (
  SELECT pupil_id, '' FROM reached
  UNION ALL SELECT pupil_id, '{Section.SUPPORT.value}' FROM reached WHERE is_supported
  UNION ALL SELECT pupil_id, '{Section.CARE.value}' FROM reached WHERE is_protected
  UNION ALL SELECT pupil_id, 'both' FROM reached WHERE is_supported AND is_protected)
"""
_COLUMNS = f"{SUMS}, {COUNTED}"
_TOTALS = f"""
SELECT 'fact', f.fact, {_COLUMNS} FROM units u JOIN facts f ON f.pupil_id = u.pupil_id
WHERE u.possible > 0 GROUP BY f.fact
UNION ALL
SELECT 'area', a.area, {_COLUMNS} FROM units u JOIN areas a ON a.pupil_id = u.pupil_id
WHERE u.possible > 0 GROUP BY a.area
UNION ALL
SELECT 'together', '', {_COLUMNS} FROM units u
WHERE u.possible > 0 AND u.pupil_id IN (SELECT pupil_id FROM together) HAVING count(*) > 0
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
    statement = f"{units_sql(basis, reached)}, {_FACTS} {_TOTALS}"
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
    """The pupils whose figures count, and of whom the person may see support and protected facts."""
    reached = reached_by(rights)
    tables, values = reached.tables, dict[str, Any](reached.values)
    for name, permission in (
        ("supported", Permission.SUPPORT_FACTS_VIEW),
        ("protected", Permission.PROTECTED_FACTS_VIEW),
    ):
        sql, parameters = reach(rights, permission)
        tables += f"{name} (id) AS ({sql}), "
        values |= parameters
    return Reached(tables, reached.among, values)


def _against(group: Figures, areas: Mapping[str, Figures], facts: Collection[str]) -> Compared:
    """A group beside the rest of the pupils of whom all of its facts may be known."""
    return Compared(group, areas.get(_area(facts), Figures()) - group)


def _area(facts: Collection[str]) -> str:
    sections = {section_of(fact) for fact in facts}
    asks_care = Section.CARE in sections
    asks_support = bool(sections - {Section.CARE, Section.SEX})
    if asks_care and asks_support:
        return "both"
    return (Section.CARE.value if asks_care else "") or (Section.SUPPORT.value if asks_support else "")
