"""The school's time: sessions, school days with running numbers, school weeks and session times.

Pure rules: no clock, no database. A *school day* is a weekday inside a half term on
which the school meets (Education Act 1996 s579); a *school week* is a Monday-based
week with at least one school day. Days and weeks are numbered without a gap through
all years, so "five school days after" and "the last ten school weeks" are additions.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from typing import Protocol
from zoneinfo import ZoneInfo

Day = date  # DaySpec has a field called date

LONDON = ZoneInfo("Europe/London")
LONGEST_REGISTER_MINUTES = 30
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT_DAY_NAMES = tuple(name[:3] for name in DAY_NAMES)
SATURDAY = 5
# A day outside these years is a slip: no school has marks there.
YEARS = range(1990, 2100)


class Session(IntEnum):
    """Half of a school day; the law asks for one mark in each (reg 10(1), SI 2024/208)."""

    AM = 1
    PM = 2

    @property
    def words(self) -> str:
        """The plain word: "morning" or "afternoon"."""
        return "morning" if self is Session.AM else "afternoon"


def parse_session(text: str) -> Session:
    """The session that "AM" or "PM" names, in any case; ValueError for anything else."""
    name = text.strip().upper()
    if name not in Session.__members__:
        raise ValueError("A session is AM or PM")
    return Session[name]


def day_in(text: str) -> date | None:
    """The day that a page's address names (year-month-day); None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def monday_of(day: date) -> date:
    """The Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())


def academic_year_of(day: date) -> int:
    """The calendar year in which the academic year of `day` began, on 1 September."""
    return day.year if day.month >= 9 else day.year - 1


def academic_year_start(day: date) -> date:
    """The 1 September on which the academic year of `day` began."""
    return date(academic_year_of(day), 9, 1)


def year_name(year: int) -> str:
    """An academic year as schools write it: "2026/27"."""
    return f"{year}/{(year + 1) % 100:02}"


def half_term_name(number: int) -> str:
    """The name of a half term, 1 to 6: "Autumn 1" to "Summer 2"."""
    return f"{('Autumn', 'Spring', 'Summer')[(number - 1) // 2]} {(number - 1) % 2 + 1}"


class Span(Protocol):
    """Days from `starts_on` to `ends_on`, both included: a closure, for one."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...


@dataclass(frozen=True, slots=True)
class ClosureSpec:
    """Days on which the school does not meet: INSET, a bank holiday, a planned closure."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class HalfTermSpec:
    """One of a year's half terms, first and last day included."""

    number: int
    starts_on: date
    ends_on: date

    @property
    def name(self) -> str:
        """Its name: "Autumn 1" to "Summer 2"."""
        return half_term_name(self.number)


@dataclass(frozen=True, slots=True)
class YearSpec:
    """An academic year and its half terms, as the school publishes them."""

    starts_on: date
    ends_on: date
    half_terms: tuple[HalfTermSpec, ...]


@dataclass(frozen=True, slots=True)
class DaySpec:
    """A school day: its running number, its school week's running number and Monday, its half term."""

    date: Day
    number: int
    week_number: int
    monday: Day
    half_term: int


def year_problem(year: YearSpec) -> str | None:
    """What is wrong with the dates of a year, as a sentence, or None."""
    if year.starts_on >= year.ends_on:
        return "The year must end after it starts"
    last = year.starts_on - timedelta(days=1)
    for term in year.half_terms:
        if term.starts_on > term.ends_on:
            return f"Half term {term.number} must end after it starts"
        if term.starts_on <= last:
            return f"Half term {term.number} must start after the one before it ends, inside the year"
        last = term.ends_on
    return "The last half term must end inside the year" if last > year.ends_on else None


def year_dates(year: int) -> tuple[date, date]:
    """The first and the last day of the academic year that begins in September `year`."""
    return date(year, 9, 1), date(year + 1, 8, 31)


def like_year(year: YearSpec, *, begins: int) -> YearSpec:
    """A first draft of another year: the same half terms on the same weekdays, kept inside the year."""
    first, last = year_dates(begins)
    weeks = timedelta(weeks=52 * (begins - year.starts_on.year))

    def inside(day: date) -> date:
        return min(max(day + weeks, first), last)

    terms = (
        HalfTermSpec(term.number, inside(term.starts_on), inside(term.ends_on)) for term in year.half_terms
    )
    return YearSpec(first, last, tuple(terms))


def build_school_days(
    year: YearSpec,
    closures: Iterable[Span],
    bank_holidays: Iterable[date] = (),
    *,
    after: DaySpec | None = None,
) -> list[DaySpec]:
    """The school days of a year in order, numbered on from `after`, the last day of the year before.

    Closures outside the half terms change nothing. Raises ValueError with the
    sentence of `year_problem`.
    """
    if problem := year_problem(year):
        raise ValueError(problem)
    shut = {day for closure in closures for day in days_of(closure)} | set(bank_holidays)
    days: list[DaySpec] = []
    for term in year.half_terms:
        for day in days_of(term):
            if day.weekday() < SATURDAY and day not in shut:
                after = _next_day(after, day, term.number)
                days.append(after)
    return days


