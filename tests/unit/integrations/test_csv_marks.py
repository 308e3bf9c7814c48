"""Rows of a marks file: one code for one pupil and session, or the sentence that says why not."""

import time
from datetime import date
from itertools import product

import pytest

from attendance.codes import codes_on, letters_on
from integrations.mis.csv.fields import Kind
from integrations.mis.csv.headings import guess
from integrations.mis.csv.mapping.marks import MarkContext, MarkRow, PupilDays, read_marks
from integrations.mis.csv.mapping.problems import Problems
from schools.calendar import Session
from tests.unit.integrations.reading import TOBI, TODAY, ZARA, doubts, told

HEADINGS = ("UPN", "Mark", "Mark date", "AM/PM", "Minutes late", "Comments")
LEAVER = "H886399918014"
OPEN = frozenset({date(2023, 6, 6), date(2027, 3, 1), date(2027, 3, 8), TODAY})
CONTEXT = MarkContext(
    today=TODAY,
    pupils={
        TOBI: PupilDays(date(2014, 5, 26), ((date(2020, 9, 1), None),)),
        ZARA: PupilDays(date(2014, 5, 30), ((date(2027, 3, 8), None),)),
        LEAVER: PupilDays(
            date(2014, 6, 21), ((date(2020, 9, 1), date(2023, 7, 21)), (date(2027, 3, 8), date(2027, 3, 8)))
        ),
    },
    school_days=OPEN,
    closures={date(2027, 3, 2): "INSET day"},
    years=((date(2022, 9, 1), date(2023, 8, 31)), (date(2026, 9, 1), date(2027, 8, 31))),
)

REFUSED = (
    (
        (TOBI, "H", "08/03/2027", "AM"),
        "Mark",
        (
            "H was withdrawn on 19 Aug 2024. Use C if leave was granted for exceptional circumstances, "
            "G if not granted."
        ),
    ),
    ((TOBI, "F", "08/03/2027", "AM"), "Mark", "F is obsolete. Use C or G."),
    (
        (TOBI, "J", "08/03/2027", "AM"),
        "Mark",
        "J became J1, now authorised absence. Confirm before mapping; attendance % will fall.",
    ),
    ((TOBI, "Y", "08/03/2027", "AM"), "Mark", "Choose Y1-Y7"),
    (
        (TOBI, "I02", "08/03/2027", "AM"),
        "Mark",
        "Withdrawn; use X only below/above compulsory age, I for illness, Y6 for public-health restriction",
    ),
    ((TOBI, "-", "08/03/2027", "AM"), "Mark", '"-" is not a national code'),
    ((TOBI, "", "08/03/2027", "AM"), "Mark", "A blank is not a national code"),
    ((TOBI, "\x00", "08/03/2027", "AM"), "Mark", '" " is not a national code'),
    ((TOBI, "PRES", "08/03/2027", "AM"), "Mark", '"PRES" is longer than two characters: not a national code'),
    ((TOBI, "\\", "08/03/2027", "AM"), "Mark", "\\ is the afternoon mark, and this is the morning"),
    ((TOBI, "/", "08/03/2027", "PM"), "Mark", "/ is the morning mark, and this is the afternoon"),
    (
        (TOBI, "X", "08/03/2027", "AM"),
        "Mark",
        "X is only for a pupil who is not of compulsory school age on that day",
    ),
    (
        (TOBI, "Z", "08/03/2027", "AM"),
        "Mark",
        "Z is only for days before the starting day, Tuesday 1 September 2020",
    ),
    ((TOBI, "/", "08/03/2027", "3"), "AM/PM", "A session is AM or PM, not “3”"),
    ((TOBI, "/", "", "AM"), "Mark date", "Mark date is empty"),
    ((TOBI, "L", "08/03/2027", "AM", "999"), "Minutes late", "“999” is not a number of minutes up to 480"),
    ((TOBI, "/", "31/02/2027", "AM"), "Mark date", "There is no 31 February 2027. Give a real date"),
    ((TOBI, "/", "10/03/2027", "AM"), "Mark date", "10 March 2027 is in the future"),
    ((TOBI, "/", "06/03/2027", "AM"), "Mark date", "School is closed on 6 March 2027"),
    ((TOBI, "/", "02/03/2027", "AM"), "Mark date", "School is closed on 2 March 2027: INSET day"),
    (
        (TOBI, "/", "01/07/2019", "AM"),
        "Mark date",
        "The calendar has no school year that holds 1 July 2019. Bring in its calendar first",
    ),
    (
        (ZARA, "/", "01/03/2027", "AM"),
        "Mark date",
        "This pupil's starting day is 8 March 2027. Only Z may stand before it",
    ),
    (
        (LEAVER, "/", "09/03/2027", "AM"),
        "Mark date",
        "This pupil left on 8 March 2027. No mark may stand after it",
    ),
    ((LEAVER, "/", "01/03/2027", "AM"), "Mark date", "This pupil was not on roll on 1 March 2027"),
    (
        ("Y202123426007", "/", "08/03/2027", "AM"),
        "UPN",
        "No pupil of this school has the UPN “Y202123426007”. Bring in the pupils first",
    ),
    (("", "/", "08/03/2027", "AM"), "UPN", "UPN is empty"),
    ((TOBI, "L", "08/03/2027", "AM", "soon"), "Minutes late", "“soon” is not a number of minutes up to 480"),
    ((TOBI, "I", "08/03/2027", "AM", "", "sick\x00"), "Comments", "Remove the characters we cannot store"),
)


