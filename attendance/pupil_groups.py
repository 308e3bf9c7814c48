"""The groups of pupils that figures compare with the rest: pupils who have one fact in common. Pure.

A group is named by its section and a value ("support-sen"); an empty value is "not recorded".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from schools.pupil_flags import PROTECTED, SUPPORT

SEND = "send"
MOST_COMBINED = 3
# Free words of the school's own: so many of the largest groups are shown.
MOST_OF_WORDS, MOST_CHARACTERS = 12, 60
NOT_RECORDED = "Not recorded"
SEXES = {"F": "Female", "M": "Male"}
# The main groups of the school census, by the first letter of its code. REFU and NOBT say nothing of it.
ETHNIC_GROUPS: Mapping[str, tuple[str, str]] = {
    "A": ("asian", "Asian or Asian British"),
    "B": ("black", "Black or Black British"),
    "C": ("chinese", "Chinese"),
    "M": ("mixed", "Mixed"),
    "W": ("white", "White"),
    "O": ("other", "Any other ethnic group"),
}
_SUPPORT_ORDER = (
    *("disadvantaged", "fsm", "ever6", SEND, "sen", "ehcp", "medical", "mental_health", "young_carer"),
    *("eal", "service"),
)


class Section(StrEnum):
    """Facts of one kind, as the page has them together."""

    SUPPORT = "support"
    CARE = "care"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    LANGUAGE = "language"
    TRAVEL = "travel"

    @property
    def words(self) -> str:
        """The section in words."""
        return _WORDS[self]

    @property
    def is_of_all(self) -> bool:
        """Whether every pupil is in one of its groups, though it be that of those not recorded."""
        return self not in (Section.SUPPORT, Section.CARE)


_WORDS = {
    Section.SUPPORT: "Support",
    Section.CARE: "Social care",
    Section.SEX: "Sex",
    Section.ETHNICITY: "Ethnic group",
    Section.LANGUAGE: "First language",
    Section.TRAVEL: "How they come to school",
}


def _known() -> dict[Section, dict[str, str]]:
    support = {kind: title for kind, (_, title) in SUPPORT.items()} | {SEND: "SEND: SEN support or a plan"}
    return {
        Section.SUPPORT: {kind: support[kind] for kind in _SUPPORT_ORDER},
        Section.CARE: {kind: title for kind, (_, title) in PROTECTED.items()},
        Section.SEX: SEXES,
        Section.ETHNICITY: dict(ETHNIC_GROUPS.values()),
    }


# The values that a section can have, in their order, with their words; the others have words of the school.
KNOWN = _known()


def section_of(group: str) -> Section | None:
    """The section of a group as an address names it; None of what is no group."""
    name, dash, value = group.partition("-")
    if not dash or name not in set(Section):
        return None
    section = Section(name)
    if section not in KNOWN:
        return section if value.isprintable() and len(value) <= MOST_CHARACTERS else None
    return section if value in KNOWN[section] or (section.is_of_all and not value) else None


def group_name(group: str) -> str:
    """A group in words: "Young carer", "Polish", "Not recorded"."""
    name, _, value = group.partition("-")
    known = KNOWN.get(Section(name), {})
    return known.get(value) or (value[:1].upper() + value[1:]) or NOT_RECORDED


def chosen_groups(asked: Iterable[str]) -> tuple[str, ...]:
    """The groups of an address that are combined, each once, the first three; what is none is left out."""
    groups = dict.fromkeys(group for group in asked if section_of(group) and not group.endswith("-"))
    return tuple(groups)[:MOST_COMBINED]


def in_order(section: Section, pupils: Mapping[str, int]) -> list[str]:
    """The groups of a section as the page lists them, those not recorded last.

    `pupils` has how many each group has. Groups in the school's own words come by size, the largest alone.
    """
    groups = [group for group in pupils if section_of(group) is section]
    named = [group for group in groups if not group.endswith("-")]
    if section in KNOWN:
        order = list(KNOWN[section])
        named.sort(key=lambda group: order.index(group.partition("-")[2]))
    else:
        named = sorted(named, key=lambda group: (-pupils[group], group))[:MOST_OF_WORDS]
    return named + [group for group in groups if group.endswith("-")]
