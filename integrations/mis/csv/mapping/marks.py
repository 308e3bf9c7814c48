"""Rows of a marks file: one pupil, one session, one code (pure).

A year of a large school is 400,000 rows, so whatever depends on the words alone (a code on a date
in a session) is worked out once and remembered; per row there remain the pupil's own dates.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from attendance.codes import (
    LATE,
    LATE_AFTER_CLOSE,
    Code,
    find_code,
    import_problem,
    import_warning,
    mark_problem,
)
from integrations.mis.csv.fields import FIELDS, Kind
from integrations.mis.csv.headings import ColumnMap
from integrations.mis.csv.mapping.cells import clean_cell, too_many_cells
from integrations.mis.csv.mapping.dates import parse_day
from integrations.mis.csv.mapping.problems import Problems, quoted
from schools.calendar import Session, parse_session
from schools.names import CANNOT_STORE
from schools.upn import normalise_upn
from schools.wording import date_words

TITLES = {field.name: field.title for field in FIELDS[Kind.MARKS]}
WITH_MINUTES = (LATE, LATE_AFTER_CLOSE)
BOUND_TO_PUPIL = ("X", "C2", "Z")
CLOSED = "#"
PROSPECTIVE = "Z"
COMMENT_LIMIT = 200
LONGEST_LATENESS = 480
UNREADABLE = -1


class MarkRow(NamedTuple):
    """One mark. `code` is the number of the edition in force on the date (`attendance.codes`)."""

    row: int
    upn: str
    date: date
    session: Session
    code: int
    minutes_late: int | None
    comment: str


@dataclass(frozen=True, slots=True)
class PupilDays:
    """A pupil's date of birth and times on roll, first and last day included, in order."""

    born_on: date
    stays: tuple[tuple[date, date | None], ...]


@dataclass(frozen=True, slots=True)
class MarkContext:
    """What marks are held against: `closures` give reasons for closed days, `years` first and last days."""

    today: date
    pupils: Mapping[str, PupilDays]
    school_days: Container[date]
    closures: Mapping[date, str]
    years: tuple[tuple[date, date], ...]


class Words(NamedTuple):
    """What a code, a date and a session say, whoever the pupil is. `slot` numbers date and session."""

    problems: tuple[tuple[str, str], ...]
    warning: str | None = None
    code: Code | None = None
    on: date = date.min
    session: Session = Session.AM
    is_left_out: bool = False
    number: int = 0
    slot: int = 0
    is_plain: bool = False


class Known(NamedTuple):
    """A pupil of the file: a number for the register of duplicates, and the first stay at hand."""

    upn: str
    number: int
    first: date
    last: date
    days: PupilDays


@dataclass(slots=True)
class MarkReader:
    """The state of one reading: what has been worked out, and which sessions are filled."""

    context: MarkContext
    problems: Problems
    words: dict[tuple[str, str, str], Words] = field(default_factory=dict)
    pupils: dict[str, Known | None] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    filled: dict[int, int] = field(default_factory=dict)

    def words_of(self, key: tuple[str, str, str]) -> Words:
        words = self.words[key] = _read_words(*key, self.context)
        return words

    def pupil_of(self, cell: str) -> Known | None:
        """The pupil of a UPN as written; None for a stranger to the school."""
        upn = normalise_upn(cell)
        days = self.context.pupils.get(upn)
        if days is None:
            self.pupils[cell] = None
            return None
        number = self.numbers.setdefault(upn, len(self.numbers)) << 24
        pupil = self.pupils[cell] = Known(upn, number, days.stays[0][0], days.stays[0][1] or date.max, days)
        return pupil

    def error(self, row: int, name: str, sentence: str) -> None:
        self.problems.error(row, TITLES[name], sentence)


def read_marks(
    rows: Iterable[tuple[int, list[str]]], columns: ColumnMap, problems: Problems, *, context: MarkContext
) -> Iterator[MarkRow]:
    """The good rows of a marks file as they come; the others are told to `problems`."""
    reader = MarkReader(context, problems)
    known_words, known_pupils, filled = reader.words, reader.pupils, reader.filled
    places, width = columns.positions, len(columns.headings)
    upn, mark, day, half = (places[name] for name in ("upn", "mark", "marked_on", "session"))
    minutes, comment = places.get("minutes_late"), places.get("comment")
    for row, cells in rows:
        if len(cells) != width and not _fit(cells, width):
            problems.error(row, "", too_many_cells(len(cells), width))
            continue
        key = (cells[mark], cells[day], cells[half])
        words = known_words.get(key) or reader.words_of(key)
        pupil = known_pupils.get(cells[upn]) or reader.pupil_of(cells[upn])
        # The short way of nearly every row; all that can be wrong is told on the long one.
        if pupil and words.is_plain and pupil.first <= words.on <= pupil.last:
            slot = pupil.number + words.slot
            if slot in filled:
                _tell_duplicate(reader, row, words, pupil)
                continue
            filled[slot] = row
        elif not _passes(reader, row, words, pupil, cells[upn]) or pupil is None:
            continue
        late = _read_minutes(reader, row, cells[minutes]) if minutes is not None and cells[minutes] else None
        said = _read_comment(reader, row, cells[comment]) if comment is not None and cells[comment] else ""
        if late == UNREADABLE or said is None:
            continue
        late = late if words.number in WITH_MINUTES else None
        yield MarkRow(row, pupil.upn, words.on, words.session, words.number, late, said)