def marks(*rows: tuple[str, ...]) -> tuple[list[MarkRow], Problems]:
    problems = Problems()
    filled = [(number, [*row, *[""] * (6 - len(row))]) for number, row in enumerate(rows, 2)]
    columns = guess(HEADINGS, Kind.MARKS)
    return list(read_marks(filled, columns, problems, context=CONTEXT)), problems


def test_a_row_becomes_a_mark_of_the_edition_in_force() -> None:
    rows, problems = marks(
        (TOBI, "/", "08/03/2027", "AM"),
        (TOBI, "\\", "08/03/2027", "pm"),
        (TOBI.lower(), " l ", "2027-03-09", "AM", "9", "Bus"),
        (TOBI, "L", "09/03/2027", "PM", " "),
        (ZARA, "I", "08/03/2027", "AM", "12", "Mum rang"),
    )
    assert problems.kept == []
    assert rows == [
        MarkRow(2, TOBI, date(2027, 3, 8), Session.AM, 10, None, ""),
        MarkRow(3, TOBI, date(2027, 3, 8), Session.PM, 11, None, ""),
        MarkRow(4, TOBI, TODAY, Session.AM, 20, 9, "Bus"),
        MarkRow(5, TOBI, TODAY, Session.PM, 20, None, ""),
        MarkRow(6, ZARA, date(2027, 3, 8), Session.AM, 104, None, "Mum rang"),
    ]


def test_every_code_of_today_is_taken_for_a_pupil_whom_it_fits() -> None:
    sixteen = PupilDays(date(2009, 9, 1), ((date(2020, 9, 1), None),))
    context = MarkContext(TODAY, {TOBI: sixteen}, OPEN, {}, CONTEXT.years)
    for code in codes_on(TODAY):
        half = min(code.sessions).name
        born = CONTEXT.pupils[TOBI] if code.letter == "C2" else sixteen
        days = PupilDays(born.born_on, ((date(2027, 3, 10), None),)) if code.letter == "Z" else born
        one = MarkContext(TODAY, {TOBI: days}, OPEN, {}, context.years)
        problems = Problems()
        rows = [(2, [TOBI, code.letter, "09/03/2027", half])]
        (mark,) = read_marks(rows, guess(HEADINGS[:4], Kind.MARKS), problems, context=one)
        assert (mark.code, problems.errors) == (code.number, [])
    assert len(letters_on(TODAY)) == 34


@pytest.mark.parametrize(("letter", "number"), [("H", 150), ("F", 151), ("J", 49), ("Y", 350), ("X01", 302)])
def test_a_retired_code_is_filed_by_its_date(letter: str, number: int) -> None:
    rows, problems = marks((TOBI, letter, "06/06/2023", "AM"))
    assert ([row.code for row in rows], problems.errors) == ([number], [])


