"""The page of all findings, and the pages of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404
from django.urls import reverse

from attendance.codes import CODES, Code
from attendance.queries.scrutiny.amendments import AMENDMENTS
from attendance.queries.scrutiny.contradictory import CONTRADICTORY
from attendance.queries.scrutiny.facts import Family, parameters
from attendance.queries.scrutiny.lates import LATES
from attendance.queries.scrutiny.links import Place, place_url
from attendance.queries.scrutiny.missing import MISSING
from attendance.queries.scrutiny.patterns import PATTERNS
from attendance.queries.scrutiny.permits import PERMITS
from attendance.queries.scrutiny.unexplained import STANDING, UNEXPLAINED
from attendance.queries.scrutiny.unlawful import UNLAWFUL
from attendance.scrutiny import FINDINGS, Finding, Period, Severity
from schools.access import Rights
from schools.calendar import Session
from schools.models import Group, GroupKind, HalfTerm, School
from schools.queries.rows import rows_of
from schools.wording import count_words, list_words, short_day_words

FAMILIES = (UNLAWFUL, CONTRADICTORY, MISSING, UNEXPLAINED, PERMITS, LATES, PATTERNS, AMENDMENTS)
# Those that have a page of their own, and are asked by the census alone.
ASKED_ELSEWHERE = (STANDING,)
FIRST_ROWS, ROWS_ON_PAGE, ROWS_IN_FILE = 3, 50, 20_000
WORST_FIRST = list(Severity)

# The rows `f` of findings, numbered within each, and named. What has no group of its own has the pupil's.
NUMBERED = """
, numbered AS (
  SELECT f.*, count(*) OVER (PARTITION BY f.slug) AS total,
         row_number() OVER (PARTITION BY f.slug ORDER BY f.date DESC NULLS LAST, f.session DESC,
                            f.figure DESC, f.pupil_id, f.group_id) AS place
  FROM f
)
SELECT n.slug, n.total, n.pupil_id, coalesce(p.known_forename || ' ' || p.known_surname, ''), g.id,
       coalesce(g.name, ''), n.date, n.session, n.code, n.other, coalesce(n.figure, 0),
       coalesce(n.out_of, 0), coalesce(n.who, ''), n.permit_id
FROM numbered n
LEFT JOIN schools_pupil p ON p.id = n.pupil_id
LEFT JOIN schools_group g ON g.id = coalesce(n.group_id, (
  SELECT b.group_id FROM schools_groupmember b JOIN schools_group c ON c.id = b.group_id
  WHERE b.pupil_id = n.pupil_id AND c.kind = 'registration' AND b.from_on <= n.date
    AND (b.until_on IS NULL OR b.until_on >= n.date) LIMIT 1))
