"""A school's attendance beside what the DfE published of the same weeks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import F, Max, Min, Q, Subquery

from attendance.comparators import Level, Phase, Published, phase_of, points_between, rate_of
from attendance.figure_bases import Basis
from attendance.metrics import NO_SESSIONS, Tally, percent
from attendance.models import NationalFigure, NationalRelease
from attendance.queries.figures.pupils import FIGURES
from attendance.queries.figures.sums import Days, sum_values, sums_sql
from schools.calendar import LONDON, academic_year_of, academic_year_start
from schools.models import School, SchoolDay
from schools.queries.rows import rows_of
from schools.wording import count_words, date_words, list_words

SUNDAY = timedelta(days=6)
MOST_NAMED = 4
_ORDER = (Level.AUTHORITY, Level.REGION, Level.NATIONAL)
_OWN = """
WITH {sums} SELECT coalesce(sum(possible), 0), {totals} FROM sums
"""
_TOTALS = ", ".join(f"coalesce(sum({name}), 0)" for name in FIGURES[1:])


@dataclass(frozen=True, slots=True)
class SchoolWeek:
    """A week of the school within the days: its Monday, and whether the days hold all of its school days."""

    monday: date
    is_whole: bool


@dataclass(frozen=True, slots=True)
class ComparatorLine:
    """An area beside the school over exactly the same weeks, on the DfE's basis.

    `weeks_words` says which weeks, `difference` how many percentage points the school is over the area.
    """

    area: str
    weeks_words: str
    rate: Fraction
    possible: int | None
    attended: int | None
    own: Tally
    release: str

    @property
    def words(self) -> str:
        """The area's attendance, the fraction first where sessions are published."""
        return _fraction_words(self.attended, self.possible, self.rate)

    @property
    def own_words(self) -> str:
        """The school's attendance of the same weeks."""
        return _fraction_words(self.own.attended, self.own.possible, self.own.attendance_rate)

    @property
    def difference(self) -> Decimal | None:
        """Percentage points that the school is over the area by unrounded rates; None without sessions."""
        return points_between(self.own.attendance_rate, self.rate)

    @property
    def difference_words(self) -> str:
        """The difference in words: "1.2 points higher"."""
        points = self.difference
        if points is None:
            return NO_SESSIONS.capitalize()
        if not points:
            return "The same"
        return f"{abs(points)} points {'higher' if points > 0 else 'lower'}"


@dataclass(frozen=True, slots=True)
class Comparator:
    """The published figures that fit a school's days, nearest area first, and what they are."""

    school: str
    phase: Phase
    lines: Sequence[ComparatorLine]

    @property
    def releases(self) -> list[str]:
        """From which releases they are, in words."""
        return list(dict.fromkeys(line.release for line in self.lines))

    @property
    def basis_words(self) -> str:
        """Whose sessions count on both sides."""
        return Basis.DFE.words


def comparator_for(school: School, days: Days, *, on: date) -> Comparator | None:
    """What the DfE published of a school's days, its phase and area; None where nothing fits.

    Weeks are compared that the days hold whole, that are over on `on`, and that the DfE gives for the area;
    any other is in neither figure. Where no week is published, the year to date is taken if the days are the
    year to date and hold its last day. At most five statements.
    """
    phase = phase_of(school.phase)
    figures = _figures(school, phase, days) if phase else []
    if phase is None or not figures:
        return None
    weeks = _school_weeks(school, Days(days.from_on, min(days.until_on, on)))
    picked = [
        found
        for level in _ORDER
        if (found := _pick([figure for figure in figures if figure.level == level], weeks, days, on))
    ]
    lines = _lines(school, picked, weeks)
    return Comparator(school.name, phase, lines) if lines else None


@dataclass(frozen=True, slots=True)
class _Picked:
    """The figures of an area that are compared: of weeks, or of a year to date with its days."""

    figures: Sequence[NationalFigure]
    mondays: tuple[date, ...] = ()
    days: Days | None = None


def _figures(school: School, phase: Phase, days: Days) -> list[NationalFigure]:
    """The figures of the year for the school's authority, its region and England, newest release first."""
    of_year = NationalFigure.objects.filter(year=academic_year_of(days.until_on), phase=phase)
    authority = Q(level=Level.AUTHORITY, area_code=school.la_code)
    region = of_year.filter(authority).order_by("-pk").values("region_name")[:1]
    return list(
        of_year.filter(
            authority
            | Q(level=Level.NATIONAL)
            | Q(level=Level.REGION, region_name=Subquery(region), region_name__gt="")
        )
        .select_related("release")
        .order_by(F("release__loaded_at").desc(), "-release_id", "starts_on", "-ends_on")
    )


def _school_weeks(school: School, days: Days) -> list[SchoolWeek]:
    """The school's weeks that the days touch, in order."""
    found = (
        SchoolDay.objects.filter(
            school=school, date__gte=days.from_on - SUNDAY, date__lte=days.until_on + SUNDAY
        )
        .values("monday")
        .annotate(first=Min("date"), last=Max("date"))
        .order_by("monday")
    )
    return [
        SchoolWeek(week["monday"], days.from_on <= week["first"] and week["last"] <= days.until_on)
        for week in found
        if week["last"] >= days.from_on and week["first"] <= days.until_on
    ]


