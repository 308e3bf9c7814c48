"""Finding pupils: the ids of some by name, or of those that some words fit, best first."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import connection

from accounts.roles import Permission
from schools.access import Rights
from schools.names import clean_text, sort_key
from schools.queries.reach import Parameters, reaches

MOST_CHARACTERS = 100
# Nobody mistypes a name of this length, and a long run of one letter is near to any name that holds it.
LONGEST_NEAR_MATCH = 40
NEAR = 0.5
# Stands for characters that no name can hold, and so fits nobody.
NO_NAME = "\ufffd"
_LEFT_OUT = str.maketrans({"'": None, "’": None, "ʼ": None, ",": " "})

# Accents, strokes and printers' apostrophes aside, as people type: "zoe" finds Zoë, "OBRIEN" finds O'Brien.
_STROKES, _PLAIN = "ŁłØøĐđ", "LlOoDd"
_FOLDED = f"""upper(regexp_replace(normalize(translate({{name}}, '{_STROKES}', '{_PLAIN}'), NFD),
                '[\u0300-\u036f''’ʼ]', '', 'g'))"""
_KNOWN = _FOLDED.format(name="p.known_forename || ' ' || p.known_surname")
_OTHER = _FOLDED.format(
    name="concat_ws(' ', p.legal_forename, p.middle_names, p.legal_surname, p.former_names)"
)
BY_NAME = """
SELECT p.id, p.known_surname, p.known_forename
FROM seen JOIN schools_pupil p ON p.id = seen.id
WHERE {condition}
"""
# Tiers: 4 the very number, 3 a name begins so, 2 the known name holds all words, 1 another name or the UPN.
# Where nothing holds them, 0: names that differ by a slip, nearest first.
FITTING = f"""
, named AS (
  SELECT p.*, {_KNOWN} AS known, {_OTHER} AS other
  FROM seen JOIN schools_pupil p ON p.id = seen.id
  WHERE {{condition}}
), ranked AS (
  SELECT n.id, n.known_surname, n.known_forename, word_similarity(%(words)s, n.known) AS near,
         CASE WHEN %(number)s IN (n.upn, n.former_upn, upper(n.admission_number))
                OR %(digits)s <> '' AND ltrim(n.admission_number, '0') = %(digits)s THEN 4
              WHEN n.known LIKE %(begins)s OR n.known LIKE %(begins_later)s THEN 3
              WHEN n.known LIKE ALL (%(holds)s) THEN 2
              WHEN n.known || ' ' || n.other LIKE ALL (%(holds)s) OR n.upn LIKE %(number_begins)s THEN 1
              ELSE 0 END AS tier
  FROM named n
)
SELECT id FROM (SELECT r.*, max(tier) OVER () AS best FROM ranked r) r
WHERE tier > 0 OR (best = 0 AND %(may_be_near)s AND near >= %(least)s)
ORDER BY tier DESC, near DESC, known_surname, known_forename, id
LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Among whom to look, as SQL: a WITH clause with the table `seen`, a condition on a pupil `p`, values."""

    tables: str
    condition: str = "true"
    values: Parameters = field(default_factory=dict)


def search_words(text: str) -> str:
    """What a person typed, as it is looked for: clean, and capped at 100 characters."""
    try:
        return clean_text(text[:MOST_CHARACTERS])
    except ValueError:
        return NO_NAME


def all_who_may_be_found(rights: Rights) -> Narrowed:
    """Every pupil whom a person may look up, leavers among them."""
    tables, values = reaches(rights, seen=Permission.PUPIL_SEARCH)
    return Narrowed(tables, values=values)


def pupils_by_name(narrowed: Narrowed) -> list[int]:
    """The ids of some pupils in the order of surnames: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(narrowed.tables + BY_NAME.format(condition=narrowed.condition), narrowed.values)
        found = cursor.fetchall()
    return [row[0] for row in sorted(found, key=lambda row: (sort_key(row[1]), sort_key(row[2]), row[0]))]


def pupils_fitting(narrowed: Narrowed, words: str, *, most: int | None = None) -> list[int]:
    """The ids of the pupils whom some words fit, best first, all or the first `most`: one statement.

    Looks at known, legal, middle and former names, at both UPNs and at the admission number. `%`, `_` and
    the signs of patterns stand for themselves.
    """
    plain = _plain(words)
    if not plain:
        return []
    facts = {
        "words": plain,
        "number": words.upper(),
        # The number on a child's card may have noughts in front that nobody types.
        "digits": words.lstrip("0") if words.isascii() and words.isdigit() else "",
        "number_begins": f"{_literal(words.upper())}%",
        "begins": f"{_literal(plain)}%",
        "begins_later": f"% {_literal(plain)}%",
        "holds": [f"%{_literal(word)}%" for word in plain.split()],
        "may_be_near": len(words) <= LONGEST_NEAR_MATCH,
        "least": NEAR,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            narrowed.tables + FITTING.format(condition=narrowed.condition), narrowed.values | facts
        )
        return [row[0] for row in cursor.fetchall()]


def _plain(words: str) -> str:
    """Words as names are compared: capitals, without accents, strokes, apostrophes and commas."""
    return " ".join(sort_key(words).translate(_LEFT_OUT).upper().split())


def _literal(words: str) -> str:
    return words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
