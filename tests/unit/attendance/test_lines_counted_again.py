"""Every line against a second count of it, made from the words of the rule and without any of its code."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.codes import code_of
from attendance.line_rules import LineValues, Mark, PupilMarks, lines_of
from attendance.lines import LineKind
from tests.unit.attendance.line_marks import DEFAULT, IN_YEAR_8, MARLOWE, school_days

# A term on each side of a summer, so that runs, weeks and years all meet it.
DAYS = school_days(date(2026, 6, 15), date(2026, 10, 23))
MONDAYS = sorted({day - timedelta(days=day.weekday()) for day in MARLOWE})
LETTERS = {"/": 10, "L": 20, "I": 104, "C": 100, "G": 200, "O": 201, "U": 210, "N": 220, "D": 300, "-": None}
SMALL = replace(
    DEFAULT,
    notice_sessions=4,
    notice_weeks=3,
    continuous_days=2,
    long_days=3,
    sickness_days=3,
    late_count=2,
    late_weeks=2,
)

# Spells of a letter, a few half days each, make lines that random half days never would.
spells = st.lists(st.tuples(st.sampled_from([*LETTERS, "/", "/"]), st.integers(1, 14)), max_size=30)
limits = st.builds(
    replace,
    st.just(SMALL),
    is_below=st.booleans(),
    rolls_by_day=st.booleans(),
    by_sessions=st.booleans(),
    notice_weeks=st.integers(1, 8),
)


def marks_of(runs: list[tuple[str, int]]) -> list[Mark]:
    """Spells of letters laid over the half days of `DAYS`; present where they end."""
    halves = [(day, session) for day in DAYS for session in (1, 2)]
    letters = [letter for letter, length in runs for _ in range(length)][: len(halves)]
    letters += ["/"] * (len(halves) - len(letters))
    found = []
    for (day, session), letter in zip(halves, letters, strict=True):
        number = LETTERS[letter]
        if number is not None:
            found.append((day, session, number))
    return found


def counted(marks: list[Mark], values: LineValues, on: date) -> dict[LineKind, int]:
    """The count of each line that is crossed, by the rule's words."""
    every = [(day, code_of(number).letter) for day, _, number in marks if day <= on]
    seen = [(day, letter) for day, letter in every if letter != "D"]
    year = [(day, letter) for day, letter in seen if day >= date(on.year, 9, 1) or on < date(2026, 9, 1)]
    gone = [letter for _, letter in year if letter in "ICGOUN"]
    found = {}
    for kind, percent in ((LineKind.PERSISTENT, 10), (LineKind.SEVERE, 50)):
        missed, at = 100 * len(gone), percent * len(year)
        if year and (missed > at or (missed == at and not values.is_below)):
            found[kind] = len(gone)
    since = first_day(on, values)
    notice = sum(letter in "GOUN" for day, letter in seen if day >= since)
    ill = [day for day, letter in year if letter == "I"]
    sick = len(ill) // 2 if values.by_sessions else len(set(ill))
    since = first_day(on, replace(values, notice_weeks=values.late_weeks, rolls_by_day=False))
    late = sum(letter in "LU" for day, letter in seen if day >= since)
    run, unseen = tail(seen, "GOUN"), tail(every, "GON")
    for kind, count, limit in (
        (LineKind.NOTICE, notice, values.notice_sessions),
        (LineKind.SICKNESS, sick, values.sickness_days),
        (LineKind.LATES, late, values.late_count),
        (LineKind.RETURN, run, 2 * values.continuous_days),
        (LineKind.LONG, unseen, 2 * values.long_days),
    ):
        if count >= limit:
            found[kind] = count
    return found


def tail(seen: list[tuple[date, str]], letters: str) -> int:
    """How many sessions up to the last one carry these letters without a break."""
    text = "".join(letter for _, letter in seen)
    return len(text) - len(text.rstrip(letters))


def first_day(on: date, values: LineValues) -> date:
    """The first day of the last school weeks, by the Mondays of weeks that hold a school day."""
    weeks = [monday for monday in MONDAYS if monday <= on]
    if not values.rolls_by_day:
        return weeks[-values.notice_weeks]
    weekday = on.weekday() if on - weeks[-1] < timedelta(days=7) else 6
    return weeks[-values.notice_weeks - 1] + timedelta(days=weekday + 1)


@settings(max_examples=100)
@given(spells, limits, st.dates(DAYS[0], DAYS[-1] + timedelta(days=5)))
def test_the_rules_find_what_a_count_by_their_words_finds(
    runs: list[tuple[str, int]], values: LineValues, on: date
) -> None:
    marks = marks_of(runs)
    found = lines_of(PupilMarks(IN_YEAR_8, marks), values, MARLOWE, on)
    assert {kind: evidence.count for kind, evidence in found.items()} == counted(marks, values, on)


@settings(max_examples=60)
@given(spells, limits, st.dates(DAYS[0], DAYS[-1]))
def test_a_line_holds_since_the_day_that_reached_it_and_marks_of_later_days_change_nothing(
    runs: list[tuple[str, int]], values: LineValues, on: date
) -> None:
    marks = marks_of(runs)
    found = lines_of(PupilMarks(IN_YEAR_8, marks), values, MARLOWE, on)
    up_to = [mark for mark in marks if mark[0] <= on]
    assert lines_of(PupilMarks(IN_YEAR_8, up_to), values, MARLOWE, on) == found
    for kind, evidence in found.items():
        assert evidence.from_on <= evidence.reached_on <= evidence.until_on <= on
        then = lines_of(PupilMarks(IN_YEAR_8, marks), values, MARLOWE, evidence.reached_on)
        assert kind in then
