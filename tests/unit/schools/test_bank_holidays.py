"""The weekday bank holidays of England."""

from datetime import date

from schools.bank_holidays import bank_holidays


def test_those_of_a_term_are_found() -> None:
    assert bank_holidays(date(2026, 4, 13), date(2026, 5, 29)) == [
        (date(2026, 5, 4), "May Day"),
        (date(2026, 5, 25), "Spring Bank Holiday"),
    ]


def test_the_ends_are_included_and_years_may_change_between() -> None:
    found = bank_holidays(date(2026, 12, 25), date(2027, 1, 1))
    assert [day for day, _ in found] == [date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)]


def test_a_holiday_at_the_weekend_is_none() -> None:
    assert bank_holidays(date(2026, 12, 26), date(2026, 12, 27)) == []