WHERE n.place > %(before)s AND n.place <= %(before)s + %(most)s
ORDER BY n.slug, n.place
"""
OF_GROUP = """(%(group)s::bigint IS NULL OR f.group_id = %(group)s OR EXISTS (
  SELECT FROM schools_groupmember b WHERE b.pupil_id = f.pupil_id AND b.group_id = %(group)s
    AND b.from_on <= f.date AND (b.until_on IS NULL OR b.until_on >= f.date)))"""


@dataclass(frozen=True)
class FoundRow:
    """One row of a finding: who or what, when, the code that stands, what is wrong, where it is put right."""

    name: str
    group: str
    on: date | None
    session: Session | None
    code: Code | None
    note: str
    url: str

    @property
    def when(self) -> str:
        """The session: "Tue 9 Mar AM"; empty for what is no session."""
        if self.on is None or self.session is None:
            return ""
        return f"{short_day_words(self.on)} {self.session.name}"


@dataclass(frozen=True)
class FoundLine:
    """A finding with its count and first rows."""

    finding: Finding
    count: int
    count_words: str
    first: list[FoundRow]
    url: str


@dataclass(frozen=True)
class FoundFamily:
    """A family with what was found, the worst first; without lines nothing was found."""

    title: str
    lines: list[FoundLine]
    asked: int

    @property
    def count(self) -> int:
        """Rows in all."""
        return sum(line.count for line in self.lines)

    @property
    def worst(self) -> int:
        """The place of the worst severity found; after all of them where nothing was found."""
        return min(
            (WORST_FIRST.index(line.finding.severity) for line in self.lines), default=len(WORST_FIRST)
        )


@dataclass(frozen=True)
class ScrutinyReport:
    """All findings of a period."""

    period: Period
    families: list[FoundFamily]
    line: str

    @property
    def found(self) -> list[FoundFamily]:
        """The families in which something was found, the worst first."""
        return [family for family in self.families if family.lines]

    @property
    def clean(self) -> list[FoundFamily]:
        """The families in which nothing was found."""
        return [family for family in self.families if not family.lines]


@dataclass(frozen=True)
class FoundPage:
    """One page of the rows of a finding."""

    finding: Finding
    period: Period
    count: int
    count_words: str
    rows: list[FoundRow]
    groups: list[tuple[int, str]]
    group_id: int | None
    before_url: str
    after_url: str
    page_words: str


def half_term_to(school: School, today: date) -> Period:
    """This half term up to today, or the last one in a holiday; four weeks without a calendar."""
    terms = HalfTerm.objects.filter(academic_year__school=school, starts_on__lte=today).order_by("-starts_on")
    last = terms.values_list("starts_on", "ends_on").first()
    if last is None:
        return Period(today - timedelta(weeks=4), today)
    return Period(last[0], min(last[1], today))


def scrutiny_report(rights: Rights, period: Period, *, today: date) -> ScrutinyReport:
    """Every finding with its count and first rows: a statement for each family and one for the limits."""
    values = parameters(rights.school, period, today=today) | {"before": 0, "most": FIRST_ROWS}
    families = [_family(rights, family, values, period, today) for family in FAMILIES]
    families.sort(key=lambda family: (family.worst, -family.count))
    return ScrutinyReport(period, families, _summary(families))


def _family(
    rights: Rights, family: Family, values: dict[str, Any], period: Period, today: date
) -> FoundFamily:
    found: defaultdict[str, list[FoundRow]] = defaultdict(list)
    totals: dict[str, int] = {}
    for slug, total, *row in rows_of(_statement(family, family.questions), values):
        totals[slug] = total
        found[slug].append(_row(rights, FINDINGS[slug], row, today))
    lines = [
        FoundLine(
            finding=FINDINGS[slug],
            count=total,
            count_words=FINDINGS[slug].count_words(total),
            first=found[slug],
            url=list_url(rights, slug, period),
        )
        for slug, total in totals.items()
    ]
    lines.sort(key=lambda line: (WORST_FIRST.index(line.finding.severity), -line.count))
    return FoundFamily(family.title, lines, len(family.questions))


def _statement(family: Family, slugs: Sequence[str] | Any, *, condition: str = "") -> str:
    asked = "\nUNION ALL ".join(
        f"SELECT '{slug}'::text AS slug, q.* FROM ({family.questions[slug]}) q" for slug in slugs
    )
    kept = (
        f", kept AS ({asked}), f AS (SELECT * FROM kept f WHERE {condition})"
        if condition
        else f", f AS ({asked})"
    )
    return f"{family.base}{kept}{NUMBERED}"


def _row(rights: Rights, finding: Finding, row: list[Any], today: date) -> FoundRow:
    pupil_id, pupil, group_id, group, on, number, code, other, figure, of, who, permit_id = row
    session = Session(number) if number else None
    found = CODES_BY_NUMBER.get(code)
    beside = CODES_BY_NUMBER.get(other)
    return FoundRow(
        name=who or pupil or group,
        group=group if who or pupil else "",
        on=on,
        session=session,
        code=found,
        note=finding.note_words(
            code=found.letter if found else "?", other=beside.letter if beside else "", figure=figure, of=of
        ),
        url=place_url(rights, finding.opens, Place(pupil_id, group_id, on, session, permit_id), today=today),
    )


# A number that is no code at all is itself a finding, so that it must not stop the page.
CODES_BY_NUMBER = {code.number: code for code in CODES}


def _summary(families: Sequence[FoundFamily]) -> str:
    lines = [line for family in families for line in family.lines]
    asked = count_words(sum(family.asked for family in families), "question")
    parts = [
        f"{count} {severity.words}"
        for severity in Severity
        if (count := sum(line.finding.severity is severity for line in lines))
    ]
    return f"{asked} asked: {list_words(parts)}." if parts else f"{asked} asked, and nothing found."


def found_counts(rights: Rights, family: Family, period: Period, *, today: date) -> dict[str, int]:
    """How many rows each finding of a family has in a period: two statements."""
    values = parameters(rights.school, period, today=today) | {"before": 0, "most": 1}
    return {row[0]: row[1] for row in rows_of(_statement(family, family.questions), values)}


def list_url(rights: Rights, slug: str, period: Period, *, group: int | None = None, page: int = 1) -> str:
    """The page of one finding, for a period, a group and a page of it."""
    more = (f"&group={group}" if group else "") + (f"&page={page}" if page > 1 else "")
    return f"{reverse('scrutiny_list', args=[rights.school.slug, slug])}?{period.query}{more}"


def finding_of(slug: str) -> tuple[Finding, Family]:
    """A finding by the word in its address; 404 for none."""
    family = next((family for family in (*FAMILIES, *ASKED_ELSEWHERE) if slug in family.questions), None)
    if family is None:
        raise Http404
    return FINDINGS[slug], family


def found_page(
    rights: Rights, slug: str, period: Period, *, group: int | None, page: int, today: date
) -> FoundPage:
    """Fifty rows of a finding: three statements.

    404 for a group of another school or year; a page beyond the last is the last, for a statement more.
    """
    finding, _ = finding_of(slug)
    groups = _groups(rights.school, period)
    _check_group(group, groups)
    before = (page - 1) * ROWS_ON_PAGE
    count, rows = _rows(rights, slug, period, group=group, before=before, most=ROWS_ON_PAGE, today=today)
    if not rows and page > 1:
        count, _ = _rows(rights, slug, period, group=group, before=0, most=1, today=today)
        last_page = max(1, -(-count // ROWS_ON_PAGE))
        return found_page(rights, slug, period, group=group, page=last_page, today=today)
    last = before + len(rows)
    return FoundPage(
        finding=finding,
        period=period,
        count=count,
        count_words=finding.count_words(count),
        rows=rows,
        groups=groups,
        group_id=group,
        before_url=list_url(rights, slug, period, group=group, page=page - 1) if page > 1 else "",
        after_url=list_url(rights, slug, period, group=group, page=page + 1) if last < count else "",
        page_words=f"{before + 1} to {last} of {count}",
    )


def found_rows(
    rights: Rights, slug: str, period: Period, *, group: int | None, today: date
) -> tuple[int, list[FoundRow]]:
    """How many rows a finding has, and the rows, 20,000 at most, for a file: three statements.

    404 for a group of another school or year.
    """
    _check_group(group, _groups(rights.school, period))
    return _rows(rights, slug, period, group=group, before=0, most=ROWS_IN_FILE, today=today)


def _check_group(group: int | None, groups: list[tuple[int, str]]) -> None:
    if group is not None and group not in dict(groups):
        raise Http404


def _rows(
    rights: Rights, slug: str, period: Period, *, group: int | None, before: int, most: int, today: date
) -> tuple[int, list[FoundRow]]:
    finding, family = finding_of(slug)
    values = parameters(rights.school, period, today=today)
    values |= {"before": before, "most": most, "group": group}
    found = rows_of(_statement(family, [slug], condition=OF_GROUP), values)
    return (found[0][1] if found else 0), [_row(rights, finding, list(row[2:]), today) for row in found]


def _groups(school: School, period: Period) -> list[tuple[int, str]]:
    groups = Group.objects.filter(
        school=school,
        kind=GroupKind.REGISTRATION,
        academic_year__starts_on__lte=period.ends_on,
        academic_year__ends_on__gte=period.starts_on,
    )
    return list(groups.values_list("pk", "name"))
