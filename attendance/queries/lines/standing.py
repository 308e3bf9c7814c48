"""Standing lines by kind, each with its evidence in words and the last act; and those that ended lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from attendance.line_evidence import IN_ORDER, OF_THE_YEAR, evidence_words
from attendance.line_words import title_of
from attendance.lines import ASKS_FOR_ACT, LineKind
from attendance.models import CrossedLine, LineState
from attendance.queries.lines.reached import evidence_of
from attendance.queries.register_links import pupil_page_url
from schools.access import Rights
from schools.queries.dated_values import values_of
from schools.queries.pupil_joins import REGISTRATION, YEAR_GROUP
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.wording import short_day_words
from schools.year_groups import year_label

# Of each kind so many stand on the page of all kinds; the page of one kind turns.
MOST_OF_KIND, LINES_ON_PAGE, MOST_ENDED = 12, 100, 50
# For so many school days an ended line is still told.
DAYS_TOLD = 20
WEEKS = {LineKind.NOTICE: "notice.weeks", LineKind.LATES: "late.weeks"}
FEW_SESSIONS = "figures.few_sessions"

# It follows a WITH clause that has `seen (id)`; an ended line shows once per row, as standing ones do.
_COLUMNS = """
SELECT l.id, l.kind, l.state, p.id, p.known_forename || ' ' || p.known_surname, coalesce(g.name, ''),
       y.year_group, p.born_on, l.reached_on, l.ended_on,
       coalesce(act.words, ''), act.at, coalesce(act.full_name, '')
"""
# What a line rests on, beside its kind and its day: read at once where the lines are few.
EVIDENCE = ("count", "limit", "from_on", "until_on", "possible", "sessions")
_ROWS = f"""
FROM attendance_crossedline l
JOIN seen ON seen.id = l.pupil_id
JOIN schools_pupil p ON p.id = l.pupil_id
{REGISTRATION}{YEAR_GROUP}
LEFT JOIN LATERAL (
  SELECT a.words, a.at, u.full_name FROM attendance_lineact a JOIN accounts_user u ON u.id = a.by_id
  WHERE a.line_id = l.id ORDER BY a.at DESC, a.id DESC LIMIT 1) act ON true
WHERE l.school_id = %(school)s
"""
OF_SCHOOL = (
    _COLUMNS
    + _ROWS
    + f"""
  AND (l.state = '{LineState.STANDING.value}' OR l.ended_on >= coalesce((
    SELECT min(d.date) FROM (
      SELECT s.date FROM schools_schoolday s WHERE s.school_id = %(school)s AND s.date <= %(on)s
      ORDER BY s.date DESC LIMIT {DAYS_TOLD}) d), %(on)s))
ORDER BY l.ended_on DESC, l.reached_on DESC, p.known_surname, p.known_forename, l.id
"""
)
OF_PUPIL = f"""{_COLUMNS}, l.count, l."limit", l.from_on, l.until_on, l.possible, l.sessions::json {_ROWS}
  AND l.pupil_id = %(pupil)s AND l.state = '{LineState.STANDING.value}' ORDER BY l.reached_on DESC, l.id
