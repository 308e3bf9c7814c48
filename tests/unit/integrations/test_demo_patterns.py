"""What is planted in the demo's marks is found by the detectors, on pupils whom no guide names."""

from datetime import date

from attendance.codes import find_code
from attendance.line_rules import Mark
from attendance.patterns.find import find_patterns
from attendance.patterns.history import history_of, sibling_of
from attendance.patterns.kinds import PatternKind
from attendance.patterns.shape import SchoolShape
from integrations.demo.patterns import plant_patterns
from integrations.demo.schools import MARLOWE, make_world
from integrations.demo.year_book import PRESENT, PupilYear, YearBook, open_book
from schools.calendar import Session
from tests.pattern_histories import VALUES

WORLD = make_world(2026, 2026)


def planted() -> YearBook:
    """A year in which everybody came but for what is planted."""
    book = open_book(WORLD, MARLOWE, 2026)
    plant_patterns(book)
    return book


def marks(book: YearBook, pupil: PupilYear, until: date) -> list[Mark]:
    found: list[Mark] = []
    for slot, letter in enumerate(pupil.codes):
        on = book.dates[slot // 2]
        code = find_code(letter, on)
        if code and on < until:
            found.append((on, Session(slot % 2 + 1), code.number))
    return found


def kinds(book: YearBook, until: date) -> set[PatternKind]:
    beside = {id(one): other for pair in book.siblings for one, other in (pair, pair[::-1])}
    found: set[PatternKind] = set()
    for pupil in book.pupils:
        if set(pupil.codes) <= {"", *PRESENT}:
            continue
        other = beside.get(id(pupil))
        siblings = [sibling_of(1, marks(book, other, until))] if other else []
        history = history_of(marks(book, pupil, until), book.dates, siblings)
        found |= {pattern.kind for pattern in find_patterns(history, VALUES, SchoolShape())}
    return found


def test_what_is_planted_is_found() -> None:
    book = planted()
    autumn = {PatternKind.WEEKDAY, PatternKind.AFTER_LATES, PatternKind.SIBLINGS}
    assert kinds(book, date(2026, 11, 20)) >= autumn
    assert kinds(book, date(2027, 3, 9)) >= autumn | {PatternKind.CLOSURES}


def test_few_are_planted_and_none_of_the_pupils_of_the_guides() -> None:
    changed = [pupil for pupil in planted().pupils if not set(pupil.codes) <= {"", *PRESENT}]
    assert 8 <= len(changed) <= 10
    assert not any(pupil.bearing for pupil in changed)
