"""What a page of figures is asked for: the days, whose sessions, and by which groups."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar
from urllib.parse import urlencode

from attendance.figure_bases import Basis
from attendance.queries.figures.sums import Days
from attendance.scrutiny import Period, chosen_period
from schools.calendar import academic_year_start, half_term_name, monday_of
from schools.models import GroupKind, HalfTerm, School, SchoolDay

YEAR, YEARS, WEEK, BETWEEN = "year", "years", "week", "between"
HALF_TERM = "half-term-"
SUNDAY = timedelta(days=6)
TWO_YEARS = "Choose days of one school year: it begins on 1 September."


class By(StrEnum):
    """By which groups figures stand."""

    YEAR = "year"
    CLASS = "class"
    WHOLE = "whole"

    @property
    def words(self) -> str:
        """The choice in words."""
        return _BY[self][0]

    @property
    def kind(self) -> GroupKind | None:
        """The kind of group; None for the whole school alone."""
        return _BY[self][1]

    @property
    def noun(self) -> str:
        """What a line is, at the head of its column."""
        return _BY[self][2]


_BY = {
    By.YEAR: ("By year", GroupKind.YEAR, "Year"),
    By.CLASS: ("By class", GroupKind.REGISTRATION, "Class"),
    By.WHOLE: ("The whole school", None, "School"),
}


@dataclass(frozen=True)
class NamedDays:
    """Days that a figure can be of, by the word of an address and a name."""

    key: str
    name: str
    days: Period


@dataclass(frozen=True)
class FigureChoice:
    """What was asked for, or the usual; `problem` is a sentence on what could not be read."""

    # The word of two dates, for forms.
    between: ClassVar[str] = BETWEEN
    period_key: str
    period: Period
    basis: Basis
    by: By
    is_of_school: bool = False
    problem: str = ""

    @property
    def days(self) -> Days:
        """The days as the statements take them."""
        return Days(self.period.starts_on, self.period.ends_on)

    @property
    def is_between(self) -> bool:
        """Whether two dates were chosen."""
        return self.period_key == BETWEEN

    @property
    def query(self) -> str:
        """The choice as an address carries it."""
        asked = {"period": self.period_key, "basis": self.basis.value, "by": self.by.value}
        if self.period_key == BETWEEN:
            asked |= {"from": self.period.starts_on.isoformat(), "to": self.period.ends_on.isoformat()}
        if self.is_of_school:
            asked["of"] = "school"
        return urlencode(asked)


def days_to_choose(
    schools: Collection[School], *, on: date, half_terms_of: School | None = None
) -> list[NamedDays]:
    """The school year to date, its half terms that began, and the last school week that is over.

    Two statements. Schools of a trust have half terms of their own: those of one are asked for by its own.
    """
    starts_on = academic_year_start(on)
    named = [NamedDays(YEAR, "School year to date", Period(starts_on, on))]
    if half_terms_of is not None:
        begun = HalfTerm.objects.filter(academic_year__school=half_terms_of, starts_on__range=(starts_on, on))
        named += [
            NamedDays(
                f"{HALF_TERM}{half.number}",
                half_term_name(half.number),
                Period(half.starts_on, min(half.ends_on, on)),
            )
            for half in begun.order_by("-starts_on")
        ]
    monday = _last_monday(schools, on)
    if monday is not None and monday >= starts_on:
        named.append(NamedDays(WEEK, "Last school week", Period(monday, monday + SUNDAY)))
    return named


def closed_days(
    schools: Collection[School], *, on: date, half_terms_of: School | None = None
) -> list[NamedDays]:
    """The same for who sees totals without pupils: of weeks that are over, so that no day can be worked out.

    Figures by year group are of the school year to the end of its last half term that is over.
    """
    sunday = monday_of(on) - timedelta(days=1)
    named = days_to_choose(schools, on=sunday, half_terms_of=half_terms_of)
    over = [each for each in named if each.key.startswith(HALF_TERM) and each.days.ends_on < sunday]
    if over:
        days = Period(named[0].days.starts_on, over[0].days.ends_on)
        named.insert(1, NamedDays(YEARS, f"School year to the end of {over[0].name}, by year group", days))
    return named


def years_come_on(school: School, *, on: date) -> date | None:
    """The Monday on which figures by year group come: the one after the half term that is going on."""
    sunday = monday_of(on) - timedelta(days=1)
    to_end = HalfTerm.objects.filter(academic_year__school=school, ends_on__gte=sunday)
    ends_on = to_end.order_by("ends_on").values_list("ends_on", flat=True).first()
    return ends_on and monday_of(ends_on + timedelta(days=1)) + timedelta(weeks=1)


def _last_monday(schools: Collection[School], on: date) -> date | None:
    days = SchoolDay.objects.filter(school__in=schools, monday__lte=on - SUNDAY)
    return days.order_by("-monday").values_list("monday", flat=True).first()


def choice_in(
    asked: Mapping[str, str], named: Sequence[NamedDays], *, totals_alone: bool, on: date
) -> FigureChoice:
    """What an address asks for.

    Who sees totals without pupils has named days and one basis, the DfE's, and year groups in days of their
    own alone: two figures whose difference is a few pupils or a day would tell what each hides.
    """
    key = BETWEEN if _changes_dates(asked) else asked.get("period", YEAR)
    usual = next((each for each in named if each.key == key), named[0])
    if totals_alone:
        by = By.YEAR if usual.key == YEARS else By.WHOLE
        is_of_school = asked.get("of") == "school"
        return FigureChoice(usual.key, usual.days, Basis.DFE, by, is_of_school=is_of_school)
    period, problem = usual.days, ""
    if key == BETWEEN:
        period, problem = _between(asked, usual.days, on)
    return FigureChoice(
        period_key=BETWEEN if key == BETWEEN else usual.key,
        period=period,
        basis=Basis(asked["basis"]) if asked.get("basis") in set(Basis) else Basis.ALL,
        by=By(asked["by"]) if asked.get("by") in set(By) else By.YEAR,
        is_of_school=asked.get("of") == "school",
        problem=problem,
    )


def _changes_dates(asked: Mapping[str, str]) -> bool:
    """Whether a form's dates are no longer those that it came with: they count, whatever days it names."""
    dates = (asked.get("from", ""), asked.get("to", ""))
    return any(dates) and "shown" in asked and asked["shown"] != " ".join(dates)


def _between(asked: Mapping[str, str], usual: Period, on: date) -> tuple[Period, str]:
    period, problem = chosen_period(asked.get("from", ""), asked.get("to", ""), usual=usual, today=on)
    if not problem and period.starts_on < academic_year_start(period.ends_on):
        return usual, TWO_YEARS
    return period, problem
