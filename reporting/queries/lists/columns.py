"""The columns of the list of pupils: what each shows of a pupil, and how it orders them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from attendance.bands import MovementValues, sessions_left
from attendance.line_rules import LineValues
from attendance.metrics import round_half_up
from attendance.thresholds import PERSISTENT_PERCENT
from reporting.queries.lists.rows import ListedPupil
from reporting.table_files import Cell, Percent
from reporting.tiles import fraction_words
from schools.pupil_flags import protected_flags, support_flags
from schools.wording import count_words
from schools.year_groups import year_label


class Column(StrEnum):
    """A column, by the word of an address."""

    GROUP = "group"
    YEAR = "year"
    FLAGS = "flags"
    ATTENDED = "attended"
    PERCENT = "percent"
    MISSED = "missed"
    AUTHORISED = "authorised"
    ILLNESS = "illness"
    UNAUTHORISED = "unauthorised"
    LATES = "lates"
    LEFT = "left"
    LATELY = "lately"

    @property
    def is_figure(self) -> bool:
        """Whether it is of sessions: a number at the right, for who may see figures."""
        return self not in (Column.GROUP, Column.YEAR, Column.FLAGS)

    @property
    def begins_large(self) -> bool:
        """Whether a first press orders it by the largest: what is missed before what is attended."""
        return self.is_figure and self not in (Column.ATTENDED, Column.PERCENT, Column.LEFT)


Order: TypeAlias = "int | str | Fraction | None"


@dataclass(frozen=True)
class _Shown:
    heading: str
    cell: Callable[[ListedPupil, MovementValues], Cell]
    order: Callable[[ListedPupil, MovementValues], Order] | None = None
    is_usual: bool = True


def heading_of(column: Column, values: LineValues) -> str:
    """A column's heading, with the school weeks of the notice where it counts in them."""
    return _COLUMNS[column].heading.format(weeks=count_words(values.notice_weeks, "school week"))


def cell_of(column: Column, pupil: ListedPupil, values: MovementValues) -> Cell:
    """What a column shows of a pupil; nothing of sessions for who may not see that pupil's figures."""
    if column.is_figure and not pupil.is_counted:
        return None
    if column.is_figure and column is not Column.ATTENDED and not pupil.tally.possible:
        return None
    return _COLUMNS[column].cell(pupil, values)


def order_of(column: Column, pupil: ListedPupil, values: MovementValues) -> Order:
    """By what a column orders a pupil; None stands last whichever way."""
    if column.is_figure and not (pupil.is_counted and pupil.tally.possible):
        return None
    shown = _COLUMNS[column]
    found = (shown.order or shown.cell)(pupil, values)
    return found if isinstance(found, int | str | Fraction) else None


def columns_in(asked: str, allowed: Sequence[Column]) -> tuple[Column, ...]:
    """The columns that an address names, in their own order; the usual ones where it names none."""
    wanted = set(asked.split(","))
    named = tuple(column for column in allowed if column.value in wanted)
    return named or tuple(column for column in allowed if _COLUMNS[column].is_usual)


def columns_for(*, figures: bool, facts: bool) -> list[Column]:
    """The columns that a person may choose."""
    return [
        column
        for column in Column
        if (figures or not column.is_figure) and (facts or column is not Column.FLAGS)
    ]


def flag_words(pupil: ListedPupil) -> str:
    """The flags that this person may see, short: "SEN K, SW"."""
    flags = [*support_flags(pupil.support), *protected_flags(pupil.protected)]
    return ", ".join(short for short, _ in flags)


def _percent(pupil: ListedPupil, values: MovementValues) -> Cell:
    """Attendance as a percentage; none of few sessions, of which it says little."""
    rate = pupil.tally.attendance_rate
    if rate is None or pupil.tally.possible < values.few_sessions:
        return None
    return Percent(round_half_up(rate * 100))


def _left(pupil: ListedPupil, values: MovementValues) -> int:
    """Sessions left of the whole year before persistent absence; below 0 past it."""
    return sessions_left(pupil.tally, pupil.to_come, is_below=values.is_below)[PERSISTENT_PERCENT]


_COLUMNS: Mapping[Column, _Shown] = {
    Column.GROUP: _Shown("Class", lambda pupil, _: pupil.group),
    Column.YEAR: _Shown(
        "Year",
        lambda pupil, _: "" if pupil.year is None else year_label(pupil.year),
        lambda pupil, _: pupil.year,
    ),
    Column.FLAGS: _Shown("Flags", lambda pupil, _: flag_words(pupil), is_usual=False),
    Column.ATTENDED: _Shown(
        "Sessions attended",
        lambda pupil, _: fraction_words(pupil.tally),
        lambda pupil, _: pupil.tally.attended,
    ),
    Column.PERCENT: _Shown("Attendance", _percent, lambda pupil, _: pupil.tally.attendance_rate),
    Column.MISSED: _Shown("Missed", lambda pupil, _: pupil.tally.absent),
    Column.AUTHORISED: _Shown("Authorised", lambda pupil, _: pupil.tally.authorised),
    Column.ILLNESS: _Shown("Of these illness", lambda pupil, _: pupil.illness),
    Column.UNAUTHORISED: _Shown("Unauthorised", lambda pupil, _: pupil.tally.unauthorised),
    Column.LATES: _Shown("Late", lambda pupil, _: pupil.tally.late_in_all, is_usual=False),
    Column.LEFT: _Shown("Left before persistent absence", _left, is_usual=False),
    Column.LATELY: _Shown(
        "Unauthorised in {weeks}", lambda pupil, _: pupil.unauthorised_lately, is_usual=False
    ),
}
