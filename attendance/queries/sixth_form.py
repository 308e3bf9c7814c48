"""Figures of the pupils who are not of compulsory school age, never mixed with those of the pupils who are.

The age is looked at on each day: a pupil passes from one side to the other in the middle of a week, so that
marks are counted and no weekly tallies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse

from attendance.metrics import Tally, percent, total
from attendance.queries.school_age import COMPULSORY_FROM, COMPULSORY_UNTIL
from attendance.scrutiny import Period
from schools.access import Rights
from schools.models import AcademicYear, School
from schools.queries.rows import rows_of
from schools.wording import count_words

PUPILS_SHOWN = 50
NOT_REQUIRED, STUDY_LEAVE = 302, 108
UNDER, WITHIN, OVER = "under", "within", "over"

# A mark counts on a school day on which its pupil was on roll, as it does in every figure.
MARKS = f"""
WITH people AS (
  SELECT o.id, e.admitted_on, e.left_on, {COMPULSORY_FROM} AS first_day, {COMPULSORY_UNTIL} AS last_day
  FROM schools_pupil o JOIN schools_rollentry e ON e.pupil_id = o.id
  WHERE o.school_id = %(school)s AND o.merged_into_id IS NULL
), counted AS (
  SELECT p.id, CASE WHEN m.date < p.first_day THEN 'under' WHEN m.date > p.last_day THEN 'over'
                    ELSE 'within' END AS band, m.code, count(*) AS marks
  FROM people p JOIN attendance_mark m ON m.pupil_id = p.id AND m.date >= p.admitted_on
       AND (p.left_on IS NULL OR m.date <= p.left_on)
  JOIN schools_schoolday d ON d.school_id = m.school_id AND d.date = m.date
  WHERE m.school_id = %(school)s AND m.date BETWEEN %(starts)s AND %(ends)s
  GROUP BY 1, 2, 3
)
"""
BY_BAND = f"{MARKS} SELECT band, code, sum(marks)::int FROM counted GROUP BY 1, 2"
# The group is that of the last day looked at, or the last one before it.
BY_PUPIL = f"""
{MARKS}
SELECT k.band, k.id, p.known_forename || ' ' || p.known_surname, g.id, coalesce(g.name, 'No group'),
       array_agg(k.code), array_agg(k.marks)
FROM counted k JOIN schools_pupil p ON p.id = k.id
LEFT JOIN LATERAL (
  SELECT g.id, g.name, g.year_group FROM schools_groupmember b JOIN schools_group g ON g.id = b.group_id
  WHERE b.pupil_id = k.id AND g.kind = 'registration' AND b.from_on <= %(ends)s
  ORDER BY b.from_on DESC LIMIT 1) g ON true
