"""The kinds of pattern, and what each says: counts first, then a caution. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schools.calendar import DAY_NAMES, Session
from schools.wording import count_words


class PatternKind(StrEnum):
    """What marks may show, by the word that addresses and the database use."""

    WEEKDAY = "weekday"
    BROKEN = "broken"
    CLOSURES = "closures"
    HALVES = "halves"
    AFTER_LATES = "after-lates"
    SIBLINGS = "siblings"
    ILLNESS = "illness"
    CHANGE = "change"
    SEPTEMBER = "september"
    LATES = "lates"

    @property
    def heading(self) -> str:
        """The kind as a heading names it."""
        return _TITLES[self]

    @property
    def explained(self) -> str:
        """What the kind looks at, and against what, in a sentence."""
        return _EXPLAINED[self]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What was found, in whole numbers: `found` of `out_of`, against `beside` of `beside_of`.

    `days` are the days that it rests on. `part` is the day of the week (Monday is 0), the session (1 or 2) or
    the days or weeks of the rule, as its kind needs; `sibling` the pupil with whom it is shared.
    """

    kind: PatternKind
    found: int
    out_of: int
    beside: int
    beside_of: int
    days: tuple[date, ...]
    part: int = 0
    sibling: int | None = None
    has_appointments: bool = False

    @property
    def words(self) -> str:
        """The counts: "5 of 7 Mondays missed in whole or part, against 1 of 20 other days"."""
        return _WORDS[self.kind](self)

    @property
    def caution(self) -> str:
        """What else it may be, and that a person asks."""
        words = _CAUTIONS[self.kind]
        return f"{words} Appointments (M) are among them." if self.has_appointments else words


def _weekday(found: Pattern) -> str:
    day = DAY_NAMES[found.part]
    return (
        f"{found.found} of {count_words(found.out_of, day)} missed in whole or part, "
        f"against {found.beside} of {count_words(found.beside_of, 'other day')}"
    )


def _broken(found: Pattern) -> str:
    return (
        f"{found.found} of {count_words(found.out_of, 'absence')} were single days; in the whole school "
        f"{found.beside} of {found.beside_of} are"
    )


def _closures(found: Pattern) -> str:
    return (
        f"{found.found} of {count_words(found.out_of, 'absence')} lie beside a holiday or a closure, where "
        f"{found.beside} of {count_words(found.beside_of, 'school day')} lie"
    )


def _halves(found: Pattern) -> str:
    half = Session(found.part).words
    return (
        f"{found.found} of {count_words(found.out_of, 'half day')} missed were {half}s; in the whole school "
        f"{found.beside} of {found.beside_of} are"
    )


def _after_lates(found: Pattern) -> str:
    return (
        f"{found.found} of {count_words(found.out_of, 'day')} after a late missed, against {found.beside} of "
        f"{count_words(found.beside_of, 'day')} after coming on time"
    )


def _siblings(found: Pattern) -> str:
    return (
        f"{found.found} of {count_words(found.out_of, 'absence')} began on a day that the brother or sister "
        f"missed as well, who missed {found.beside} of {count_words(found.beside_of, 'day')}"
    )


def _illness(found: Pattern) -> str:
    tenths = (20 * found.beside * found.out_of + found.beside_of) // (2 * found.beside_of)
    up_to = "1 day" if found.part == 1 else f"1 to {found.part} days"
    return (
        f"{count_words(found.found, 'absence')} coded I, of {up_to}, whole or part, in "
        f"{count_words(found.out_of, 'school day')}; a pupil here has "
        f"{tenths // 10}.{tenths % 10} on average"
    )


def _change(found: Pattern) -> str:
    return (
        f"{count_words(found.found, 'absence')} in the last {count_words(found.out_of, 'school week')}, "
        f"against {found.beside} in the {found.beside_of} before"
    )


def _september(found: Pattern) -> str:
    return (
        f"{count_words(found.found, 'separate absence')} in the first {found.out_of} school weeks: "
        f"{found.beside} of {count_words(found.beside_of, 'day')} missed in whole or part"
    )


def _lates(found: Pattern) -> str:
    days = count_words(found.out_of, "day")
    return f"{found.found} of {days} with a late (L or U) fell on a {DAY_NAMES[found.part]}"


_TITLES = {
    PatternKind.WEEKDAY: "One day of the week",
    PatternKind.BROKEN: "Single days, not spells",
    PatternKind.CLOSURES: "Beside holidays and closures",
    PatternKind.HALVES: "Mornings or afternoons only",
    PatternKind.AFTER_LATES: "The day after a late",
    PatternKind.SIBLINGS: "Together with a brother or sister",
    PatternKind.ILLNESS: "Repeated short illness",
    PatternKind.CHANGE: "Sudden change",
    PatternKind.SEPTEMBER: "Early September",
    PatternKind.LATES: "Late on one day of the week",
}
_EXPLAINED = {
    PatternKind.WEEKDAY: "Days missed on one weekday, against the pupil's other days and the school's own "
    "shape of the week.",
    PatternKind.BROKEN: "Absences of a single day among those that are over, against the whole school.",
    PatternKind.CLOSURES: "Absences that touch the last day before, or the first day after, a time in which "
    "the school does not meet, against where absences of the same length fall.",
    PatternKind.HALVES: "Days on which the pupil came to one session alone, against the school's own.",
    PatternKind.AFTER_LATES: "Absences that began the day after a late, against those after coming on time.",
    PatternKind.SIBLINGS: "Absences that began on a day that a brother or sister missed as well, against how "
    "often they are away.",
    PatternKind.ILLNESS: "Short absences coded I alone, whole or part days, against the school's average for "
    "as many days.",
    PatternKind.CHANGE: "Absences that began lately, against the pupil's own weeks before and the school's.",
    PatternKind.SEPTEMBER: "Separate absences in the first weeks of the year, shown in September and "
    "October. Whoever misses school early in September often goes on to miss a tenth of the year.",
    PatternKind.LATES: "Lates on one weekday, against the pupil's other days and the school's own.",
}
_ASK = "Ask before you conclude."
_CAUTIONS = {
    PatternKind.WEEKDAY: f"Some of these days can be chance, or a timetable that is hard. {_ASK}",
    PatternKind.BROKEN: f"Single days can be a condition that comes and goes. {_ASK}",
    PatternKind.CLOSURES: f"Travel to a family far away, or illness in a holiday, looks the same. {_ASK}",
    PatternKind.HALVES: f"Treatment, medicines and one lesson look the same. {_ASK}",
    PatternKind.AFTER_LATES: f"A bad night, pain or worry comes before both. {_ASK}",
    PatternKind.SIBLINGS: f"Children of one home catch the same illness. {_ASK}",
    PatternKind.ILLNESS: f"A known condition, treatment or a plan may explain it. {_ASK}",
    PatternKind.CHANGE: f"Something may have happened that nobody told the school. {_ASK}",
    PatternKind.SEPTEMBER: f"A few days say little of a year; a kind word early helps most. {_ASK}",
    PatternKind.LATES: f"A bus, a club or a parent's shift may be behind it. {_ASK}",
}
_WORDS: dict[PatternKind, Callable[[Pattern], str]] = {
    PatternKind.WEEKDAY: _weekday,
    PatternKind.BROKEN: _broken,
    PatternKind.CLOSURES: _closures,
    PatternKind.HALVES: _halves,
    PatternKind.AFTER_LATES: _after_lates,
    PatternKind.SIBLINGS: _siblings,
    PatternKind.ILLNESS: _illness,
    PatternKind.CHANGE: _change,
    PatternKind.SEPTEMBER: _september,
    PatternKind.LATES: _lates,
}
