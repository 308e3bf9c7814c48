"""Pupils and parents who may stand twice in a school's lists, until a person merges them or says no.

A pair is likely by what it shares, and a person looks: nothing is ever merged by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from schools.models import School
from schools.queries.rows import rows_of
from schools.wording import date_words, list_words

MOST_PAIRS = 100
# How alike two whole names are (pg_trgm): "Jon Smith" and "John Smith" 0.6, two names turned around 1.
ALIKE = 0.5
# And their forenames: "Jon" and "John" 0.3. Twins of a long surname have forenames that share nothing.
ALIKE_FORENAMES = 0.2

NAMED = """
  SELECT id, born_on, admission_number, known_forename || ' ' || known_surname AS known,
         legal_forename || ' ' || legal_surname AS legal, known_forename, legal_forename
  FROM schools_pupil
"""
# Of two such rows a and b.
LIKE_NAMES = """
  greatest(similarity(a.known, b.known), similarity(a.legal, b.legal),
           similarity(a.known, b.legal), similarity(a.legal, b.known)) >= %(alike)s
  AND (greatest(similarity(a.known_forename, b.known_forename),
                similarity(a.legal_forename, b.legal_forename)) >= %(alike_forenames)s
       OR similarity(a.known, b.known) = 1)
"""
PUPIL_PAIRS = f"""
WITH p AS (
  {NAMED} WHERE school_id = %(school)s AND merged_into_id IS NULL
), pairs AS (
  SELECT a.id AS one, b.id AS other, 'born' AS shared
  FROM p a JOIN p b ON a.born_on = b.born_on AND a.id < b.id
  WHERE {LIKE_NAMES}
  UNION ALL
  SELECT a.id, b.id, 'number' FROM p a JOIN p b ON a.admission_number = b.admission_number AND a.id < b.id
  WHERE a.admission_number <> ''
), likely AS (
  SELECT one, other, array_agg(DISTINCT shared) AS shared FROM pairs
  WHERE NOT EXISTS (SELECT FROM schools_differentpupils d WHERE d.one_id = one AND d.other_id = other)
  GROUP BY one, other
)
"""
PUPILS = (
    PUPIL_PAIRS
    + """
SELECT l.shared, l.one, l.other, count(*) OVER () FROM likely l JOIN schools_pupil s ON s.id = l.one
ORDER BY s.known_surname, s.known_forename, l.one, l.other LIMIT %(most)s
"""
)
CARDS = """
SELECT p.id, p.known_forename || ' ' || p.known_surname,
       concat_ws(' ', p.legal_forename, nullif(p.middle_names, ''), p.legal_surname),
       p.born_on, p.upn, p.admission_number, coalesce(g.name, ''), roll.admitted_on, roll.left_on
FROM schools_pupil p
LEFT JOIN LATERAL (
  SELECT g.name FROM schools_groupmember gm JOIN schools_group g ON g.id = gm.group_id
  WHERE gm.pupil_id = p.id AND g.kind = 'registration' AND gm.from_on <= %(on)s
    AND (gm.until_on IS NULL OR gm.until_on >= %(on)s) LIMIT 1) g ON true
LEFT JOIN LATERAL (
  SELECT e.admitted_on, e.left_on FROM schools_rollentry e WHERE e.pupil_id = p.id
  ORDER BY e.admitted_on DESC LIMIT 1) roll ON true
WHERE p.school_id = %(school)s AND p.id = ANY (%(pupils)s)
"""
PARENT_PAIRS = """
WITH q AS (
  SELECT r.id, lower(r.surname) AS surname, lower(r.forename) AS forename, v.reach, v.shared
  FROM schools_parent r
  CROSS JOIN LATERAL (VALUES (r.mobile, 'phone'), (r.phone, 'phone'), (lower(r.email), 'email'))
    AS v (reach, shared)
  WHERE r.school_id = %(school)s AND v.reach <> ''
), likely AS (
  SELECT a.id AS one, b.id AS other, array_agg(DISTINCT a.shared) AS shared
  FROM q a JOIN q b ON a.reach = b.reach AND a.surname = b.surname AND a.id < b.id
  WHERE (a.forename = b.forename OR '' IN (a.forename, b.forename)
         OR least(length(a.forename), length(b.forename)) = 1 AND left(a.forename, 1) = left(b.forename, 1)
         OR similarity(a.forename, b.forename) >= %(alike)s)
    AND NOT EXISTS (SELECT FROM schools_differentparents d WHERE d.one_id = a.id AND d.other_id = b.id)
  GROUP BY a.id, b.id
)
"""
PARENTS = (
    PARENT_PAIRS
    + """
