"""Finding pupils: the ids of all on roll by name, or of those that some words fit, best first."""

from __future__ import annotations

from datetime import date

from django.db import connection

from accounts.roles import Permission
from schools.access import Rights
from schools.names import clean_text, sort_key
from schools.queries.reach import reaches

MOST_CHARACTERS = 100
# Nobody mistypes a name of this length, and a long run of one letter is near to any name that holds it.
LONGEST_NEAR_MATCH = 40
NEAR = 0.5
# Stands for characters that no name can hold, and so fits nobody.
NO_NAME = "\ufffd"

ON_ROLL = """
SELECT p.id, p.known_surname, p.known_forename
FROM seen JOIN schools_pupil p ON p.id = seen.id
WHERE EXISTS (SELECT 1 FROM schools_rollentry e WHERE e.pupil_id = p.id AND e.admitted_on <= %(on)s
              AND (e.left_on IS NULL OR e.left_on >= %(on)s))
  AND (%(group)s::bigint IS NULL OR EXISTS (
       SELECT 1 FROM schools_groupmember gm WHERE gm.pupil_id = p.id AND gm.group_id = %(group)s
         AND gm.from_on <= %(on)s AND (gm.until_on IS NULL OR gm.until_on >= %(on)s)))
"""
# Tiers: 4 the very number, 3 a name begins so, 2 the known name holds all words, 1 another name or the UPN.
# Where nothing holds them, 0: names that differ by a slip or by accents, nearest first.
FITTING = """
, named AS (
  SELECT p.*, upper(p.known_forename || ' ' || p.known_surname) AS known,
         upper(concat_ws(' ', p.legal_forename, p.middle_names, p.legal_surname, p.former_names)) AS other
  FROM seen JOIN schools_pupil p ON p.id = seen.id
  WHERE %(group)s::bigint IS NULL OR EXISTS (
        SELECT 1 FROM schools_groupmember gm WHERE gm.pupil_id = p.id AND gm.group_id = %(group)s
          AND gm.from_on <= %(on)s AND (gm.until_on IS NULL OR gm.until_on >= %(on)s))
), ranked AS (
  SELECT n.id, n.known_surname, n.known_forename, word_similarity(%(words)s, n.known) AS near,
         CASE WHEN upper(%(words)s) IN (n.upn, upper(n.admission_number)) THEN 4
              WHEN upper(n.known_surname) LIKE %(begins)s OR upper(n.known_forename) LIKE %(begins)s THEN 3
              WHEN n.known LIKE ALL (%(holds)s) THEN 2
              WHEN n.known || ' ' || n.other LIKE ALL (%(holds)s) OR n.upn LIKE %(begins)s THEN 1
              ELSE 0 END AS tier
  FROM named n
)
SELECT id FROM (SELECT r.*, max(tier) OVER () AS best FROM ranked r) r
WHERE tier > 0 OR (best = 0 AND %(may_be_near)s AND near >= %(least)s)
ORDER BY tier DESC, near DESC, known_surname, known_forename, id
LIMIT %(most)s
"""


def search_words(text: str) -> str:
    """What a person typed, as it is looked for: clean, and capped at 100 characters."""
    try:
        return clean_text(text[:MOST_CHARACTERS])
    except ValueError:
        return NO_NAME


def pupils_on_roll(rights: Rights, *, on: date, group_id: int | None = None) -> list[int]:
    """The ids of the pupils on roll whom the person may look up, in the order of surnames: one statement."""
    tables, parameters = reaches(rights, seen=Permission.PUPIL_SEARCH)
    with connection.cursor() as cursor:
        cursor.execute(tables + ON_ROLL, parameters | {"on": on, "group": group_id})
        found = cursor.fetchall()
    return [row[0] for row in sorted(found, key=lambda row: (sort_key(row[1]), sort_key(row[2]), row[0]))]


def pupils_fitting(
    rights: Rights, words: str, *, on: date, group_id: int | None = None, most: int = 1000
) -> list[int]:
    """The ids of the pupils whom some words fit, best first, leavers among them: one statement.

    Looks at known, legal and former names, the UPN and the admission number. `%`, `_` and the signs of
    patterns stand for themselves.
    """
    typed = words.upper().split()
    if not typed:
        return []
    tables, parameters = reaches(rights, seen=Permission.PUPIL_SEARCH)
    facts = {
        "on": on,
        "group": group_id,
        "words": words,
        "begins": f"{_literal(words.upper())}%",
        "holds": [f"%{_literal(word)}%" for word in typed],
        "may_be_near": len(words) <= LONGEST_NEAR_MATCH,
        "least": NEAR,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(tables + FITTING, parameters | facts)
        return [row[0] for row in cursor.fetchall()]


def _literal(words: str) -> str:
    return words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