def why_idle(day: date, half_terms: Iterable[Span], bank_holidays: Mapping[date, str]) -> str:
    """Why the school would not meet on a day anyway, so that a closure there closes nothing; else empty."""
    if day.weekday() >= SATURDAY:
        return "At a weekend"
    if day in bank_holidays:
        return f"On a bank holiday: {bank_holidays[day]}"
    return "" if any(term.starts_on <= day <= term.ends_on for term in half_terms) else "In a holiday"


def days_of(span: Span) -> Iterator[date]:
    """Each day of a span, its last day included."""
    return (span.starts_on + timedelta(days=n) for n in range((span.ends_on - span.starts_on).days + 1))


def _next_day(previous: DaySpec | None, day: date, half_term: int) -> DaySpec:
    """The school day that follows `previous`, in the same school week when their Monday is the same."""
    monday = monday_of(day)
    if previous is None:
        return DaySpec(day, 1, 1, monday, half_term)
    week = previous.week_number + (monday != previous.monday)
    return DaySpec(day, previous.number + 1, week, monday, half_term)


def school_days_between(earlier: date, later: date, school_days: Sequence[date]) -> int:
    """How many school days lie after `earlier`, up to and including `later`; 0 when it is not later.

    `school_days` is in order. Between two school days this is the difference of their numbers.
    """
    return max(0, bisect_right(school_days, later) - bisect_right(school_days, earlier))


def school_day_after(day: date, count: int, school_days: Sequence[date]) -> date | None:
    """The `count`th school day after `day`, or None when the calendar ends before it.

    `day` itself is never counted, school day or not. `school_days` is in order.
    """
    if count < 1:
        raise ValueError("Count at least one school day")
    place = bisect_right(school_days, day) + count - 1
    return school_days[place] if place < len(school_days) else None


def last_school_weeks(on: date, school_days: Sequence[date], count: int = 10) -> list[date]:
    """The Mondays of the last `count` school weeks that end with the week of `on`, oldest first.

    Holiday weeks drop out and a part week counts whole, as the "10 school weeks" of the national framework
    for penalty notices do. `school_days` is in order.
    """
    end = bisect_left(school_days, monday_of(on) + timedelta(days=7))
    mondays: list[date] = []
    for day in reversed(school_days[:end]):
        if not mondays or monday_of(day) != mondays[-1]:
            if len(mondays) == count:
                break
            mondays.append(monday_of(day))
    return mondays[::-1]


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """When the sessions of a day begin and end, and how many minutes a register stays open.

    The register stays open as long for every session, at most 30 minutes
    (*Working together to improve school attendance*). Raises ValueError otherwise.
    """

    am_starts: time
    am_ends: time
    pm_starts: time
    pm_ends: time
    register_minutes: int

    def __post_init__(self) -> None:
        if not self.am_starts < self.am_ends <= self.pm_starts < self.pm_ends:
            raise ValueError("The morning must end after it starts and before the afternoon starts and ends")
        if not 1 <= self.register_minutes <= LONGEST_REGISTER_MINUTES:
            raise ValueError("A register stays open for 1 to 30 minutes")

    def starts_at(self, day: date, session: Session) -> datetime:
        """The instant at which a session and its register begin."""
        return _london_instant(day, self.am_starts if session is Session.AM else self.pm_starts)

    def closes_at(self, day: date, session: Session) -> datetime:
        """The instant at which a register closes: its wall time on that day, in summer and winter."""
        starts = self.am_starts if session is Session.AM else self.pm_starts
        closes = datetime.combine(day, starts) + timedelta(minutes=self.register_minutes)
        return _london_instant(closes.date(), closes.time())

    def ends_at(self, day: date, session: Session) -> datetime:
        """The instant at which a session ends."""
        return _london_instant(day, self.am_ends if session is Session.AM else self.pm_ends)

    def session_at(self, moment: datetime) -> Session | None:
        """The session going on at an aware instant, from its start until just before its end."""
        day = moment.astimezone(LONDON).date()
        for session in Session:
            if self.starts_at(day, session) <= moment < self.ends_at(day, session):
                return session
        return None


def _london_instant(day: date, wall: time) -> datetime:
    """The instant of a wall time in London.

    A time that the clocks skip or repeat is read as Greenwich Mean Time, which
    is the later reading of the two, and the one PostgreSQL takes.
    """
    local = datetime.combine(day, wall, tzinfo=LONDON)
    return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)).astimezone(LONDON)
