"""The absences of a pupil's year as entries of the timeline, from the marks that the page has read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import groupby

from attendance.codes import AUTHORISED_NUMBERS, NO_REASON, UNAUTHORISED_NUMBERS, code_of
from attendance.thresholds import n_deadline
from reporting.queries.pupil_calendars import PupilCalendar
from schools.calendar import LONDON, Session
from schools.chronology import Entries, Entry, EntryKind
from schools.wording import count_words, short_day_words

# Who came after the register closed stands here too: a U may be set without an arrival at the desk.
MISSED = frozenset({*AUTHORISED_NUMBERS, *UNAUTHORISED_NUMBERS})
# Before anything that somebody does about an absence of that half.
BEGINS = {Session.AM: time(0, 1), Session.PM: time(12, 0)}

Marked = tuple[date, Session, int | None]


def absences_of(calendar: PupilCalendar, *, n_days: int) -> Entries:
    """Each absence of the school year, newest first: sessions in a row with one code. No statement.

    `n_days` are the school days within which an N is resolved (reg 10(7)-(9)).
    """
    spells = [_entry(calendar, spell, n_days) for spell in _spells(calendar)]
    return Entries(frozenset({EntryKind.MARK}), spells[::-1])


def _spells(calendar: PupilCalendar) -> Iterator[list[Marked]]:
    sessions = ((day.on, half, number) for day in calendar.past for half, number in day.halves)
    for number, spell in groupby(sessions, key=lambda each: each[2]):
        if number in MISSED:
            yield list(spell)


def _entry(calendar: PupilCalendar, spell: Sequence[Marked], n_days: int) -> Entry:
    first, half, number = spell[0]
    code = code_of(number or NO_REASON)
    return Entry(
        at=datetime.combine(first, BEGINS[half], tzinfo=LONDON),
        kind=EntryKind.MARK,
        title="Absent, no reason yet" if number == NO_REASON else code.title,
        words=". ".join(_words(calendar, spell, n_days)),
        flag=code.letter,
        css=code.code_class.css,
        halves=_halves(spell),
    )


def _halves(spell: Sequence[Marked]) -> str:
    """The sessions of a spell beside its first day: "AM", "AM PM", "AM to Fri 12 Mar PM"."""
    (first, half, _), (last, last_half, _) = spell[0], spell[-1]
    if first != last:
        return f"{half.name} to {short_day_words(last)} {last_half.name}"
    return half.name if half == last_half else f"{half.name} {last_half.name}"


def _words(calendar: PupilCalendar, spell: Sequence[Marked], n_days: int) -> Iterator[str]:
    first, _, number = spell[0]
    yield count_words(len(spell), "session")
    due = n_deadline(first, calendar.school_days, n_days) if number == NO_REASON else None
    if due is not None:
        yield f"Must be resolved by {short_day_words(due)}"