"""


class _Row(NamedTuple):
    """A row of lines: what chooses and orders lines; what they rest on is read of those shown alone."""

    line_id: int
    kind: str
    state: str
    pupil_id: int
    name: str
    group: str
    year: int | None
    born_on: date
    reached_on: date
    ended_on: date | None
    act: str
    acted_at: datetime | None
    acted_by: str


@dataclass(frozen=True)
class StandingLine:
    """A line that a pupil crossed: its evidence, the day that reached it, and who did what last.

    `is_few`: it is a part of so few possible sessions that it says little.
    """

    kind: LineKind
    title: str
    pupil_id: int
    name: str
    group: str
    year: int | None
    evidence: str
    is_few: bool
    since: str
    act: str
    acted: str
    ended: str
    url: str
    pupil_url: str


@dataclass(frozen=True)
class LineGroup:
    """The standing lines of one kind; `more` stand behind those that are shown."""

    slug: str
    title: str
    lines: list[StandingLine]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)


@dataclass(frozen=True)
class LineChoice:
    """What somebody asked of the list: a kind by its word, a year, what waits, a page of one kind."""

    kind: str = ""
    year: str = ""
    page: str = ""
    done: str = ""

    def fits(self, row: _Row) -> bool:
        """Whether a row is asked for; what waits is of the kinds that ask for an act, or of that named."""
        if self.done and (row.act or row.state != LineState.STANDING):
            return False
        kinds = {self.kind} if self.kind else ASKS_FOR_ACT if self.done else {row.kind}
        return row.kind in kinds and self.year in ("", str(row.year))


@dataclass(frozen=True)
class LineList:
    """The page of lines as one person sees it. `has_reach` is false for who reaches single cases alone."""

    choice: LineChoice
    groups: list[LineGroup]
    count: int
    turns: Page[_Row] | None
    ended: list[StandingLine]
    more_ended: int
    kinds: list[tuple[str, str]]
    years: list[tuple[str, str]]
    has_reach: bool

    @property
    def is_filtered(self) -> bool:
        """Whether something was asked for."""
        return bool(self.choice.kind or self.choice.year or self.choice.done)

    @property
    def told_of(self) -> list[int]:
        """The pupils of whom the page shows what somebody did."""
        shown = [*(line for group in self.groups for line in group.lines), *self.ended]
        return sorted({line.pupil_id for line in shown if line.act})


def line_list(rights: Rights, choice: LineChoice, *, on: date) -> LineList:
    """The lines of the pupils within reach: three statements, whatever their number."""
    tables, reach = reaches(rights, seen=Permission.CASE_READ)
    rows = rows_of(tables + OF_SCHOOL, reach | {"school": rights.school.pk, "on": on})
    every = [_Row._make(row) for row in rows]
    fits = [row for row in every if choice.fits(row)]
    standing = [row for row in fits if row.state == LineState.STANDING]
    ended = [row for row in fits if row.state != LineState.STANDING]
    turns = Paginator(standing, LINES_ON_PAGE).get_page(choice.page) if choice.kind else None
    of_kinds = {kind: [row for row in standing if row.kind == kind] for kind in IN_ORDER}
    shown = {kind: list(turns or found[:MOST_OF_KIND]) for kind, found in of_kinds.items() if found}
    values = values_of(rights.school, (*WEEKS.values(), FEW_SESSIONS), on=on)
    lines = _lines(rights, [*chain(*shown.values()), *ended[:MOST_ENDED]], values)
    return LineList(
        choice=choice,
        groups=[
            LineGroup(kind.value, title_of(kind), _of(rows, lines), len(of_kinds[kind]))
            for kind, rows in shown.items()
        ],
        count=len(standing),
        turns=turns,
        ended=_of(ended, lines),
        more_ended=max(0, len(ended) - MOST_ENDED),
        kinds=[(kind.value, title_of(kind)) for kind in IN_ORDER],
        years=_years(row.year for row in every),
        has_reach=rights.reaches_people(Permission.CASE_READ),
    )


def lines_of_pupil(rights: Rights, pupil_id: int, *, on: date) -> list[StandingLine]:
    """The standing lines of one pupil whom the right to read cases reaches: one statement."""
    tables, reach = reaches(rights, seen=Permission.CASE_READ)
    asked = reach | {"school": rights.school.pk, "pupil": pupil_id, "on": on}
    found = [_of_pupil(rights, row) for row in rows_of(tables + OF_PUPIL, asked)]
    return sorted(found, key=lambda line: IN_ORDER.index(line.kind))


def _of_pupil(rights: Rights, found: Sequence[Any]) -> StandingLine:
    row, kept = _Row._make(found[: len(_Row._fields)]), found[len(_Row._fields) :]
    held = dict(zip(EVIDENCE, kept, strict=True))
    return _line(rights, row, CrossedLine(kind=row.kind, reached_on=row.reached_on, **held), {})


def _lines(rights: Rights, rows: Sequence[_Row], values: Mapping[str, Any]) -> dict[int, StandingLine]:
    """What the rows rest on, in words, by their numbers: one statement, none without a row."""
    kept = CrossedLine.objects.in_bulk([row.line_id for row in rows])
    return {row.line_id: _line(rights, row, kept[row.line_id], values) for row in rows if row.line_id in kept}


def _of(rows: Sequence[_Row], lines: Mapping[int, StandingLine]) -> list[StandingLine]:
    return [lines[row.line_id] for row in rows if row.line_id in lines]


def _years(years: Iterable[int | None]) -> list[tuple[str, str]]:
    return [(str(year), year_label(year)) for year in sorted({year for year in years if year is not None})]


def _line(rights: Rights, row: _Row, kept: CrossedLine, values: Mapping[str, Any]) -> StandingLine:
    """One line of the list; without `values` neither its weeks nor few sessions are named."""
    kind = LineKind(row.kind)
    # The weeks of today's value are those of a standing line; an ended one names its own first day.
    span = values.get(WEEKS.get(kind, "")) if row.state == LineState.STANDING else None
    return StandingLine(
        kind=kind,
        title=title_of(kind),
        pupil_id=row.pupil_id,
        name=row.name,
        group=row.group,
        year=row.year,
        evidence=evidence_words(evidence_of(kept), weeks=span, born_on=row.born_on),
        is_few=kind in OF_THE_YEAR and kept.possible < values.get(FEW_SESSIONS, 0),
        since=short_day_words(row.reached_on),
        act=row.act,
        acted=acted_words(row.acted_by, row.acted_at) if row.acted_at else "",
        ended="" if row.ended_on is None else ended_words(row.state, row.ended_on),
        url=reverse("line", args=[rights.school.slug, row.line_id]),
        pupil_url=pupil_page_url(rights.school.slug, row.pupil_id),
    )


def acted_words(name: str, at: datetime) -> str:
    """Who did it and when: "Ms Okafor, Tue 9 Mar"."""
    return f"{name}, {short_day_words(timezone.localtime(at).date())}"


def ended_words(state: str, ended_on: date) -> str:
    """How a line ended: "Withdrawn Tue 9 Mar"."""
    return f"{LineState(state).label} since {short_day_words(ended_on)}"
