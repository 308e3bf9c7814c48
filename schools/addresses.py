"""Addresses in words, and which of a family's must not be told. Pure.

A hidden address is the home of somebody who was put out of reach of somebody else. It is told only to those
with its right, and so is the same place where it stands again: under another name, another spelling, another
member of the family.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

WITHHELD = "Address withheld. Ask the DSL"
POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) *([0-9][A-Z]{2})\b", re.IGNORECASE)
# A part that names no place by itself: a number, or what is inside a house.
INSIDE = re.compile(r"(flat|apartment|apt|unit|room|floor|suite)?\W*[0-9]*[a-z]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a pupil or a parent."""

    lines: str
    postcode: str
    hidden: bool = False

    @property
    def words(self) -> str:
        """The address in one line."""
        return ", ".join(part for part in (self.lines.replace("\n", ", "), self.postcode) if part)

    @property
    def places(self) -> frozenset[str]:
        """What two spellings of one address share: a postcode wherever it stands, the lines, or the house."""
        codes = ("".join(found) for found in POSTCODE.findall(self.lines))
        lines = POSTCODE.sub("", self.lines)
        return frozenset(filter(None, map(_plain, (self.postcode, *codes, lines, *_houses(lines)))))


def _houses(lines: str) -> Iterator[str]:
    """The part of an address that names the house, without the flat in it and the town after it."""
    number = ""
    for part in re.split(r"[,;\n]", lines):
        if not INSIDE.fullmatch(part.strip()):
            yield number + part
            return
        number = part if part.strip()[:1].isdigit() else ""


def _plain(text: str) -> str:
    return "".join(char for char in text.upper() if char.isalnum())


def hidden_places(addresses: Iterable[Address]) -> frozenset[str]:
    """The places of which a family's hidden addresses speak."""
    return frozenset().union(*(address.places for address in addresses if address.hidden))


def is_secret(address: Address, secret: Collection[str]) -> bool:
    """Whether an address is hidden, or speaks of a place that is."""
    return bool(address.words) and (address.hidden or any(place in secret for place in address.places))


def address_words(address: Address, secret: Collection[str], *, may_see_hidden: bool) -> str:
    """An address as a person may read it; empty where there is none."""
    if not is_secret(address, secret):
        return address.words
    return f"{address.words} (hidden: do not give it out)" if may_see_hidden else WITHHELD


def stored_postcode(text: str) -> str:
    """A postcode as it is stored: capitals, one space before the last three characters."""
    plain = "".join(text.upper().split())
    return f"{plain[:-3]} {plain[-3:]}" if 5 <= len(plain) <= 7 else plain
