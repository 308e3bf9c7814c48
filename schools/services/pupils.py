"""Bringing many pupils in at once: who they are, where they live, and facts that decide who is helped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from accounts.audit import acting
from accounts.models import User
from schools.models import School
from schools.queries.rows import rows_of
from schools.services.staging import Changes, changes_of, stage_rows

STAGE = "staged_pupil"


@dataclass(frozen=True, slots=True)
class PupilFacts:
    """A pupil as the admission register names them."""

    upn: str
    admission_number: str
    legal_surname: str
    legal_forename: str
    middle_names: str
    known_surname: str
    known_forename: str
    former_names: str
    sex: str
    born_on: date
    is_boarder: bool = False
    last_school_name: str = ""
    last_school_address: str = ""
    home_language: str = ""
    ethnicity: str = ""
    transport: str = ""


FIELDS = tuple(name for name in PupilFacts.__dataclass_fields__ if name != "upn")
TYPES = {"born_on": "date", "is_boarder": "boolean"}
COLUMNS = {name: TYPES.get(name, "text") for name in PupilFacts.__dataclass_fields__}

# A temporary number gives way to the permanent one of the same child: same admission number and birthday.
RENUMBER = """
UPDATE schools_pupil p SET upn = s.upn, former_upn = coalesce(nullif(p.upn, ''), p.former_upn)
FROM staged_pupil s
WHERE p.school_id = %(school)s AND p.admission_number <> '' AND p.admission_number = s.admission_number
  AND p.born_on = s.born_on AND p.upn <> s.upn AND (p.upn = '' OR right(p.upn, 1) ~ '[A-Z]')
  AND NOT EXISTS (SELECT FROM schools_pupil q WHERE q.school_id = p.school_id AND q.upn = s.upn)
  AND (SELECT count(*) FROM schools_pupil q
       WHERE q.school_id = p.school_id AND q.admission_number = p.admission_number) = 1
"""
UPSERT = """
WITH filed AS (
  INSERT INTO schools_pupil AS p (school_id, upn, {fields})
  SELECT %(school)s, upn, {fields} FROM staged_pupil
  ON CONFLICT (school_id, upn) WHERE upn <> ''
  DO UPDATE SET {changes} WHERE ({ours}) IS DISTINCT FROM ({theirs})
  RETURNING old.id IS NULL AS is_new
) SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM filed
"""
# A file without known names says nothing of them: who is known by a legal name is known by the new one.
FOLLOWS = (("known_surname", "legal_surname"), ("known_forename", "legal_forename"))
FOLLOW = "{0} = CASE WHEN p.{0} = p.{1} THEN excluded.{1} ELSE p.{0} END"
OTHER_BIRTHDAYS = """
SELECT s.upn, p.born_on FROM staged_pupil s
JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = s.upn WHERE p.born_on <> s.born_on
"""


@transaction.atomic
def file_pupils(
    *, school: School, pupils: Sequence[PupilFacts], given: Collection[str], by: User | None, at: datetime
) -> Changes:
    """Add the pupils that the school does not know by their UPN and correct the others.

    Only the fields in `given` are corrected; what a file does not hold stays.
    """
    acting(by, at=at)
    stage_rows(STAGE, COLUMNS, map(astuple, pupils))
    chosen = [name for name in FIELDS if name in given]
    values = {"school": school.pk}
    with connection.cursor() as cursor:
        cursor.execute(RENUMBER, values)
        renumbered = cursor.rowcount
    changes = changes_of(_upsert(chosen), values)
    return Changes(changes.added, changes.changed + renumbered)


def _upsert(chosen: Sequence[str]) -> sql.Composed:
    comma = sql.SQL(", ")
    follow = [sql.SQL(FOLLOW).format(*map(sql.Identifier, pair)) for pair in FOLLOWS if pair[0] not in chosen]
    return sql.SQL(UPSERT).format(
        fields=comma.join(map(sql.Identifier, FIELDS)),
        changes=comma.join(
            [*(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in chosen), *follow]
        ),
        ours=comma.join(sql.Identifier("p", name) for name in chosen),
        theirs=comma.join(sql.Identifier("excluded", name) for name in chosen),
    )


@transaction.atomic
def other_birthdays(*, school: School, pupils: Sequence[PupilFacts]) -> dict[str, date]:
    """UPN to the date of birth that stands here where a file says another: two children, perhaps."""
    stage_rows(STAGE, COLUMNS, map(astuple, pupils))
    return dict(rows_of(OTHER_BIRTHDAYS, {"school": school.pk}))


@dataclass(frozen=True, slots=True)
class Home:
    """An address of a pupil; a child of two homes has two."""

    upn: str
    lines: str
    postcode: str


# An address that a file no longer gives is ended, never deleted; a hidden one is left alone.
END_HOMES = """
UPDATE schools_pupiladdress a SET until_on = greatest(%(on)s::date - 1, a.from_on)
FROM schools_pupil p
WHERE p.id = a.pupil_id AND p.school_id = %(school)s AND a.until_on IS NULL AND NOT a.is_hidden
  AND p.upn IN (SELECT upn FROM staged_home)
  AND NOT EXISTS (SELECT FROM staged_home s WHERE s.upn = p.upn AND s.lines = a.lines)
