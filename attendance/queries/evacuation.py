"""Who is on the site now, by class: names and where to look, without a code or a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.db import connection
from django.utils import timezone

from attendance.code_editions import CodeClass
from attendance.codes import LATE_AFTER_CLOSE
from schools.access import Rights
from schools.calendar import Session
from schools.names import sort_key
from schools.queries.calendar import times_on
from schools.wording import count_words, day_words, time_words

# Everybody on roll, in a class or not: a fire asks nobody for their registration group.
ON_ROLL = """
WITH classes AS MATERIALIZED (
  SELECT g.id, g.name, g.year_group, coalesce(t.title_name, '') AS teacher,
         EXISTS (SELECT 1 FROM schools_groupstaff o JOIN schools_staff s ON s.id = o.staff_id
                 WHERE o.group_id = g.id AND s.user_id = %(user)s AND o.from_on <= %(on)s
                   AND (o.until_on IS NULL OR o.until_on >= %(on)s)) AS is_own
  FROM schools_group g
  LEFT JOIN LATERAL (
    SELECT s.title_name FROM schools_groupstaff o JOIN schools_staff s ON s.id = o.staff_id
    WHERE o.group_id = g.id AND o.from_on <= %(on)s AND (o.until_on IS NULL OR o.until_on >= %(on)s)
    ORDER BY o.part = 'tutor', o.from_on DESC LIMIT 1) t ON true
  WHERE g.school_id = %(school)s AND g.kind = 'registration'
), members AS MATERIALIZED (
  SELECT m.pupil_id, c.* FROM classes c JOIN schools_groupmember m ON m.group_id = c.id
  WHERE m.from_on <= %(on)s AND (m.until_on IS NULL OR m.until_on >= %(on)s)
), marks AS MATERIALIZED (
  SELECT pupil_id, min(code) FILTER (WHERE session = 1) AS am, min(code) FILTER (WHERE session = 2) AS pm
  FROM attendance_mark WHERE school_id = %(school)s AND date = %(on)s GROUP BY pupil_id
), gone AS MATERIALIZED (
  SELECT pupil_id, max(out_at) AS out_at FROM attendance_signout
  WHERE school_id = %(school)s AND date = %(on)s AND out_at <= %(at)s
    AND (back_at IS NULL OR back_at > %(at)s)
  GROUP BY pupil_id
)
SELECT p.id, p.known_surname, p.known_forename, coalesce(m.is_own, false), m.year_group, coalesce(m.name, ''),
       coalesce(m.teacher, ''), k.am, k.pm, gone.out_at