SELECT l.shared, l.one, l.other, count(*) OVER () FROM likely l JOIN schools_parent s ON s.id = l.one
ORDER BY s.surname, s.forename, l.one, l.other LIMIT %(most)s
"""
)
PARENT_CARDS = """
SELECT r.id, concat_ws(' ', nullif(r.title, ''), nullif(r.forename, ''), r.surname),
       ARRAY(SELECT c.relationship || ' of ' || p.known_forename || ' ' || p.known_surname
             FROM schools_contact c JOIN schools_pupil p ON p.id = c.pupil_id
             WHERE c.parent_id = r.id ORDER BY p.known_surname, p.known_forename)
FROM schools_parent r WHERE r.school_id = %(school)s AND r.id = ANY (%(parents)s)
"""
SHARED = {
    "born": "same date of birth and like names",
    "number": "same admission number",
    "phone": "same name and phone number",
    "email": "same name and email",
}


@dataclass(frozen=True)
class Card:
    """One of a pair: who they are in a line or two."""

    pk: int
    name: str
    words: str


@dataclass(frozen=True)
class Pair:
    """Two who may be one, and what they share. `one` is proposed to stay."""

    one: Card
    other: Card
    why: str


@dataclass(frozen=True)
class Pairs:
    """The pairs of a page, and how many there are in all."""

    shown: list[Pair]
    count: int


def likely_pupils(school: School, *, on: date) -> Pairs:
    """Pupils with one birthday and like names, or with one admission number: two statements."""
    rows = _pairs(PUPILS, school)
    return _as_pairs(rows, pupil_cards(school, _keys(rows), on=on))


def likely_parents(school: School) -> Pairs:
    """Parents of like names who are reached the same way: two statements."""
    rows = _pairs(PARENTS, school)
    return _as_pairs(rows, parent_cards(school, _keys(rows)))


def pupil_cards(school: School, pupils: Sequence[int], *, on: date, in_full: bool = True) -> dict[int, Card]:
    """Pupils of the school in a line each, by key: one statement. Not in full it is group and birthday."""
    rows = rows_of(CARDS, {"school": school.pk, "pupils": list(pupils), "on": on})
    return {row[0]: Card(row[0], row[1], _pupil_words(*row[1:], in_full=in_full)) for row in rows}


def parent_cards(school: School, parents: Sequence[int]) -> dict[int, Card]:
    """Parents of the school with whose contacts they are, by key: one statement."""
    rows = rows_of(PARENT_CARDS, {"school": school.pk, "parents": list(parents)})
    return {pk: Card(pk, name, ", ".join(children) or "no pupil’s contact") for pk, name, children in rows}


def _pairs(sql: str, school: School) -> list[tuple[Any, ...]]:
    return rows_of(sql, {"most": MOST_PAIRS} | asked_of_pairs(school))


def _keys(rows: Sequence[tuple[Any, ...]]) -> list[int]:
    return [pk for _, one, other, _ in rows for pk in (one, other)]


def _as_pairs(rows: Sequence[tuple[Any, ...]], cards: dict[int, Card]) -> Pairs:
    shown = [
        Pair(cards[one], cards[other], list_words([SHARED[each] for each in shared]))
        for shared, one, other, _ in rows
    ]
    return Pairs(shown, rows[0][3] if rows else 0)


def asked_of_pairs(school: School) -> dict[str, Any]:
    """What the statements of pairs ask: the school, and how alike two names must be."""
    return {"school": school.pk, "alike": ALIKE, "alike_forenames": ALIKE_FORENAMES}


def _pupil_words(
    name: str,
    legal: str,
    born_on: date,
    upn: str,
    admission_number: str,
    group: str,
    admitted_on: date | None,
    left_on: date | None,
    *,
    in_full: bool,
) -> str:
    parts = [group, f"born {date_words(born_on)}"]
    if in_full:
        parts += _numbers(name, legal, upn, admission_number, admitted_on, left_on)
    return ", ".join(part for part in parts if part)


def _numbers(
    name: str, legal: str, upn: str, admission_number: str, admitted_on: date | None, left_on: date | None
) -> list[str]:
    return [
        f"legally {legal}" if legal != name else "",
        f"UPN {upn}" if upn else "no UPN",
        f"admission number {admission_number}" if admission_number else "",
        f"on roll from {date_words(admitted_on)}" if admitted_on else "never on roll",
        f"left {date_words(left_on)}" if left_on else "",
    ]