WHERE k.band <> 'within'
GROUP BY k.band, k.id, p.id, g.id, g.name, g.year_group
ORDER BY g.year_group, g.name, p.known_surname, p.known_forename, k.id
"""


@dataclass(frozen=True)
class AgeFigures:
    """Figures of one group or pupil. X (not required) and S (study leave) are counted beside the tally."""

    name: str
    tally: Tally
    not_required: int
    study_leave: int
    url: str = ""

    @property
    def rate(self) -> str:
        """Attended of possible sessions in percent, or that there are none."""
        return percent(self.tally.attendance_rate)


@dataclass(frozen=True)
class AgeGroup:
    """A registration group whose pupils are not of compulsory school age: its figures and pupils."""

    pk: int | None
    figures: AgeFigures
    pupils: list[AgeFigures]


@dataclass(frozen=True)
class Band:
    """All on one side of compulsory school age."""

    figures: AgeFigures
    groups: list[AgeGroup]

    @property
    def pupil_words(self) -> str:
        """How many pupils."""
        return count_words(sum(len(group.pupils) for group in self.groups), "pupil")

    @property
    def group_rows(self) -> list[AgeFigures]:
        """The figures of each group."""
        return [group.figures for group in self.groups]


@dataclass(frozen=True)
class SixthFormPage:
    """The pupils over compulsory school age, those below it, and beside them all who are of that age."""

    period: Period
    over: Band
    under: Band
    within: AgeFigures
    pupils: list[AgeFigures]
    pupils_words: str
    group_id: int | None

    @property
    def sides(self) -> list[AgeFigures]:
        """Those of compulsory school age, and beside them whoever is above or below it."""
        beside = [band.figures for band in (self.over, self.under) if band.groups]
        return [self.within, *beside]

    @property
    def choices(self) -> list[tuple[int, str]]:
        """The groups above compulsory school age, to choose from."""
        return [(group.pk, group.figures.name) for group in self.over.groups if group.pk is not None]


def year_to(school: School, today: date) -> Period:
    """This academic year up to today; from 1 September where no calendar is set."""
    starts_on = (
        AcademicYear.objects.filter(school=school, starts_on__lte=today, ends_on__gte=today)
        .values_list("starts_on", flat=True)
        .first()
    )
    return Period(starts_on or date(today.year - (today.month < 9), 9, 1), today)


def sixth_form_page(rights: Rights, period: Period, *, group: int | None = None) -> SixthFormPage:
    """Figures by side of compulsory school age, by group and by pupil: two statements.

    404 for a group that has no such pupil.
    """
    values = {"school": rights.school.pk, "starts": period.starts_on, "ends": period.ends_on}
    codes: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for band, code, marks in rows_of(BY_BAND, values):
        codes[band][code] = marks
    pupils: defaultdict[str, list[tuple[int | None, str, AgeFigures]]] = defaultdict(list)
    for band, pupil_id, name, group_id, group_name, numbers, counts in rows_of(BY_PUPIL, values):
        url = reverse("pupil", args=[rights.school.slug, pupil_id])
        figures = _figures(name, dict(zip(numbers, counts, strict=True)), url)
        pupils[band].append((group_id, group_name, figures))
    over = _band("Above compulsory school age", codes[OVER], pupils[OVER])
    under = _band("Below compulsory school age", codes[UNDER], pupils[UNDER])
    within = _figures("Of compulsory school age", codes[WITHIN])
    shown, words = _shown(over, group)
    return SixthFormPage(period, over, under, within, shown, words, group)


def _figures(name: str, codes: dict[int, int], url: str = "") -> AgeFigures:
    return AgeFigures(
        name, Tally.of_numbers(codes), codes.get(NOT_REQUIRED, 0), codes.get(STUDY_LEAVE, 0), url
    )


def _band(name: str, codes: dict[int, int], pupils: Iterable[tuple[int | None, str, AgeFigures]]) -> Band:
    """A side with its groups: a group's tally is the sum of its pupils', never a mean."""
    by_group: defaultdict[tuple[int | None, str], list[AgeFigures]] = defaultdict(list)
    for pk, group, pupil in pupils:
        by_group[pk, group].append(pupil)
    groups = [AgeGroup(pk, _sum(group, found), found) for (pk, group), found in by_group.items()]
    return Band(_figures(name, codes), groups)


def _sum(name: str, pupils: Sequence[AgeFigures]) -> AgeFigures:
    return AgeFigures(
        name,
        total(each.tally for each in pupils),
        sum(each.not_required for each in pupils),
        sum(each.study_leave for each in pupils),
    )


def _shown(over: Band, group: int | None) -> tuple[list[AgeFigures], str]:
    """The pupils of the group that was asked for, or the fifty with the most sessions missed."""
    if group is not None:
        chosen = next((each for each in over.groups if each.pk == group), None)
        if chosen is None:
            raise Http404
        return chosen.pupils, f"{chosen.figures.name}, {count_words(len(chosen.pupils), 'pupil')}"
    everybody = [pupil for each in over.groups for pupil in each.pupils]
    most = sorted(everybody, key=lambda pupil: -pupil.tally.absent)[:PUPILS_SHOWN]
    if len(everybody) <= PUPILS_SHOWN:
        return most, "most missed first"
    return most, f"the {PUPILS_SHOWN} who missed most; choose a group for all of its pupils"