FROM schools_rollentry e
JOIN schools_pupil p ON p.id = e.pupil_id AND p.merged_into_id IS NULL
LEFT JOIN members m ON m.pupil_id = p.id
LEFT JOIN marks k ON k.pupil_id = p.id
LEFT JOIN gone ON gone.pupil_id = p.id
WHERE e.school_id = %(school)s AND e.admitted_on <= %(on)s AND (e.left_on IS NULL OR e.left_on >= %(on)s)
"""
LAST = 99
NO_CLASS = "No registration group"
HERE_CLASSES = (CodeClass.PRESENT, CodeClass.LATE)
ABSENT_CLASSES = (CodeClass.AUTHORISED, CodeClass.UNAUTHORISED, CodeClass.NO_REASON)


class Where(StrEnum):
    """Where a pupil is, as far as the marks and the sign-outs know; no reason is told."""

    ON_SITE = "on"
    UNKNOWN = "unknown"
    SIGNED_OUT = "out"
    OFF_SITE = "off"
    ABSENT = "absent"

    @property
    def words(self) -> str:
        """What stands beside the name; nothing beside who is expected at the meeting point."""
        return WORDS[self]


# Beside a name there is room for a word; the tiles say it whole.
WORDS: Mapping[Where, str] = {
    Where.ON_SITE: "",
    Where.UNKNOWN: "Check",
    Where.SIGNED_OUT: "Out",
    Where.OFF_SITE: "Off site",
    Where.ABSENT: "Absent",
}
LABELS: Mapping[Where, str] = {
    Where.ON_SITE: "On site",
    Where.UNKNOWN: "Not known: check",
    Where.SIGNED_OUT: "Signed out",
    Where.OFF_SITE: "Expected off site",
    Where.ABSENT: "Absent",
}
# At the meeting point these are looked for.
DUE = (Where.ON_SITE, Where.UNKNOWN)
# In classroom mode a projector may show the list: no pupil is told apart by why they are away.
NOT_ON_SITE = (Where.OFF_SITE, Where.ABSENT)
PLAIN = "Not on site"


@dataclass(frozen=True)
class ListedPupil:
    """A name, and where the pupil is."""

    pupil_id: int
    surname: str
    forename: str
    where: Where
    words: str

    @property
    def is_due(self) -> bool:
        """Whether the pupil is looked for at the meeting point."""
        return self.where in DUE


@dataclass(frozen=True)
class ListedClass:
    """One class of the list. `basis` says which marks it stands on where that is not plain."""

    name: str
    teacher: str
    basis: str
    pupils: list[ListedPupil] = field(default_factory=list)

    @property
    def due(self) -> int:
        """Pupils who are looked for."""
        return sum(pupil.is_due for pupil in self.pupils)

    @property
    def words(self) -> str:
        """The counts in words: "27 on site, 1 to check, 2 away"."""
        counts = Counter(pupil.where for pupil in self.pupils)
        away = len(self.pupils) - self.due
        parts = [
            f"{counts[Where.ON_SITE]} on site",
            f"{counts[Where.UNKNOWN]} to check" if counts[Where.UNKNOWN] else "",
            f"{away} away" if away else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class EvacuationList:
    """Everybody on roll by class, as of an instant. `plain`: absent and off site are one, for a class."""

    as_of: str
    date_words: str
    basis: str
    classes: list[ListedClass]
    plain: bool = False

    @property
    def total(self) -> int:
        """Pupils on roll."""
        return sum(len(group.pupils) for group in self.classes)

    @property
    def due(self) -> int:
        """Pupils who are looked for at the meeting point."""
        return sum(group.due for group in self.classes)

    @property
    def due_words(self) -> str:
        """How many are looked for: "812 pupils"."""
        return count_words(self.due, "pupil")

    @property
    def counts(self) -> list[tuple[str, int, Where]]:
        """What is counted, how many, and of what kind, for the whole school."""
        counts = Counter(pupil.where for group in self.classes for pupil in group.pupils)
        if self.plain:
            known = [(LABELS[where], counts[where], where) for where in Where if where not in NOT_ON_SITE]
            return [*known, (PLAIN, counts[Where.ABSENT], Where.ABSENT)]
        return [(LABELS[where], counts[where], where) for where in Where]


def evacuation_list(rights: Rights, *, at: datetime, plain: bool = False) -> EvacuationList:
    """Everybody on roll at an instant of the school's time, the reader's own classes first: two statements.

    The marks of the session that is on count; morning marks hold for a pupil until the afternoon's is there.
    `plain` is for classroom mode: who is absent and who is off site are both "Not on site".
    """
    at = timezone.localtime(at)
    on = at.date()
    times = times_on(rights.school, on)
    pm_starts = times.starts_at(on, Session.PM) if times else None
    is_afternoon = pm_starts is not None and at >= pm_starts
    values: dict[str, Any] = {"school": rights.school.pk, "user": rights.user.pk, "on": on, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(ON_ROLL, values)
        rows = sorted(cursor.fetchall(), key=_order)
    classes = _classes(rows, pm_starts if is_afternoon else None)
    return EvacuationList(
        as_of=f"{at:%H:%M:%S}",
        date_words=day_words(on, year=True),
        basis="By the afternoon’s marks; the morning’s hold where there is none yet."
        if is_afternoon
        else "By the morning’s marks.",
        classes=[_plain(group) for group in classes] if plain else classes,
        plain=plain,
    )


def _order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Own classes first, then by year and class; a pupil without a class comes last."""
    pupil_id, surname, forename, is_own, year, name, *_ = row
    place = (not is_own, not name, LAST if year is None else year, name)
    return *place, sort_key(surname), sort_key(forename), pupil_id


def _classes(rows: Iterable[tuple[Any, ...]], pm_starts: datetime | None) -> list[ListedClass]:
    """The classes of sorted rows; `pm_starts` is given in the afternoon alone."""
    found = []
    for (name, teacher), members in groupby(rows, key=lambda row: (row[5], row[6])):
        listed = list(members)
        found.append(
            ListedClass(
                name=name or NO_CLASS,
                teacher=teacher,
                basis=_basis([row[8] for row in listed]) if pm_starts else "",
                pupils=[_pupil(row, pm_starts) for row in listed],
            )
        )
    return found


def _plain(group: ListedClass) -> ListedClass:
    """A class without telling who is absent and who is off site."""
    pupils = [
        replace(pupil, where=Where.ABSENT, words=PLAIN) if pupil.where in NOT_ON_SITE else pupil
        for pupil in group.pupils
    ]
    return replace(group, pupils=pupils)


def _basis(afternoon: list[int | None]) -> str:
    """On which marks a class stands in the afternoon; empty once all of the afternoon's are there."""
    blanks = afternoon.count(None)
    if not blanks:
        return ""
    if blanks == len(afternoon):
        return "Morning marks: no afternoon register yet"
    return f"Morning marks for {blanks}: the afternoon register is part taken"


def _pupil(row: tuple[Any, ...], pm_starts: datetime | None) -> ListedPupil:
    pupil_id, surname, forename, *_, am, pm, out_at = row
    afternoon = pm if pm_starts else None
    where = where_of(afternoon if afternoon is not None else am)
    # Seen in class after they left: they are back, though nobody signed them in.
    is_back = afternoon is not None and pm_starts and out_at and where is Where.ON_SITE and out_at < pm_starts
    if out_at and not is_back:
        words = f"{Where.SIGNED_OUT.words} {time_words(timezone.localtime(out_at))}"
        return ListedPupil(pupil_id, surname, forename, Where.SIGNED_OUT, words)
    return ListedPupil(pupil_id, surname, forename, where, where.words)


def where_of(code: int | None) -> Where:
    """Where a mark says that a pupil is: present and late are on site, also after the register closed (U)."""
    if code is None:
        return Where.UNKNOWN
    if code == LATE_AFTER_CLOSE or any(code in kind.numbers for kind in HERE_CLASSES):
        return Where.ON_SITE
    return Where.ABSENT if any(code in kind.numbers for kind in ABSENT_CLASSES) else Where.OFF_SITE
