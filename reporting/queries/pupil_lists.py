"""The short list of the finder, and why a pupil of a list is not on roll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reporting.queries.links import pupil_url
from reporting.queries.pupil_searches import all_who_may_be_found, pupils_fitting
from schools.access import Rights
from schools.queries.pupil_joins import LATEST_ROLL, REGISTRATION, YEAR_GROUP
from schools.queries.rows import rows_of
from schools.wording import day_words
from schools.year_groups import year_label

MOST_IN_FINDER = 10
# Of ids that the search has found within reach.
NAMED = f"""
SELECT p.id, p.known_forename, p.known_surname, coalesce(g.name, ''), y.year_group,
       roll.admitted_on, roll.left_on
FROM unnest(%(pupils)s::bigint[]) WITH ORDINALITY AS asked (id, place)
JOIN schools_pupil p ON p.id = asked.id
{LATEST_ROLL} {REGISTRATION} {YEAR_GROUP}
ORDER BY asked.place
"""


@dataclass(frozen=True)
class FinderLine:
    """A pupil whom the finder offers; `note` says why one is not on roll."""

    name: str
    url: str
    group: str
    year: str
    note: str


def finder_lines(rights: Rights, words: str, *, on: date) -> list[FinderLine]:
    """At most ten pupils for the finder, best first: two statements, or none without words."""
    ids = pupils_fitting(all_who_may_be_found(rights), words, most=MOST_IN_FINDER)
    if not ids:
        return []
    return [
        FinderLine(
            name=f"{surname}, {forename}",
            url=pupil_url(rights, pupil_id),
            group=group,
            year="" if year is None else year_label(year),
            note=roll_words(admitted_on, left_on, on=on),
        )
        for pupil_id, forename, surname, group, year, admitted_on, left_on in rows_of(
            NAMED, {"pupils": ids, "on": on}
        )
    ]


def roll_words(admitted_on: date | None, left_on: date | None, *, on: date) -> str:
    """Why a pupil is not on roll on a day; empty for one who is."""
    if admitted_on is None:
        return "Not on roll"
    if on < admitted_on:
        return f"Starts {day_words(admitted_on, year=True)}"
    if left_on is not None and left_on < on:
        return f"Left {day_words(left_on, year=True)}"
    return ""
