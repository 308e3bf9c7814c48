"""School years of the demo's schools, whatever the year."""

from datetime import date
from itertools import pairwise

import pytest

from config.local.demo_day import last_day_of_both
from integrations.demo.calendars import last_school_day, plan_year

YEARS = range(2020, 2036)


@pytest.mark.parametrize("is_primary", [True, False])
@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_190_days_five_inset_days_and_ends_in_july(year: int, is_primary: bool) -> None:
    plan = plan_year(year, is_primary=is_primary)
    assert len(plan.dates) == 190
    assert {day.half_term for day in plan.days} == {1, 2, 3, 4, 5, 6}
    assert sum(line.kind == "INSET" for line in plan.lines) == 5
    assert date(year + 1, 7, 16) <= plan.dates[-1] <= date(year + 1, 7, 31)
    assert all(day.weekday() < 5 for day in plan.dates)


@pytest.mark.parametrize("year", YEARS)
def test_terms_follow_one_another_with_holidays_between(year: int) -> None:
    terms = [line for line in plan_year(year, is_primary=False).lines if line.kind == "Term"]
    assert [term.name for term in terms] == ["Autumn term", "Spring term", "Summer term"]
    assert all(14 <= (later.starts_on - earlier.ends_on).days <= 20 for earlier, later in pairwise(terms))


def test_no_school_on_bank_holidays_nor_in_the_primary_on_polling_day() -> None:
    primary, secondary = (plan_year(2026, is_primary=is_primary) for is_primary in (True, False))
    assert date(2027, 5, 3) not in {*primary.dates, *secondary.dates}
    assert date(2027, 5, 6) not in primary.dates
    assert date(2027, 5, 6) in secondary.dates


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 22), date(2026, 11, 20)),
        (date(2026, 10, 28), date(2026, 10, 22)),
        (date(2026, 8, 14), date(2026, 7, 20)),
        (date(2026, 9, 2), date(2026, 7, 20)),
    ],
)
def test_the_demo_stands_on_the_last_day_on_which_both_schools_met(today: date, day: date) -> None:
    assert last_day_of_both(today) == day


def test_a_day_before_the_year_begins_belongs_to_the_year_before() -> None:
    assert last_school_day(date(2026, 9, 1)) == date(2026, 7, 20)


def test_a_day_is_looked_for_in_this_school_year_and_the_one_before() -> None:
    assert last_school_day(date(2027, 1, 2)) == date(2026, 12, 18)
