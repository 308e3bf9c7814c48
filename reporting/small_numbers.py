"""Small numbers hidden from who may see figures without any pupil. Pure.

A number from 1 to the limit may name a child, and so may what is left of its group. Its column then stands
for none of the lines: no number is picked to hide another, so there is no pick to reason back from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

Part = tuple[int, int]  # so many pupils, and of how many
Column = TypeVar("Column")


def telling_columns(lines: Iterable[Mapping[Column, Collection[Part]]], least: int) -> frozenset[Column]:
    """The columns that these lines may not show, so that nobody learns of fewer than `least` pupils.

    A line has for each of its columns the parts that stand behind the figure.
    """
    return frozenset(
        column
        for line in lines
        for column, parts in line.items()
        if any(is_telling(part, least) for part in parts)
    )


def is_telling(part: Part, least: int) -> bool:
    """Whether so many pupils, or the rest of those they are of, may name one."""
    count, of = part
    return is_small(count, least) or is_small(of - count, least)


def is_small(count: int, least: int) -> bool:
    """Whether a number of pupils may name one: not none, and fewer than the limit."""
    return 0 < count < least
