"""Which figures stay hidden from who sees totals without pupils: a column for all of its lines, or for none.

Sessions of one period less those of another are sessions of a third: a column of sessions that one of the
days on offer would betray is hidden in all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from attendance.figure_bases import Basis
from attendance.figure_kinds import FigureKind
from attendance.queries.figures.groups import Figures, SchoolFigures, school_totals
from attendance.queries.figures.limits import FigureLimits
from attendance.queries.figures.sums import Days
from reporting.queries.figure_choices import NamedDays
from reporting.small_numbers import Part, telling_columns

# These are no sums over time: no two periods give them for a third.
_OF_PUPILS = {FigureKind.PERSISTENT, FigureKind.SEVERE}
_NOTHING: frozenset[FigureKind] = frozenset()


@dataclass(frozen=True, slots=True)
class HiddenColumns:
    """The figures that are hidden of every group, and those of the whole."""

    groups: frozenset[FigureKind] = _NOTHING
    whole: frozenset[FigureKind] = _NOTHING


OPEN = HiddenColumns()


def hidden_columns(found: SchoolFigures, of_periods: Collection[Figures], least: int) -> HiddenColumns:
    """What is hidden of a school's groups and of its whole; `of_periods` is the whole in each of the days."""
    groups = telling_columns([_parts(group.figures) for group in found.groups], least)
    over_time = telling_columns([_parts(figures) for figures in of_periods], least) - _OF_PUPILS
    return HiddenColumns(groups, over_time | telling_columns([_parts(found.whole)], least))


def totals_of_periods(
    limits: Mapping[int, FigureLimits], named: Sequence[NamedDays], *, basis: Basis
) -> list[dict[int, Figures]]:
    """The totals of each school in each of the days on offer: a statement for each."""
    days = (Days(each.days.starts_on, each.days.ends_on) for each in named)
    return [school_totals(limits, each, basis=basis) for each in days]


def _parts(figures: Figures) -> dict[FigureKind, tuple[Part, ...]]:
    """The pupils behind each figure; in every one, who has a session at all.

    Authorised and unauthorised stand together: the sessions attended are shown, and the rest is these two.
    Of the persistently absent, the severe leave a rest that the two figures tell.
    """
    behind, pupils = figures.behind, figures.pupils
    size = (pupils, pupils)
    absence = (size, (behind.authorised, pupils), (behind.unauthorised, pupils))
    not_severe = behind.persistent - behind.severe if behind.severe else 0
    persistent = ((behind.persistent, pupils), (figures.persistent, figures.counted))
    return {
        FigureKind.ATTENDANCE: (size, (behind.absent, behind.absent)),
        FigureKind.AUTHORISED: absence,
        FigureKind.UNAUTHORISED: absence,
        FigureKind.LATE: (size, (behind.late, pupils)),
        FigureKind.LATE_AFTER_CLOSE: (size, (behind.late_after_close, pupils)),
        FigureKind.PERSISTENT: (size, *persistent),
        FigureKind.SEVERE: (
            size,
            (behind.severe, pupils),
            (not_severe, not_severe),
            (figures.severe, figures.counted),
        ),
    }