def _pick(
    figures: Sequence[NationalFigure], weeks: Sequence[SchoolWeek], days: Days, on: date
) -> _Picked | None:
    """What is compared of an area's figures, which come newest release first."""
    newest: dict[date, NationalFigure] = {}
    for figure in figures:
        if figure.starts_on is not None:
            newest.setdefault(figure.starts_on, figure)
    whole = [week.monday for week in weeks if week.is_whole and week.monday in newest]
    given = [monday for monday in whole if _published(newest[monday]).share is not None]
    if len(given) > 1:
        # Without its sessions a week cannot be added to others: it is in neither figure.
        given = [monday for monday in given if _published(newest[monday]).counts] or given[:0]
    if given:
        return _Picked([newest[monday] for monday in given], mondays=tuple(given))
    if any(figure.week is not None for figure in figures):
        return None
    return _year_to_date(figures, days, on)


def _year_to_date(figures: Sequence[NationalFigure], days: Days, on: date) -> _Picked | None:
    """The year to date with the latest last day that the school's days hold; the newest release of it."""
    begins = academic_year_start(days.until_on)
    if days.from_on != begins:
        return None
    best: _Picked | None = None
    for figure in figures:
        until = figure.ends_on or figure.release.counts_until
        if until is None or until > min(days.until_on, on) or academic_year_start(until) != begins:
            continue
        since = max(figure.release.counts_from or begins, begins)
        if best is None or best.days is None or until > best.days.until_on:
            best = _Picked([figure], days=Days(since, until))
    return best if best and _published(best.figures[0]).share is not None else None


def _lines(school: School, picked: Iterable[_Picked], weeks: Sequence[SchoolWeek]) -> list[ComparatorLine]:
    """A line for each area; areas with the same weeks share the statement on the school's own sessions."""
    own: dict[object, Tally] = {}
    lines = []
    for found in picked:
        key = found.mondays or found.days
        if key not in own:
            own[key] = _own(school, found)
        published = [_published(figure) for figure in found.figures]
        rate = rate_of(published)
        if rate is None:
            continue
        has_counts = all(week.possible and week.attended is not None for week in published)
        lines.append(
            ComparatorLine(
                area=found.figures[-1].area_name,
                weeks_words=_weeks_words(found, weeks),
                rate=rate,
                possible=sum(week.possible or 0 for week in published) if has_counts else None,
                attended=sum(week.attended or 0 for week in published) if has_counts else None,
                own=own[key],
                release=_releases_words(figure.release for figure in found.figures),
            )
        )
    return lines


def _own(school: School, found: _Picked) -> Tally:
    """The school's sessions of exactly those weeks or days, on the DfE's basis."""
    days = found.days or Days(found.mondays[0], found.mondays[-1] + SUNDAY)
    statement = _OWN.format(sums=sums_sql(Basis.DFE, only_weeks=bool(found.mondays)), totals=_TOTALS)
    values = sum_values([school.pk], days) | {"mondays": list(found.mondays)}
    return Tally(*(int(count) for count in rows_of(statement, values)[0]))


def _published(figure: NationalFigure) -> Published:
    return Published(figure.possible, figure.attended, figure.attendance_rate)


def _weeks_words(found: _Picked, weeks: Sequence[SchoolWeek]) -> str:
    """Which weeks are compared: "13 of 14 weeks: 7 September to ... without that of 26 October 2026"."""
    if found.days:
        return f"Year to date, {date_words(found.days.from_on)} to {date_words(found.days.until_on)}"
    out = [week.monday for week in weeks if week.monday not in found.mondays]
    first, last = date_words(found.mondays[0]), date_words(found.mondays[-1] + timedelta(days=4))
    words = f"{len(found.mondays)} of {count_words(len(weeks), 'week')}, {first} to {last}"
    inside = [monday for monday in out if found.mondays[0] < monday < found.mondays[-1]]
    if inside and len(inside) <= MOST_NAMED:
        words += f", without the week of {list_words([date_words(monday) for monday in inside])}"
    elif inside:
        words += f", without {count_words(len(inside), 'week')} between"
    return words


def _releases_words(releases: Iterable[NationalRelease]) -> str:
    """Source and day of publication of each release that a line rests on."""
    return "; ".join(dict.fromkeys(map(_release_words, releases)))


def _release_words(release: NationalRelease) -> str:
    words = release.source or release.name
    if release.published_on:
        return f"{words}, published {date_words(release.published_on)}"
    return f"{words}, loaded {date_words(release.loaded_at.astimezone(LONDON).date())}"


def _fraction_words(attended: int | None, possible: int | None, rate: Fraction | None) -> str:
    if rate is None:
        return NO_SESSIONS.capitalize()
    if attended is None or possible is None:
        return percent(rate)
    return f"{attended:,} of {possible:,}, {percent(rate)}"
