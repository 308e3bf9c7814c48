"""Rows of a timetable and of a cover file."""

from datetime import date, time

import pytest

from integrations.mis.csv.fields import Kind
from integrations.mis.csv.mapping.problems import Problems
from integrations.mis.csv.mapping.timetable import (
    CoverContext,
    CoverRow,
    LessonRow,
    read_covers,
    read_lessons,
)
from tests.unit.integrations.reading import columns_of, table_of, told

MONDAY = date(2027, 3, 8)
LESSON = {
    "Group": "8x/En1",
    "Week": "1",
    "Day": "Monday",
    "Period": "3",
    "Starts": "11:20",
    "Ends": "12:20",
    "Staff Code": "HLA",
    "Room": "E4",
    "Subject": "English",
    "From": "",
    "Until": "",
}
COVER = {"Date": "08/03/2027", "Group": "8x/En1", "Period": "3", "Staff Code": "HLA", "Room": "E5"}
CONTEXT = CoverContext(
    staff_codes={"HLA"},
    registration_groups={"8HW"},
    lessons={("8x/En1", 0, "3")},
    school_days={MONDAY},
    closures={date(2027, 3, 9): "INSET day"},
)


def lessons(*changes: dict[str, str]) -> tuple[list[LessonRow], Problems]:
    """Rows of a timetable, each the same lesson with some cells changed."""
    table, problems = table_of(*(LESSON | change for change in changes)), Problems()
    columns = columns_of(table, Kind.TIMETABLE)
    periods: set[tuple[str, int | None]] = {("5", None), ("6", 2)}
    return read_lessons(table.rows(), columns, problems, staff_codes={"HLA"}, periods=periods), problems


def covers(*changes: dict[str, str]) -> tuple[list[CoverRow], Problems]:
    """Rows of a cover file, each the same cover with some cells changed."""
    table, problems = table_of(*(COVER | change for change in changes)), Problems()
    return read_covers(table.rows(), columns_of(table, Kind.COVER), problems, context=CONTEXT), problems


def test_a_lesson_is_read_with_its_week_day_and_times() -> None:
    found, problems = lessons({"From": "04/01/2027"})
    assert told(problems) == []
    assert found == [
        LessonRow(
            2, "8x/En1", 1, 0, "3", time(11, 20), time(12, 20), "HLA", "E4", "English", date(2027, 1, 4), None
        )
    ]


@pytest.mark.parametrize(
    ("cells", "week", "weekday"),
    [
        ({"Week": ""}, 0, 0),
        ({"Week": "Every week"}, 0, 0),
        ({"Week": "Week A", "Day": "Tue"}, 1, 1),
        ({"Week": "b", "Day": "thurs"}, 2, 3),
        ({"Week": "Wk 2", "Day": "5"}, 2, 4),
    ],
)
def test_weeks_and_days_are_known_by_many_words(cells: dict[str, str], week: int, weekday: int) -> None:
    found, problems = lessons(cells)
    assert told(problems) == []
    assert [(lesson.week, lesson.weekday) for lesson in found] == [(week, weekday)]


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"Week": "3"}, "Week", "“3” is not a week of the timetable: 1, 2, A or B"),
        ({"Day": "Sunday"}, "Day", "“Sunday” is not a day from Monday to Friday"),
        ({"Starts": "11.75"}, "Starts", "“11.75” is not a time. Write it as 09:05"),
        ({"Ends": "11:00"}, "Ends", "A lesson must end after it starts"),
        ({"Ends": ""}, "Ends", "Give both times of the lesson, or neither"),
        ({"Staff Code": "XYZ"}, "Staff Code", "No member of staff has the code “XYZ”"),
        ({"From": "05/01/2027", "Until": "04/01/2027"}, "Until", "The last day must not be before the first"),
        (
            {"Starts": "", "Ends": ""},
            "Period",
            "Period 3 has no times here on a Monday. Give them under Starts and Ends",
        ),
        (
            {"Starts": "", "Ends": "", "Period": "6"},
            "Period",
            "Period 6 has no times here on a Monday. Give them under Starts and Ends",
        ),
    ],
)
def test_a_lesson_that_cannot_be_is_told(cells: dict[str, str], column: str, sentence: str) -> None:
    found, problems = lessons(cells)
    assert (found, told(problems)) == ([], [(2, column, sentence)])


def test_a_lesson_without_times_has_those_of_its_period_here_or_in_the_file() -> None:
    none = {"Starts": "", "Ends": ""}
    found, problems = lessons({"Period": "5"} | none, {}, {"Day": "Tuesday"} | none)
    assert (len(found), told(problems)) == (3, [])


def test_a_period_of_two_bells_needs_its_times_on_every_other_day() -> None:
    none = {"Starts": "", "Ends": "", "Day": "Wednesday"}
    found, problems = lessons({}, {"Day": "Friday", "Starts": "10:00", "Ends": "10:50"}, none)
    assert len(found) == 2
    assert [row for row, _, _ in told(problems)] == [4]


def test_cover_of_a_lesson_and_of_registers() -> None:
    found, problems = covers({}, {"Group": "8HW", "Period": ""}, {"Group": "8HW", "Period": "Reg"})
    assert told(problems) == []
    assert found[0] == CoverRow(2, MONDAY, "8x/En1", "3", "HLA", "E5")
    assert [cover.period for cover in found] == ["3", "", ""]


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"Date": "09/03/2027"}, "Date", "School is closed on 9 March 2027: INSET day"),
        (
            {"Date": "13/03/2027"},
            "Date",
            "School is closed on 13 March 2027: it is not a school day in the calendar",
        ),
        ({"Group": "9HW", "Period": ""}, "Group", "No registration group is called “9HW”"),
        ({"Period": "4"}, "Period", "8x/En1 has no lesson in period 4 on a Monday"),
        ({"Staff Code": "XYZ"}, "Staff Code", "No member of staff has the code “XYZ”"),
        ({"Staff Code": ""}, "Staff Code", "Staff Code is empty"),
    ],
)
def test_cover_of_what_is_not_there_is_told(cells: dict[str, str], column: str, sentence: str) -> None:
    found, problems = covers(cells)
    assert (found, told(problems)) == ([], [(2, column, sentence)])
