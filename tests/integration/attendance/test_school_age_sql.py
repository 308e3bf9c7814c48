"""Compulsory school age in SQL is the pure rule, for every birthday."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.queries.school_age import COMPULSORY_FROM, COMPULSORY_UNTIL
from schools.queries.rows import rows_of
from schools.year_groups import compulsory_from, compulsory_until

AGES = f"""
SELECT o.born_on, {COMPULSORY_FROM}, {COMPULSORY_UNTIL} FROM unnest(%(births)s::date[]) AS o (born_on)
"""


@pytest.mark.django_db
@settings(max_examples=20, deadline=None)
@given(st.lists(st.dates(date(1990, 1, 1), date(2035, 12, 31)), min_size=1))
def test_sql_and_rule_agree_on_any_birthdays(births: list[date]) -> None:
    agree_on(births)


@pytest.mark.django_db
def test_sql_and_rule_agree_on_each_day_of_twenty_years() -> None:
    agree_on([date(2004, 1, 1) + timedelta(days=n) for n in range(20 * 366)])


def agree_on(births: list[date]) -> None:
    """Both ends of the age, for each birthday."""
    for born_on, first, last in rows_of(AGES, {"births": births}):
        assert (first, last) == (compulsory_from(born_on), compulsory_until(born_on)), born_on
