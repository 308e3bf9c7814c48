"""Small numbers hidden from who may see figures without any pupil, and what would betray them. Pure.

A number from 1 to the limit may name a child. It is hidden, and with it so many others of its column that
no total less what is shown gives it away. Every hidden number looks alike, so nobody sees which was small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Part = tuple[int, int]  # a count, and of how many


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """Pupils of a group with a session, and how many of them are persistently and severely absent."""

    pupils: int
    persistent: int
    severe: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """The places of a column that are hidden, and whether its total is."""

    places: frozenset[int]
    total: bool


@dataclass(frozen=True, slots=True)
class HiddenFigures:
    """Which groups are hidden whole, and which counts of persistent and severe absence are."""

    groups: Hidden
    persistent: Hidden
    severe: Hidden


def hide_small(groups: Sequence[GroupCounts], whole: GroupCounts, least: int) -> HiddenFigures:
    """What to hide of groups that add up to a whole, so that nobody learns of fewer than `least` pupils."""
    sizes = [(group.pupils, group.pupils) for group in groups]
    by_size = _hide(sizes, (whole.pupils, whole.pupils), None, least)
    parts = [(group.persistent, group.pupils) for group in groups]
    persistent = _hide(parts, (whole.persistent, whole.pupils), by_size, least)
    parts = [(group.severe, group.persistent) for group in groups]
    return HiddenFigures(
        by_size, persistent, _hide(parts, (whole.severe, whole.persistent), persistent, least)
    )


def is_small(count: int, least: int) -> bool:
    """Whether a number of pupils may name one: not none, and fewer than the limit."""
    return 0 < count < least


def is_telling(part: Part, least: int) -> bool:
    """Whether a count of so many, or what is left of them, may name a pupil."""
    count, of = part
    return is_small(count, least) or is_small(of - count, least)


def _hide(parts: Sequence[Part], whole: Part, above: Hidden | None, least: int) -> Hidden:
    """The telling counts, those of groups that are hidden already, and the smallest beside them.

    What is hidden of a column that has a total can be worked out together, so it must be two counts at least
    and tell nothing as a sum.
    """
    if (above and above.total) or is_telling(whole, least):
        return Hidden(frozenset(range(len(parts))), total=True)
    hidden = {place for place, part in enumerate(parts) if is_telling(part, least)}
    hidden |= above.places if above else set()
    spare = sorted(set(range(len(parts))) - hidden, key=lambda place: (not parts[place][0], parts[place]))
    while hidden and spare and not _is_safe([parts[place] for place in hidden], least):
        hidden.add(spare.pop(0))
    is_known = bool(hidden) and not _is_safe([parts[place] for place in hidden], least)
    return Hidden(frozenset(hidden), total=is_known)


def _is_safe(parts: Sequence[Part], least: int) -> bool:
    """Whether hidden counts say nothing together."""
    together = (sum(count for count, _ in parts), sum(of for _, of in parts))
    return len(parts) > 1 and not is_telling(together, least)