@pytest.mark.parametrize(("row", "column", "sentence"), REFUSED)
def test_a_row_that_cannot_be_is_named_with_its_column(
    row: tuple[str, ...], column: str, sentence: str
) -> None:
    rows, problems = marks(row)
    assert (rows, told(problems)) == ([], [(2, column, sentence)])


def test_a_prospective_pupil_may_stand_before_the_starting_day() -> None:
    rows, problems = marks((ZARA, "Z", "01/03/2027", "AM"))
    assert ([row.code for row in rows], problems.kept) == ([400], [])


def test_a_second_stay_on_roll_is_a_stay_on_roll() -> None:
    rows, problems = marks((LEAVER, "/", "08/03/2027", "AM"), (LEAVER, "/", "06/06/2023", "AM"))
    assert (len(rows), problems.kept) == (2, [])


def test_a_session_has_one_mark_however_it_is_written() -> None:
    rows, problems = marks(
        (TOBI, "/", "08/03/2027", "AM"), (TOBI, "I", "2027-03-08", "am"), (ZARA, "/", "08/03/2027", "AM")
    )
    assert len(rows) == 2
    assert told(problems) == [(3, "UPN", f"{TOBI} has a mark for 8 March 2027 AM on row 2 already")]


def test_a_second_mark_is_found_among_codes_that_hang_on_the_pupil_too() -> None:
    _, problems = marks((TOBI, "C", "08/03/2027", "AM"), (TOBI, "C2", "08/03/2027", "AM"))
    assert told(problems) == [(3, "UPN", f"{TOBI} has a mark for 8 March 2027 AM on row 2 already")]


def test_codes_that_meant_more_before_are_taken_with_a_doubt() -> None:
    rows, problems = marks((TOBI, "C", "08/03/2027", "AM"), (TOBI, "B", "08/03/2027", "PM"))
    assert (len(rows), problems.errors) == (2, [])
    assert doubts(problems) == [
        "C no longer covers a part-time timetable (C2) or a performance (C1). Check that neither is meant.",
        "B no longer covers provision arranged by the local authority (K). Check that K is not meant.",
    ]


def test_closures_that_the_calendar_has_already_are_left_out_in_silence() -> None:
    rows, problems = marks((TOBI, "#", "02/03/2027", "AM"), (TOBI, "#", "06/03/2027", "PM"))
    assert (rows, problems.kept, problems.left_out) == ([], [], 2)


def test_a_long_comment_is_cut_and_that_is_told() -> None:
    (mark,), problems = marks((TOBI, "I", "08/03/2027", "AM", "", "x" * 300))
    assert (len(mark.comment), doubts(problems)) == (200, ["The comment was cut at 200 characters"])


def test_rows_too_short_are_filled_and_rows_too_long_are_told() -> None:
    problems = Problems()
    rows = [(2, [TOBI, "/", "08/03/2027", "AM"]), (3, [TOBI, "/", "09/03/2027", "AM", "", "a", "b"])]
    read = list(read_marks(rows, guess(HEADINGS, Kind.MARKS), problems, context=CONTEXT))
    assert [mark.row for mark in read] == [2]
    assert [problem.row for problem in problems.errors] == [3]


def test_a_year_of_a_large_school_takes_seconds_not_minutes() -> None:
    days = [f"{day:02}/{month:02}/2027" for month, day in product(range(1, 13), range(1, 9))]
    school_days = frozenset(date(2027, month, day) for month, day in product(range(1, 13), range(1, 9)))
    upns = [f"A{number:012}" for number in range(520)]
    context = MarkContext(
        date(2027, 12, 31),
        {upn: PupilDays(date(2014, 5, 26), ((date(2020, 9, 1), None),)) for upn in upns},
        school_days,
        {},
        ((date(2026, 9, 1), date(2027, 12, 31)),),
    )
    rows = [
        (2, [upn, "/" if half == "AM" else "\\", day, half])
        for upn in upns
        for day in days
        for half in ("AM", "PM")
    ]
    started = time.process_time()
    count = sum(1 for _ in read_marks(rows, guess(HEADINGS[:4], Kind.MARKS), Problems(), context=context))
    assert count == len(rows) == 99_840
    assert time.process_time() - started < 1.5, "several times what it needs, for a busy machine"
