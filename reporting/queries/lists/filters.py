"""The filters of the list of pupils: which a person may use, and whom they leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.roles import Permission
from attendance.bands import bands_of
from attendance.pupil_groups import ETHNIC_GROUPS
from reporting.queries.lists.choices import (
    ABSENCE,
    BAND,
    ETHNICITY,
    FACT,
    GROUP,
    LANGUAGE,
    ROLL,
    SEX,
    TRANSPORT,
    WITH,
    WITHOUT,
    YEAR,
    Filter,
    ListChoice,
    words_asked,
)
from reporting.queries.lists.days import ListValues
from reporting.queries.lists.standing import STANDINGS, having
from reporting.queries.pupil_searches import Narrowed
from schools.access import Rights, groups_visible_to
from schools.calendar import academic_year_start
from schools.models import GroupKind, Sex
from schools.pupil_flags import PROTECTED, SUPPORT
from schools.queries.reach import Parameters, reaches
from schools.queries.rows import rows_of
from schools.year_groups import year_label

LEFT = "left"
# How the codes of the school census begin: the main groups, and who said nothing of it.
ETHNICITIES = {letter: words for letter, (_, words) in ETHNIC_GROUPS.items()} | {
    "REFU": "Ethnicity refused",
    "NOBT": "Ethnicity not yet obtained",
}
# Filters by the school's own words, each with the record's column.
OF_WORDS = {TRANSPORT: "transport", LANGUAGE: "home_language"}
_SAME_WORDS = "lower(btrim(p.{column})) = lower(%({param})s)"
_IN_FORCE = "f.from_on <= %(on)s AND (f.until_on IS NULL OR f.until_on >= %(on)s)"
_MEMBER = """EXISTS (SELECT FROM schools_groupmember f JOIN schools_group h ON h.id = f.group_id
  WHERE f.pupil_id = p.id AND {condition} AND f.from_on <= %(on)s
    AND (f.until_on IS NULL OR f.until_on >= %(on)s))"""
_ON_ROLL = """EXISTS (SELECT FROM schools_rollentry e WHERE e.pupil_id = p.id AND e.admitted_on <= %(on)s
  AND (e.left_on IS NULL OR e.left_on >= %(on)s))"""
_LEFT = f"""NOT {_ON_ROLL} AND EXISTS (SELECT FROM schools_rollentry e WHERE e.pupil_id = p.id
  AND e.left_on >= %(year_starts)s AND e.left_on < %(on)s)"""


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """A group that a person may choose: its number as an address has it, its name, kind and year."""

    value: str
    name: str
    is_class: bool
    year: int | None


def group_choices(rights: Rights, *, on: date) -> list[GroupChoice]:
    """The groups of this year that a person may look into: one statement."""
    found = (
        groups_visible_to(rights, Permission.PUPIL_SEARCH)
        .filter(academic_year__starts_on__lte=on, academic_year__ends_on__gte=on)
        .order_by("year_group", "-kind", "name")
        .values_list("pk", "name", "kind", "year_group")
    )
    return [
        GroupChoice(str(pk), name, kind == GroupKind.REGISTRATION, year) for pk, name, kind, year in found
    ]


def filters_for(
    rights: Rights, groups: Sequence[GroupChoice], values: ListValues, asked: Mapping[str, str]
) -> list[Filter]:
    """The filters that a person may use: each by a fact that they may see of some pupils.

    One statement where words of the record are asked for: what no record has, is no filter.
    """
    years = {str(group.year): year_label(group.year) for group in groups if group.year is not None}
    return [
        Filter(YEAR, "Year", years),
        Filter(GROUP, "Class or group", {group.value: group.name for group in groups}),
        *(_of_figures(values) if rights.reaches_people(Permission.FIGURES_VIEW) else ()),
        *_of_facts(rights),
        Filter(SEX, "Sex", {sex.value: sex.label for sex in Sex}),
        Filter(ROLL, "Roll", {LEFT: "Left this school year"}),
        *(_of_records(rights, asked) if rights.reaches_people(Permission.PUPIL_MANAGE) else ()),
    ]


def _of_figures(values: ListValues) -> Iterator[Filter]:
    yield Filter(ABSENCE, "Absence", STANDINGS)
    yield Filter(
        BAND, "Attendance", {str(band.lowest): band.words for band in bands_of(values.movement.cuts)}
    )
    yield Filter(WITH, "With", having(values.lines))


def _of_facts(rights: Rights) -> Iterator[Filter]:
    kinds: dict[str, str] = {}
    if rights.reaches_people(Permission.SUPPORT_FACTS_VIEW):
        kinds |= {kind: words for kind, (_, words) in SUPPORT.items()}
    if rights.reaches_people(Permission.PROTECTED_FACTS_VIEW):
        kinds |= {kind: words for kind, (_, words) in PROTECTED.items()}
    if kinds:
        yield Filter(FACT, "Support and protection", kinds, is_many=True)
        yield Filter(WITHOUT, "Without", kinds, is_many=True)


def _of_records(rights: Rights, asked: Mapping[str, str]) -> Iterator[Filter]:
    words = {param: words_asked(asked.get(param, "")) for param in OF_WORDS}
    known = _as_recorded(rights, words) if any(words.values()) else {}
    yield Filter(ETHNICITY, "Ethnicity", ETHNICITIES)
    for param, title in ((TRANSPORT, "Comes to school by"), (LANGUAGE, "Language at home")):
        options = {words[param]: known[param]} if param in known else {}
        yield Filter(param, title, options, is_free=True)


def _as_recorded(rights: Rights, words: Mapping[str, str]) -> dict[str, str]:
    """The words of each filter as some record has them that the person keeps; one statement."""
    tables, values = reaches(rights, managed=Permission.PUPIL_MANAGE)
    asked = " UNION ALL ".join(
        f"SELECT '{param}', min(btrim(p.{column})) FROM schools_pupil p JOIN managed USING (id)"
        f" WHERE %({param})s <> '' AND {_SAME_WORDS.format(column=column, param=param)} HAVING count(*) > 0"
        for param, column in OF_WORDS.items()
    )
    return {str(param): str(found) for param, found in rows_of(f"{tables} {asked}", values | dict(words))}


def narrowed_by(rights: Rights, choice: ListChoice, *, on: date, to_leave: bool = False) -> Narrowed:
    """Whom a choice leaves by names, groups and facts; `to_leave`: of these who may leave in a file.

    Whoever's fact the person may not see is left out by a filter of that fact, with and without it.
    """
    tables, values = reaches(
        rights,
        seen=Permission.PUPIL_SEARCH,
        supported=Permission.SUPPORT_FACTS_VIEW,
        protecting=Permission.PROTECTED_FACTS_VIEW,
        managed=Permission.PUPIL_MANAGE,
        leaving=Permission.EXPORT_ATTENDANCE,
    )
    conditions = ["p.id IN (SELECT id FROM leaving)"] if to_leave else []
    values |= {"on": on, "year_starts": academic_year_start(on)}
    for condition, more in (*_of_place(choice), *_of_kinds(choice), *_of_record(choice)):
        conditions.append(condition)
        values |= more
    return Narrowed(tables, " AND ".join(conditions) or "true", values)


def _of_place(choice: ListChoice) -> Iterator[tuple[str, Parameters]]:
    """On roll unless leavers or a name is asked for; in a group, a year, of a sex."""
    if choice.filters.get(ROLL) == LEFT:
        yield _LEFT, {}
    elif not choice.words:
        yield _ON_ROLL, {}
    if group := choice.filters.get(GROUP):
        yield _MEMBER.format(condition="h.id = %(group)s"), {"group": int(group)}
    if year := choice.filters.get(YEAR):
        condition = f"h.kind = '{GroupKind.YEAR.value}' AND h.year_group = %(year)s"
        yield _MEMBER.format(condition=condition), {"year": int(year)}
    if sex := choice.filters.get(SEX):
        yield "p.sex = %(sex)s", {"sex": sex}


def _of_kinds(choice: ListChoice) -> Iterator[tuple[str, Parameters]]:
    for param, has in ((FACT, "EXISTS"), (WITHOUT, "NOT EXISTS")):
        for kind in choice.values(param):
            table, reached = (
                ("schools_supportfact", "supported")
                if kind in SUPPORT
                else ("schools_protectedfact", "protecting")
            )
            name = f"{param}_{kind}"
            fact = f"SELECT FROM {table} f WHERE f.pupil_id = p.id AND f.kind = %({name})s AND {_IN_FORCE}"
            yield f"p.id IN (SELECT id FROM {reached}) AND {has} ({fact})", {name: kind}


def _of_record(choice: ListChoice) -> Iterator[tuple[str, Parameters]]:
    managed = "p.id IN (SELECT id FROM managed)"
    if code := choice.filters.get(ETHNICITY):
        yield f"{managed} AND left(p.ethnicity, length(%(ethnicity)s)) = %(ethnicity)s", {"ethnicity": code}
    for param, column in OF_WORDS.items():
        if words := choice.filters.get(param):
            yield f"{managed} AND {_SAME_WORDS.format(column=column, param=param)}", {param: words}
