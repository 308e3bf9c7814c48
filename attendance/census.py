"""Which days of attendance a school census collects, and of which pupils. Pure.

Attendance is collected one term in arrears: the spring census has the autumn term, the summer census the
spring term, and the autumn census the two summer half terms, apart (DfE, *School census: guide*; pupil
absence statistics: method).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from attendance.scrutiny import Period
from schools.bank_holidays import bank_holidays_of

YOUNGEST, OLDEST = 4, 15
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Collection:
    """The attendance of one census: when it is taken, and the days of each part of it."""

    season: str
    year: int
    term: str
    parts: tuple[Period, ...]

    @property
    def slug(self) -> str:
        """Its word in an address: "2027-summer"."""
        return f"{self.year}-{self.season.lower()}"

    @property
    def name(self) -> str:
        """The census by its name: "Summer census 2027"."""
        return f"{self.season} census {self.year}"

    @property
    def starts_on(self) -> date:
        """The first day of the first part."""
        return self.parts[0].starts_on

    @property
    def ends_on(self) -> date:
        """The last day of the last part."""
        return self.parts[-1].ends_on

    @property
    def age_on(self) -> date:
        """The 31 August before the school year, on which the pupils' ages are counted."""
        return date(self.year - 1, 8, 31)

    @property
    def born(self) -> tuple[date, date]:
        """The first and the last birthday of the pupils of the collection: aged 4 to 15 on `age_on`."""
        oldest = date(self.age_on.year - OLDEST - 1, 9, 1)
        return oldest, date(self.age_on.year - YOUNGEST, 8, 31)


def collection_with(day: date) -> Collection:
    """The collection in which a day's attendance goes."""
    easter = _holiday(day.year, "Easter Monday") - ONE_DAY
    if day.month >= 8:
        autumn = Period(date(day.year, 8, 1), date(day.year, 12, 31))
        return Collection("Spring", day.year + 1, "the autumn term", (autumn,))
    if day <= easter:
        return Collection("Summer", day.year, "the spring term", (Period(date(day.year, 1, 1), easter),))
    spring_holiday = _holiday(day.year, "Spring Bank Holiday")
    first = Period(easter + ONE_DAY, _sunday_before(spring_holiday))
    second = Period(first.ends_on + ONE_DAY, date(day.year, 7, 31))
    return Collection("Autumn", day.year, "the summer term, its half terms apart", (first, second))


def collections_to(day: date, *, count: int = 4) -> list[Collection]:
    """The collection that a day is part of and those before it, newest first."""
    found = [collection_with(day)]
    while len(found) < count:
        found.append(collection_with(found[-1].starts_on - ONE_DAY))
    return found


def _holiday(year: int, name: str) -> date:
    return next(day for day, words in bank_holidays_of(year) if words == name)


def _sunday_before(day: date) -> date:
    return day - timedelta(days=day.isoweekday() % 7 or 7)
