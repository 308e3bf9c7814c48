"""A calendar file over what is here: only days that differ are touched, and a person's closure stays."""

from datetime import date

import pytest

from attendance.models import WeekTally
from schools.models import AcademicYear, Closure, ClosureKind, School, SchoolDay
from schools.services.calendar import rebuild_school_days
from schools.services.staging import Changes
from tests.integration.integrations.steps import (
    CALENDAR,
    brought_in,
    changed,
    changes_of,
    checked,
    errors_of,
    nothing_changes,
    warnings_of,
)

pytestmark = pytest.mark.django_db

YEAR_BEFORE = """\
Kind,Name,Start,End
Term,Autumn term,02/09/2024,20/12/2024
Half term,Autumn half term,28/10/2024,01/11/2024
Term,Spring term,06/01/2025,04/04/2025
Half term,Spring half term,17/02/2025,21/02/2025
Term,Summer term,22/04/2025,22/07/2025
Half term,Summer half term,26/05/2025,30/05/2025
"""


def calendar(text: str) -> dict[str, str]:
    return {"calendar.csv": text}


def number_of(on: date) -> int:
    return SchoolDay.objects.get(date=on).number


def test_a_moved_inset_day_moves_the_numbers_after_it_and_no_others(full_school: School) -> None:
    extra = CALENDAR + "INSET,Training,20/07/2026,20/07/2026\n"
    run = brought_in(full_school, calendar(extra))
    assert changes_of(run) == {"closures": (1, 0, 0), "school days": (0, 1, 1)}
    assert number_of(date(2026, 7, 21)) == 193
    run = brought_in(full_school, calendar(CALENDAR))
    assert changes_of(run) == {"closures": (0, 0, 1), "school days": (1, 1, 0)}
    assert warnings_of(run) == [
        "INSET day on 20 July 2026 is not in this file any more. It is taken out of the calendar"
    ]


def test_a_closure_that_a_person_entered_stays(full_school: School) -> None:
    Closure.objects.create(
        school=full_school,
        kind=ClosureKind.CLOSURE,
        starts_on="2026-02-05",
        ends_on="2026-02-06",
        note="Snow",
    )
    assert rebuild_school_days(school=full_school).removed == 2
    with nothing_changes():
        run = brought_in(full_school, calendar(CALENDAR))
    assert warnings_of(run) == [
        "Closure on 5 February 2026 was entered here and is not in this file. It stays"
    ]


def test_a_bank_holiday_closes_school_although_the_file_forgot_it(full_school: School) -> None:
    line = "Bank holiday,Early May bank holiday,04/05/2026,04/05/2026\n"
    run = brought_in(full_school, calendar(changed(CALENDAR, line, "")))
    assert changes_of(run) == {"closures": (0, 1, 0)}
    assert Closure.objects.get(starts_on="2026-05-04").note == "May Day"
    assert not SchoolDay.objects.filter(date="2026-05-04").exists()


def test_marks_on_a_day_that_closes_are_told_and_count_no_more(full_school: School) -> None:
    run = brought_in(full_school, calendar(CALENDAR + "INSET,Training,09/03/2026,09/03/2026\n"))
    assert warnings_of(run) == ["6 marks stand on 9 March 2026, when school is closed. They do not count"]
    assert not WeekTally.objects.filter(possible__gt=0).exists()
    brought_in(full_school, calendar(CALENDAR))
    assert sum(WeekTally.objects.values_list("possible", flat=True)) == 6


def test_an_earlier_year_comes_first_in_the_numbers(full_school: School) -> None:
    assert number_of(date(2025, 9, 3)) == 1
    brought_in(full_school, calendar(YEAR_BEFORE))
    first = SchoolDay.objects.order_by("date").first()
    assert first is not None
    assert (first.date, first.number, first.week_number) == (date(2024, 9, 2), 1, 1)
    assert number_of(date(2025, 9, 3)) == number_of(date(2025, 7, 22)) + 1
    assert AcademicYear.objects.filter(school=full_school).count() == 2


def test_six_short_terms_are_six_half_terms(school: School) -> None:
    lines = [
        "Kind,Name,Start,End",
        "Term,1,01/09/2025,17/10/2025",
        "Term,2,03/11/2025,19/12/2025",
        "Term,3,05/01/2026,13/02/2026",
        "Term,4,23/02/2026,02/04/2026",
        "Term,5,20/04/2026,22/05/2026",
        "Term,6,01/06/2026,21/07/2026",
    ]
    brought_in(school, calendar("\n".join(lines) + "\n"))
    assert list(AcademicYear.objects.get(school=school).half_terms.values_list("number", flat=True)) == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]


def test_overlapping_terms_are_refused(full_school: School) -> None:
    run = checked(full_school, calendar(changed(CALENDAR, "05/01/2026,27/03/2026", "15/12/2025,27/03/2026")))
    assert "Two terms of 2025/26 overlap. Check their dates" in [words for *_, words in errors_of(run)]


def test_rebuilding_days_that_are_right_touches_none(full_school: School) -> None:
    assert rebuild_school_days(school=full_school) == Changes()
