"""The patterns that the night found among the pupils whose figures and marks a person may see, by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator

from accounts.roles import Permission
from attendance.patterns.kinds import Pattern, PatternKind
from attendance.queries.patterns.shape import last_look
from reporting.queries.links import pattern_url, pupil_url
from schools.access import Rights, whom_to_ask
from schools.names import sort_key
from schools.queries.dated_values import value_of
from schools.queries.pupil_joins import ON_ROLL, REGISTRATION, YEAR_GROUP
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.wording import count_words, short_day_words
from schools.year_groups import year_label

# Of each kind so many stand on the page of all; the page of one kind turns.
MOST_LINES, LINES_ON_PAGE = 10, 50
KINDS = {kind.value: kind for kind in PatternKind}
# A pattern tells of days. What is shared with a sibling is told to whoever may read the marks of both.
SEEN = {"seen": Permission.FIGURES_VIEW, "read": Permission.ATTENDANCE_HISTORY}
FOUND = f"""
SELECT f.kind, f.found, f.out_of, f.beside, f.beside_of, f.days, f.part, f.sibling_id, f.has_appointments,
       p.id, p.known_surname, p.known_forename, coalesce(g.name, ''), y.year_group,
       coalesce(s.known_forename || ' ' || s.known_surname, '')
FROM attendance_foundpattern f JOIN schools_pupil p ON p.id = f.pupil_id
LEFT JOIN schools_pupil s ON s.id = f.sibling_id
{ON_ROLL}{REGISTRATION}{YEAR_GROUP}
WHERE f.school_id = %(school)s AND p.id IN (SELECT id FROM seen INTERSECT SELECT id FROM read)
  AND (f.sibling_id IS NULL OR f.sibling_id IN (SELECT id FROM seen INTERSECT SELECT id FROM read))
"""
LOOKED_AT = f"""
SELECT y.year_group, count(DISTINCT p.id) FROM schools_pupil p {ON_ROLL}{YEAR_GROUP}
WHERE p.school_id = %(school)s AND p.id IN (SELECT id FROM seen INTERSECT SELECT id FROM read)
GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True)
class PatternChoice:
    """What an address asks for: one kind or all, one year group or all, and which page of one kind.

    A year group that the person does not reach is none.
    """

    kind: PatternKind | None
    year: str
    page: str

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> PatternChoice:
        """The choice of an address; what it names that is none is left out."""
        return cls(KINDS.get(asked.get("kind", "")), asked.get("year", ""), asked.get("page", ""))

    def query(self, kind: PatternKind | None) -> str:
        """An address of the same year: of one kind, or of all."""
        named = {"kind": kind.value if kind else "", "year": self.year}
        return "?" + urlencode({key: value for key, value in named.items() if value})


@dataclass(frozen=True)
class PatternLine:
    """A pupil with a pattern: the counts, the caution, and the marks of the days that it rests on."""

    name: str
    group: str
    year: int | None
    url: str
    pattern: Pattern
    sibling: str
    days: str
    marks_url: str


@dataclass(frozen=True)
class PatternPart:
    """The pupils of one kind: the first, or with `turns` a page of them; `is_cut`: more stand at `url`."""

    kind: PatternKind
    count: int
    lines: list[PatternLine]
    url: str
    turns: Page[PatternLine] | None

    @property
    def is_cut(self) -> bool:
        """Whether more stand behind those that are shown."""
        return self.turns is None and self.count > len(self.lines)


@dataclass(frozen=True)
class PatternsPage:
    """The patterns within a person's reach. `looked` is empty where no night has looked yet.

    `looked_at` pupils were on roll on that day, and `pupils` of them stand in what is shown.
    """

    looked: str
    looked_at: int
    rule: str
    parts: list[PatternPart]
    pupils: int
    kinds: list[tuple[str, str]]
    years: list[tuple[str, str]]
    choice: PatternChoice

    @property
    def said(self) -> str:
        """How many were looked at, and of how many something was found."""
        named = "this pattern" if self.choice.kind else "a pattern"
        found = f"{self.pupils or 'nobody'} {'have' if self.pupils > 1 else 'has'} {named}"
        return f"{count_words(self.looked_at, 'pupil')} looked at on {self.looked}; {found}"

    @property
    def is_filtered(self) -> bool:
        """Whether less than all was asked for."""
        return self.choice.kind is not None or bool(self.choice.year)