def _passes(reader: MarkReader, row: int, words: Words, pupil: Known | None, upn: str) -> bool:
    """Tell what is wrong or doubtful with a row; False when it goes no further."""
    for name, sentence in words.problems:
        reader.error(row, name, sentence)
    if pupil is None:
        sentence = f"No pupil of this school has the UPN {quoted(upn)}. Bring in the pupils first"
        reader.error(row, "upn", sentence if upn.strip() else "UPN is empty")
    if words.is_left_out:
        reader.problems.left_out += 1
    if pupil is None or words.code is None or not _may_stand(reader, row, words, words.code, pupil):
        return False
    if words.warning:
        reader.problems.warn(row, TITLES["mark"], words.warning)
    return True


def _may_stand(reader: MarkReader, row: int, words: Words, code: Code, pupil: Known) -> bool:
    """Whether a good code may stand for this pupil: on roll, of the right age, and once only."""
    on = words.on
    if sentence := _off_roll(on, code, pupil.days):
        reader.error(row, "marked_on", sentence)
        return False
    if code.letter in BOUND_TO_PUPIL and (
        sentence := mark_problem(code, on, words.session, pupil.days.born_on, pupil.first)
    ):
        reader.error(row, "mark", sentence)
        return False
    if reader.filled.setdefault(pupil.number + words.slot, row) != row:
        _tell_duplicate(reader, row, words, pupil)
        return False
    return True


def _tell_duplicate(reader: MarkReader, row: int, words: Words, pupil: Known) -> None:
    session = f"{date_words(words.on)} {words.session.name}"
    first_row = reader.filled[pupil.number + words.slot]
    reader.error(row, "upn", f"{pupil.upn} has a mark for {session} on row {first_row} already")


def _fit(cells: list[str], width: int) -> bool:
    """Fill up a short row, cut blanks off a long one; False when text stands beyond the headings."""
    if any(cells[width:]):
        return False
    cells[width:] = []
    cells += [""] * (width - len(cells))
    return True


def _off_roll(on: date, code: Code, days: PupilDays) -> str | None:
    """Why a day outside a pupil's first stay may not have this code, or None when it may."""
    if any(first <= on and (last is None or on <= last) for first, last in days.stays):
        return None
    starts, leaves = days.stays[0][0], days.stays[-1][1]
    if on < starts:
        if code.letter == PROSPECTIVE:
            return None
        return f"This pupil's starting day is {date_words(starts)}. Only Z may stand before it"
    if leaves is not None and on > leaves:
        return f"This pupil left on {date_words(leaves)}. No mark may stand after it"
    return f"This pupil was not on roll on {date_words(on)}"


def _read_words(mark: str, day: str, half: str, context: MarkContext) -> Words:
    """What the three cells say, with every reason why it cannot be."""
    problems: list[tuple[str, str]] = []
    on, session = date.min, Session.AM
    try:
        session = parse_session(half)
    except ValueError as problem:
        problems.append(("session", f"{problem}, not {quoted(half)}"))
    try:
        on = parse_day(day)
    except ValueError as problem:
        problems.append(("marked_on", str(problem) if day.strip() else "Mark date is empty"))
    if problems:
        return Words(tuple(problems))
    if sentence := _day_problem(on, context):
        if mark.strip() == CLOSED and on <= context.today:
            return Words((), is_left_out=True)
        problems.append(("marked_on", sentence))
    if sentence := import_problem(mark, on, session):
        problems.append(("mark", _printable(sentence)))
    if problems:
        return Words(tuple(problems))
    return _good_words(find_code(mark, on), import_warning(mark, on), on, session)


def _good_words(code: Code | None, warning: str | None, on: date, session: Session) -> Words:
    """The words of a row without fault; plain when of the pupil only the days on roll matter."""
    is_plain = code is not None and warning is None and code.letter not in BOUND_TO_PUPIL
    slot = (on.toordinal() << 2) + session.value
    return Words(
        (), warning, code, on, session, number=code.number if code else 0, slot=slot, is_plain=is_plain
    )


def _day_problem(on: date, context: MarkContext) -> str | None:
    """Why no mark may stand on a day, or None: it is to come, or the school was closed, or is unknown."""
    if on > context.today:
        return f"{date_words(on)} is in the future"
    if on in context.school_days:
        return None
    if not any(first <= on <= last for first, last in context.years):
        return f"The calendar has no school year that holds {date_words(on)}. Bring in its calendar first"
    reason = context.closures.get(on)
    return f"School is closed on {date_words(on)}" + (f": {reason}" if reason else "")


def _read_minutes(reader: MarkReader, row: int, cell: str) -> int | None:
    """Whole minutes late; None where none are given, UNREADABLE (and told) for anything else."""
    text = cell.strip()
    if text.isdecimal() and text.isascii() and int(text) <= LONGEST_LATENESS:
        return int(text) or None
    if text:
        reader.error(
            row, "minutes_late", f"{quoted(text)} is not a number of minutes up to {LONGEST_LATENESS}"
        )
        return UNREADABLE
    return None


def _read_comment(reader: MarkReader, row: int, cell: str) -> str | None:
    """A comment without hidden characters, cut when too long; None (and told) when it cannot be stored."""
    text = _cached_comment(cell)
    if text is None:
        reader.error(row, "comment", CANNOT_STORE)
        return None
    if len(text) > COMMENT_LIMIT:
        reader.problems.warn(row, TITLES["comment"], f"The comment was cut at {COMMENT_LIMIT} characters")
    return text[:COMMENT_LIMIT]


@lru_cache(maxsize=5_000)
def _cached_comment(cell: str) -> str | None:
    try:
        return clean_cell(cell)
    except ValueError:
        return None


def _printable(sentence: str) -> str:
    """A sentence that quotes a cell, fit to be stored and shown."""
    return "".join(character if character.isprintable() else " " for character in sentence)
