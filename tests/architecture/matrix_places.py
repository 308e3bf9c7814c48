"""Whom and what the permission matrix asks about, and the words that it plants."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.models import User
from accounts.roles import Permission
from tests.world import World

WORD = re.compile(r"zq[a-z]{8}")


class Relation(StrEnum):
    """How the thing asked for stands to the person who asks."""

    OWN = "own class"
    OTHER_CLASS = "another class of the school"
    SMUGGLED = "another school's thing under the own school's path"
    SISTER = "another school of the trust"
    FOREIGN = "a school of another trust"


@dataclass(frozen=True)
class Place:
    """A school's path, and the things of a school that addresses name."""

    path: str
    group: int
    pupil: int
    membership: int
    run: int
    lesson: int = 1
    closure: int = 1
    source: int = 1
    person: int = 1
    member: int = 1
    address: int = 1
    contact: int = 1
    safety_note: int = 1
    marker: int = 1
    act: int = 1
    pack: int = 1
    alert: int = 1


@dataclass(frozen=True)
class Canary:
    """A word, the right that opens what it stands in, and where its child is."""

    right: Permission | None
    school: int
    is_own_class: bool


@dataclass
class MatrixWorld:
    """The people who ask, the places they ask for, and the words they may not all see."""

    world: World
    inactive: User
    places: dict[Relation, Place]
    canaries: dict[str, Canary] = field(default_factory=dict)


def new_word(made: MatrixWorld, right: Permission | None, school: int, *, own: bool) -> str:
    """A new word of ten letters, written down with what it takes to see it."""
    number, letters = 104_729 * (len(made.canaries) + 1), ""
    for _ in range(8):
        number, place = divmod(number * 31 + 17, 26)
        letters += chr(ord("a") + place)
    word = f"zq{letters}"
    assert word not in made.canaries
    made.canaries[word] = Canary(right, school, own)
    return word
