"""The entries of a pupil's chronology that attendance holds, as one reader may know them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accounts.roles import Permission
from attendance.queries.first_day.chronology_rows import (
    AGENCY_SOURCE,
    CONTACT_SOURCES,
    DESK_SOURCES,
    LEAD_SOURCE,
    OWN,
    RESTRICTED,
    STAY_SOURCE,
    VISIT_MADE_SOURCE,
    VISIT_SOURCE,
    WORK_SOURCES,
    Source,
)
from attendance.queries.first_day.chronology_words import Reader, entry_of
from schools.access import Rights
from schools.chronology import Entries, EntryKind
from schools.queries.rows import rows_of


def absence_entries(
    rights: Rights, pupil_id: int, *, held: frozenset[Permission], kind: EntryKind | None, most: int
) -> Entries:
    """The latest `most` entries of one pupil, of one kind if asked: one statement at most.

    The caller has reached the pupil and knows which rights reach them (`held`). What a right does not open is
    not read: no text of it is in the answer.
    """
    sources = list(_sources(rights, held))
    chosen = [source for source in sources if kind in (None, source.kind)]
    kinds = frozenset(source.kind for source in sources)
    restricted = _is_restricted(held) and kind in (None, EntryKind.VISIT)
    if not chosen and not restricted:
        return Entries(kinds)
    rows = rows_of(_statement(chosen, restricted), _values(rights, pupil_id, most))
    reader = Reader(rights.user.pk, held)
    entries = [entry_of(reader, *row[:4]) for row in rows if row[0]]
    found = {entry.kind for entry in entries}
    return Entries(
        kinds=kinds,
        entries=entries,
        restricted=rows[0][4],
        opened=frozenset(source.opened for source in chosen if source.opened and source.kind in found),
    )


def _sources(rights: Rights, held: frozenset[Permission]) -> Iterator[Source]:
    """The sources that the rights open.

    A teacher learns that the family was contacted, that the school asked a pupil to stay at home, and when
    they came and went (`attendance.history`). That somebody went to the home is told to who holds that right
    for the whole school; what was found there needs `visit.work`.
    """
    has_history = Permission.ATTENDANCE_HISTORY in held
    if has_history or Permission.FIRST_DAY_WORK in held:
        yield from CONTACT_SOURCES
        yield STAY_SOURCE
    if Permission.FIRST_DAY_WORK in held:
        yield from WORK_SOURCES
    if Permission.ESCALATION_RAISE in held:
        yield LEAD_SOURCE
    if Permission.PROTECTED_FACTS_VIEW in held:
        yield AGENCY_SOURCE
    if Permission.VISIT_WORK in held:
        yield VISIT_SOURCE
    elif has_history and rights.has_for_school(Permission.ATTENDANCE_HISTORY):
        yield VISIT_MADE_SOURCE
    if has_history or Permission.DESK_SIGN_IN in held:
        yield from DESK_SOURCES


def _is_restricted(held: frozenset[Permission]) -> bool:
    """Whether the reader works on absences and may know of visits, and reads none."""
    return (
        Permission.FIRST_DAY_WORK in held
        and Permission.VISIT_WORK not in held
        and Permission.ATTENDANCE_HISTORY not in held
    )


def _statement(sources: list[Source], restricted: bool) -> str:
    """One statement of all sources; its first row stands without an entry where only the count is asked."""
    count = RESTRICTED if restricted else "0"
    if not sources:
        return f"{OWN} SELECT NULL, NULL, NULL, NULL, {count}"
    union = " UNION ALL ".join(f"({source.sql})" for source in sources)
    return f"""{OWN}
SELECT x.source, x.at, x.by, x.facts, {count} FROM (SELECT 1) AS one
LEFT JOIN LATERAL (
  SELECT * FROM ({union}) AS every (source, at, by, facts) ORDER BY at DESC, source LIMIT %(most)s) x ON true
ORDER BY x.at DESC, x.source"""


def _values(rights: Rights, pupil_id: int, most: int) -> dict[str, Any]:
    return {"school": rights.school.pk, "pupil": pupil_id, "most": most}
