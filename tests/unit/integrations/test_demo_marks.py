"""Attendance of the demo's schools: figures near the nation's, patterns that a school knows, a fixed past."""

from bisect import bisect_left
from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest

from attendance.codes import find_code, letters_on, mark_problem
from attendance.metrics import Tally
from integrations.demo.marks import DemoMark, marks_before, marks_on, reasons_found, write_year
from integrations.demo.schools import ASHGROVE, MARLOWE, SCHOOLS, SchoolPlan, make_world
from schools.calendar import Session

DAY = date(2026, 11, 20)
WORLD = make_world(2026, 2026)


@cache
def counts(school: SchoolPlan, year: int, day: date) -> dict[str, Counter[str]]:
    """Each pupil's codes of a year up to the school day before `day`."""
    book = write_year(WORLD, school, year)
    slots = 2 * bisect_left(book.dates, day)
    return {pupil.place.child.upn: Counter(filter(None, pupil.codes[:slots])) for pupil in book.pupils}


def figures(schools: tuple[SchoolPlan, ...], year: int, day: date) -> tuple[float, float, float]:
    """Attendance, and the shares of persistently and severely absent pupils, in per cent."""
    tallies = [Tally.of(codes, on=day) for school in schools for codes in counts(school, year, day).values()]
    tallies = [tally for tally in tallies if tally.possible]
    attended, possible = sum(tally.attended for tally in tallies), sum(tally.possible for tally in tallies)
    persistent = sum(tally.is_persistently_absent for tally in tallies)
    severe = sum(tally.is_severely_absent for tally in tallies)
    return 100 * attended / possible, 100 * persistent / len(tallies), 100 * severe / len(tallies)


@pytest.mark.parametrize(
    ("year", "day"),
    [(2025, date(2026, 7, 31)), (2026, DAY), (2026, date(2027, 3, 9)), (2026, date(2027, 7, 31))],
)
def test_the_trust_attends_as_the_nation_does(year: int, day: date) -> None:
    attendance, persistent, severe = figures(SCHOOLS, year, day)
    assert attendance == pytest.approx(93, abs=1.0)
    assert persistent == pytest.approx(18, abs=2.0)
    assert severe == pytest.approx(2, abs=0.7)


@pytest.mark.parametrize(("year", "day"), [(2025, date(2026, 7, 31)), (2026, DAY)])
def test_the_primary_attends_a_little_better_than_the_secondary(year: int, day: date) -> None:
    primary, secondary = figures((ASHGROVE,), year, day), figures((MARLOWE,), year, day)
    assert 0.5 < primary[0] - secondary[0] < 3.5
    assert primary[1] < secondary[1]
    assert primary[2] < secondary[2]


def test_every_code_stands_somewhere() -> None:
    codes = {
        code
        for school in SCHOOLS
        for year in (2025, 2026)
        for codes in counts(school, year, DAY).values()
        for code in codes
    }
    codes |= {mark.code for mark in marks_on(WORLD, MARLOWE, DAY, Session.AM)}
    assert codes == set(letters_on(DAY))
    assert len(codes) == 34


def test_no_mark_breaks_a_rule_of_its_code() -> None:
    for school in SCHOOLS:
        for year in (2025, 2026):
            book = write_year(WORLD, school, year)
            for pupil in book.pupils:
                for slot, letter in enumerate(pupil.codes):
                    if letter in ("", "/", "\\", "L", "I", "O"):
                        continue
                    on, session = book.dates[slot // 2], Session(slot % 2 + 1)
                    code = find_code(letter, on)
                    assert code is not None
                    child = pupil.place.child
                    problem = mark_problem(code, on, session, child.born_on, pupil.place.admitted_on)
                    assert problem is None, (letter, on, child.upn)


def test_more_is_missed_on_mondays_and_fridays() -> None:
    missed: Counter[int] = Counter()
    possible: Counter[int] = Counter()
    for school in SCHOOLS:
        book = write_year(WORLD, school, 2025)
        for pupil in book.pupils:
            for slot, code in enumerate(pupil.codes):
                if code in ("/", "\\", "L", "I", "O", "U"):
                    missed[book.dates[slot // 2].weekday()] += code in ("I", "O", "U")
                    possible[book.dates[slot // 2].weekday()] += 1
    rates = [missed[day] / possible[day] for day in range(5)]
    assert min(rates[0], rates[4]) > max(rates[1:4])


def test_absences_come_in_spells() -> None:
    book = write_year(WORLD, MARLOWE, 2025)
    ill = sum(code == "I" for pupil in book.pupils for code in pupil.codes)
    begun = sum(
        code == "I" and (slot == 0 or pupil.codes[slot - 1] != "I")
        for pupil in book.pupils
        for slot, code in enumerate(pupil.codes)
    )
    assert ill / begun > 2


def test_lates_have_minutes_and_come_before_the_register_closes() -> None:
    marks = [mark for mark in marks_before(WORLD, MARLOWE, 2026, day=DAY) if mark.minutes is not None]
    assert {mark.code for mark in marks} == {"L", "U"}
    assert all(1 <= (mark.minutes or 0) <= 28 for mark in marks if mark.code == "L")
    assert all((mark.minutes or 0) > 30 for mark in marks if mark.code == "U")


def test_unexplained_absences_are_of_the_last_days_only() -> None:
    last_days = write_year(WORLD, MARLOWE, 2026).dates
    recent = [day for day in last_days if day < DAY][-7:]
    unexplained = [mark for mark in marks_before(WORLD, MARLOWE, 2026, day=DAY) if mark.code == "N"]
    assert 20 < len(unexplained) < 250
    assert {mark.date for mark in unexplained} <= set(recent)
    assert [mark for mark in marks_before(WORLD, ASHGROVE, 2025, day=DAY) if mark.code == "N"] == []


def test_a_later_day_adds_marks_and_changes_none_but_the_unexplained() -> None:
    def key(mark: DemoMark) -> tuple[str, date, Session]:
        return mark.upn, mark.date, mark.session

    later_day = DAY + timedelta(days=14)
    earlier = {key(mark): mark for mark in marks_before(WORLD, ASHGROVE, 2026, day=DAY)}
    later = {key(mark): mark for mark in marks_before(WORLD, ASHGROVE, 2026, day=later_day)}
    assert earlier.keys() < later.keys()
    changed = {place for place, mark in earlier.items() if later[place] != mark}
    assert {earlier[place].code for place in changed} == {"N"}
    assert {key(mark) for mark in reasons_found(WORLD, ASHGROVE, since=DAY, day=later_day)} == changed


def test_the_day_itself_has_marks_for_its_registers_and_a_closed_day_none() -> None:
    marks = marks_on(WORLD, MARLOWE, DAY, Session.AM)
    assert 880 < len(marks) < 920
    assert {"/", "L", "I", "N"} <= {mark.code for mark in marks}
    assert marks_on(WORLD, MARLOWE, date(2026, 11, 21), Session.AM) == []


def test_the_pupils_of_the_guides_behave_as_they_are_told_of() -> None:
    upns = {
        pupil.place.child.surname: pupil.place.child.upn
        for pupil in write_year(WORLD, MARLOWE, 2026).pupils
        if pupil.bearing
    }
    of = counts(MARLOWE, 2026, DAY)
    assert of[upns["Davies"]]["L"] >= 10
    assert of[upns["McDonagh"]]["T"] > 0
    assert Tally.of(of[upns["Okafor"]], on=DAY).is_persistently_absent
    assert of[upns["Fletcher"]]["V"] > 0
    assert of[upns["Hartley"]]["M"] > 0
