"""A school's row of GIAS, read as the facts of our set-up form (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from integrations.gias.client import NAME, URN, GiasRefused, Row
from schools.names import clean_text
from schools.year_groups import NURSERY_1, OLDEST_YEAR, RECEPTION

OPEN = "Open"
STATUS = "EstablishmentStatus (name)"
PHASE = "PhaseOfEducation (name)"
KIND = "TypeOfEstablishment (name)"
NUMBERS = (("la_code", "LA (code)", 3), ("establishment", "EstablishmentNumber", 4))
# The phase with its code and the years that its schools usually have.
PHASES: Mapping[str, tuple[str, int, int]] = {
    "nursery": ("PS", -2, -1),
    "primary": ("PS", 0, 6),
    "middle deemed primary": ("MP", 4, 7),
    "middle deemed secondary": ("SS", 5, 8),
    "secondary": ("SS", 7, 11),
    "16 plus": ("SS", 12, 13),
    "all-through": ("AT", 0, 13),
}
SPECIAL = ("SP", 0, 13)
STARTS_SCHOOL = 5  # of compulsory school age; children are in Reception in the year before


@dataclass(frozen=True, slots=True)
class GiasSchool:
    """What the register says of a school, by field of the form; `missing` names what it does not say."""

    facts: Mapping[str, str]
    missing: tuple[str, ...]


def school_of(rows: Sequence[Row]) -> GiasSchool:
    """The school of these rows: the open one. Raises GiasRefused where the register has it closed."""
    row = next((row for row in rows if _is_open(row)), None)
    if row is None:
        raise GiasRefused(f"The register lists {rows[0][NAME]}, URN {rows[0][URN]}, as closed.")
    facts = {"name": clean_text(row[NAME])[:200], "urn": row[URN]}
    facts["trust_name"] = clean_text(row.get("Trusts (name)", "") or row[NAME])[:200]
    for field, heading, digits in NUMBERS:
        if row.get(heading, "").isdecimal():
            facts[field] = row[heading].zfill(digits)
    facts |= _years(row)
    named = {"la_code": "the local authority number", "establishment": "the establishment number"}
    named |= {"phase": "the phase", "youngest_year": "the years"}
    return GiasSchool(facts, tuple(words for field, words in named.items() if field not in facts))


def _is_open(row: Row) -> bool:
    """Open, or open and about to close; a file without the column says nothing against it."""
    return row.get(STATUS, OPEN).startswith(OPEN)


def _years(row: Row) -> dict[str, str]:
    """The phase, with the years of its ages, or those that are usual for the phase."""
    is_special = "special" in row.get(KIND, "").lower()
    usual = SPECIAL if is_special else PHASES.get(row.get(PHASE, "").lower())
    low, high = row.get("StatutoryLowAge", ""), row.get("StatutoryHighAge", "")
    years = (usual[1], usual[2]) if usual else None
    if low.isdecimal() and high.isdecimal():
        years = _year_from(int(low)), _year_until(int(high))
    facts = {"phase": usual[0]} if usual else {}
    if years and years[0] <= years[1]:
        facts |= {"youngest_year": str(years[0]), "oldest_year": str(years[1])}
    return facts


def _year_from(age: int) -> int:
    """The youngest year of a school that takes children from an age: Reception from 4 or 5."""
    if age == STARTS_SCHOOL:
        return RECEPTION
    return min(max(age - 4, NURSERY_1), OLDEST_YEAR)


def _year_until(age: int) -> int:
    """The oldest year of a school that keeps children until an age: Year 6 until 11, Year 11 until 16."""
    return min(max(age - 5, NURSERY_1), OLDEST_YEAR)