"""
FILE_HOMES = """
WITH filed AS (
  INSERT INTO schools_pupiladdress AS a (pupil_id, lines, postcode, from_on, is_hidden)
  SELECT DISTINCT ON (p.id, s.lines) p.id, s.lines, s.postcode,
         CASE WHEN EXISTS (SELECT FROM schools_pupiladdress b WHERE b.pupil_id = p.id) THEN %(on)s::date END,
         false
  FROM staged_home s JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = s.upn
  ON CONFLICT (pupil_id, lines) DO UPDATE SET postcode = excluded.postcode, until_on = NULL
    WHERE NOT a.is_hidden AND (a.postcode <> excluded.postcode OR a.until_on IS NOT NULL)
  RETURNING old.id IS NULL AS is_new
) SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM filed
"""


@transaction.atomic
def file_homes(
    *, school: School, homes: Sequence[Home], is_complete: bool, on: date, by: User | None, at: datetime
) -> Changes:
    """Add addresses of pupils. When `is_complete`, a pupil's other addresses end on the day before `on`."""
    acting(by, at=at)
    stage_rows("staged_home", {"upn": "text", "lines": "text", "postcode": "text"}, map(astuple, homes))
    values: dict[str, Any] = {"school": school.pk, "on": on}
    ended = 0
    if is_complete:
        with connection.cursor() as cursor:
            cursor.execute(END_HOMES, values)
            ended = cursor.rowcount
    changes = changes_of(FILE_HOMES, values)
    return Changes(changes.added, changes.changed + ended)


@dataclass(frozen=True, slots=True)
class Fact:
    """A kind of support or protection that a pupil has, with what is said beside it."""

    upn: str
    kind: str
    need: str = ""
    worker_name: str = ""
    worker_phone: str = ""
    worker_email: str = ""
    team: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class FactsFiled:
    """What was added, and the facts that stand here although the file does not have them."""

    changes: Changes
    unmentioned: tuple[Fact, ...]


SUPPORT, PROTECTED = "schools_supportfact", "schools_protectedfact"
DETAILS = {
    SUPPORT: ("need",),
    PROTECTED: ("worker_name", "worker_phone", "worker_email", "team", "authority"),
}
# What a file says beside a fact takes the place of what stands; where it says nothing, that stays.
FILE_FACTS = """
WITH changed AS (
  UPDATE {table} f SET {changes} FROM staged_fact s
  JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = s.upn
  WHERE f.pupil_id = p.id AND f.kind = s.kind AND f.from_on <= %(on)s
    AND (f.until_on IS NULL OR f.until_on >= %(on)s) AND ({ours}) IS DISTINCT FROM ({wanted})
  RETURNING 1
), filed AS (
  INSERT INTO {table} (pupil_id, kind, from_on, note, source, {details})
  SELECT p.id, s.kind, %(on)s, '', %(source)s, {theirs} FROM staged_fact s
  JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = s.upn
  WHERE NOT EXISTS (SELECT FROM {table} f WHERE f.pupil_id = p.id AND f.kind = s.kind
                    AND (f.until_on IS NULL OR f.until_on >= %(on)s))
  ON CONFLICT (pupil_id, kind, from_on) DO NOTHING RETURNING 1
) SELECT (SELECT count(*) FROM filed), (SELECT count(*) FROM changed)
"""
UNMENTIONED = """
SELECT p.upn, f.kind FROM {table} f JOIN schools_pupil p ON p.id = f.pupil_id
WHERE p.school_id = %(school)s AND p.upn = ANY (%(upns)s) AND f.kind = ANY (%(kinds)s)
  AND f.from_on <= %(on)s AND (f.until_on IS NULL OR f.until_on >= %(on)s)
  AND NOT EXISTS (SELECT FROM staged_fact s WHERE s.upn = p.upn AND s.kind = f.kind)
ORDER BY p.upn, f.kind
"""


@transaction.atomic
def file_facts(
    *,
    school: School,
    table: str,
    facts: Sequence[Fact],
    upns: Sequence[str],
    kinds: Sequence[str],
    on: date,
    by: User | None,
    at: datetime,
    source: str = "",
) -> FactsFiled:
    """Date from `on` the facts that pupils do not have yet. Nothing is ended: an absence is only reported.

    `table` is SUPPORT or PROTECTED; `upns` and `kinds` are those that the file speaks of, and `source` is
    where it comes from.
    """
    acting(by, at=at)
    stage_rows("staged_fact", dict.fromkeys(Fact.__dataclass_fields__, "text"), map(astuple, facts))
    values = {"school": school.pk, "on": on, "upns": list(upns), "kinds": list(kinds), "source": source}
    changes = changes_of(_file_facts(table), values)
    unmentioned = rows_of(sql.SQL(UNMENTIONED).format(table=sql.Identifier(table)), values)
    return FactsFiled(changes, tuple(Fact(upn, kind) for upn, kind in unmentioned))


def _file_facts(table: str) -> sql.Composed:
    comma, names = sql.SQL(", "), DETAILS[table]
    kept = sql.SQL("coalesce(nullif(s.{0}, ''), f.{0})")
    wanted = [kept.format(sql.Identifier(name)) for name in names]
    changes = [
        sql.SQL("{} = {}").format(sql.Identifier(name), value)
        for name, value in zip(names, wanted, strict=True)
    ]
    return sql.SQL(FILE_FACTS).format(
        table=sql.Identifier(table),
        changes=comma.join(changes),
        wanted=comma.join(wanted),
        ours=comma.join(sql.Identifier("f", name) for name in names),
        details=comma.join(map(sql.Identifier, names)),
        theirs=comma.join(sql.Identifier("s", name) for name in names),
    )
