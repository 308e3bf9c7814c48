"""Rows of a calendar file: terms as schools publish them, half terms as figures count them."""

from datetime import date

import pytest

from integrations.mis.csv.fields import Kind
from integrations.mis.csv.mapping.calendar import CalendarRow, closures, read_calendar, year_specs
from integrations.mis.csv.mapping.problems import Problems
from schools.calendar import build_school_days, year_problem
from tests.unit.integrations.reading import columns_of, table_of, told

# Lincolnshire 2025/26, as its council published it.
LINCOLNSHIRE = (
    "Term,Autumn,03/09/2025,19/12/2025",
    "INSET,Training day,01/09/2025,",
    "Half term,October,27/10/2025,31/10/2025",
    "Term,Spring,05/01/2026,02/04/2026",
    "Half term,February,16/02/2026,20/02/2026",
    "INSET day,Training day,13/02/2026,13/02/2026",
    "Term,Summer,20/04/2026,17/07/2026",
    "Bank holiday,Early May,04/05/2026,04/05/2026",
    "Half term,Whitsun,25/05/2026,29/05/2026",
)
SIX_SHORT_TERMS = (
    "Term,1,02/09/2026,16/10/2026",
    "Term,2,02/11/2026,18/12/2026",
    "INSET,Inside a holiday,19/10/2026,21/10/2026",
    "Term,3,04/01/2027,11/02/2027",
    "Term,4,22/02/2027,25/03/2027",
    "Term,5,12/04/2027,28/05/2027",
    "Term,6,07/06/2027,21/07/2027",
)


def calendar(*lines: str) -> tuple[list[CalendarRow], Problems]:
    rows = [dict(zip(("Kind", "Name", "Start", "End"), line.split(","), strict=True)) for line in lines]
    table = table_of(*rows)
    problems = Problems()
    return read_calendar(table.rows(), columns_of(table, Kind.CALENDAR), problems), problems


def test_three_terms_and_their_half_term_holidays_make_six_half_terms() -> None:
    lines, problems = calendar(*LINCOLNSHIRE)
    (year,) = year_specs(lines)
    assert problems.kept == []
    assert year_problem(year) is None
    assert [(half.number, half.starts_on, half.ends_on) for half in year.half_terms][:2] == [
        (1, date(2025, 9, 3), date(2025, 10, 26)),
        (2, date(2025, 11, 1), date(2025, 12, 19)),
    ]
    assert [half.number for half in year.half_terms] == [1, 2, 3, 4, 5, 6]
    assert len(build_school_days(year, closures(lines))) == 190


def test_six_short_terms_are_six_half_terms_and_closures_in_a_holiday_do_no_harm() -> None:
    lines, problems = calendar(*SIX_SHORT_TERMS)
    (year,) = year_specs(lines)
    assert (problems.kept, len(year.half_terms)) == ([], 6)
    days = [day.date for day in build_school_days(year, closures(lines))]
    assert date(2026, 10, 16) in days
    assert date(2026, 10, 20) not in days


def test_two_years_of_one_file_are_two_years() -> None:
    lines, _ = calendar(*LINCOLNSHIRE, *SIX_SHORT_TERMS)
    assert [year.starts_on for year in year_specs(lines)] == [date(2025, 9, 1), date(2026, 9, 1)]


def test_a_line_of_one_day_needs_no_end() -> None:
    lines, _ = calendar(*LINCOLNSHIRE)
    (first, *_), kinds = closures(lines), [line.kind for line in closures(lines)]
    assert first.starts_on == first.ends_on == date(2025, 9, 1)
    assert kinds == ["inset", "inset", "bank_holiday"]


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        (LINCOLNSHIRE[:3], (2, "Kind", "The year 2025/26 has 1 terms. Give three, or six short ones")),
        (
            (*LINCOLNSHIRE[:3], "Term,Spring,19/12/2025,02/04/2026", *LINCOLNSHIRE[6:7]),
            (2, "Kind", "Two terms of 2025/26 overlap. Check their dates"),
        ),
        (
            (*LINCOLNSHIRE, "Half term,Astray,10/08/2026,14/08/2026"),
            (11, "Start", "This half term lies in no term. Check the dates of both"),
        ),
        (
            (*LINCOLNSHIRE, "Closure,Snow,10/02/2026,09/02/2026"),
            (11, "End", "The last day must not be before the first"),
        ),
        (
            (*LINCOLNSHIRE, "Party,Summer fair,10/06/2026,10/06/2026"),
            (11, "Kind", "“Party” is not one of term, half_term, inset, closure, bank_holiday"),
        ),
        ((*LINCOLNSHIRE, "Closure,Snow,,"), (11, "Start", "Start is empty")),
    ],
)
def test_what_makes_no_year_is_told(lines: tuple[str, ...], wrong: tuple[int, str, str]) -> None:
    _, problems = calendar(*lines)
    assert told(problems) == [wrong]