def patterns_page(rights: Rights, choice: PatternChoice, *, on: date) -> PatternsPage:
    """What last night found, by kind and by name: four statements, whatever is found.

    403 for who sees the school's totals alone: each list is of people.
    """
    for right in SEEN.values():
        if not rights.reaches_people(right):
            raise PermissionDenied(whom_to_ask(right))
    looked = last_look(rights.school, on=on)
    every = _lines(rights, on)
    looked_at = _looked_at(rights, looked or on)
    years = [year for year in looked_at if year is not None]
    choice = choice if choice.year in map(str, years) else replace(choice, year="")
    counted = sum(count for year, count in looked_at.items() if choice.year in ("", str(year)))
    lines = [line for line in every if choice.year in ("", str(line.year))]
    parts = [_part(kind, lines, choice) for kind in PatternKind if choice.kind in (None, kind)]
    return PatternsPage(
        looked=short_day_words(looked) if looked else "",
        looked_at=counted,
        rule=_rule(rights, counted, on),
        parts=[part for part in parts if part.count],
        pupils=len({line.url for line in lines if choice.kind in (None, line.pattern.kind)}),
        kinds=[(kind.value, kind.heading) for kind in PatternKind],
        years=[(str(year), year_label(year)) for year in years],
        choice=choice,
    )


def _lines(rights: Rights, on: date) -> list[PatternLine]:
    tables, values = reaches(rights, **SEEN)
    rows = rows_of(f"{tables} {FOUND}", values | {"school": rights.school.pk, "on": on})
    rows.sort(key=lambda row: (sort_key(row[10]), sort_key(row[11]), row[9], sort_key(row[14])))
    return [_line(rights, row) for row in rows]


def _looked_at(rights: Rights, on: date) -> dict[int | None, int]:
    """How many pupils within reach were on roll on a day, by year group."""
    tables, values = reaches(rights, **SEEN)
    rows = rows_of(f"{tables} {LOOKED_AT}", values | {"school": rights.school.pk, "on": on})
    return dict(rows)


def _line(rights: Rights, row: Sequence[Any]) -> PatternLine:
    kind, found, out_of, beside, beside_of, days, part, sibling_id, has_appointments = row[:9]
    pattern = Pattern(
        PatternKind(kind), found, out_of, beside, beside_of, tuple(days), part, sibling_id, has_appointments
    )
    pupil_id, surname, forename, group, year, sibling = row[9:]
    return PatternLine(
        name=f"{forename} {surname}",
        group=group,
        year=year,
        url=pupil_url(rights, pupil_id),
        pattern=pattern,
        sibling=sibling,
        days=f"{short_day_words(min(pattern.days))} to {short_day_words(max(pattern.days))}",
        marks_url=pattern_url(rights, pupil_id, pattern),
    )


def _part(kind: PatternKind, lines: Sequence[PatternLine], choice: PatternChoice) -> PatternPart:
    found = [line for line in lines if line.pattern.kind is kind]
    turns = Paginator(found, LINES_ON_PAGE).get_page(choice.page) if choice.kind else None
    return PatternPart(
        kind=kind,
        count=len(found),
        lines=list(turns) if turns else found[:MOST_LINES],
        url=choice.query(kind),
        turns=turns,
    )


def _rule(rights: Rights, looked_at: int, on: date) -> str:
    """How often chance alone names somebody, by the dated value that bounds it, and what counts."""
    one_in = value_of(rights.school, "patterns.one_in", on=on)
    return (
        f"Chance alone names at most 1 in {one_in} pupils, over all kinds together: of these {looked_at}, "
        f"{looked_at // one_in or 'hardly anybody'}. Marks of this school year; suspensions, and what the "
        "school agreed to beforehand, such as leave granted or a part-time timetable, are left out."
    )
