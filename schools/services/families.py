"""Bringing parents in, each once, and the order in which a pupil's contacts are rung."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.audit import acting
from accounts.models import User
from schools.models import School
from schools.queries.rows import rows_of
from schools.services.staging import Changes, changes_of, stage_rows


@dataclass(frozen=True, slots=True)
class ParentFacts:
    """An adult as a file names them. `number` tells the adults of one file apart."""

    number: int
    title: str
    forename: str
    surname: str
    email: str
    mobile: str
    phone: str
    address_lines: str
    postcode: str
    address_hidden: bool
    former_names: str = ""
    language: str = ""
    needs_interpreter: bool = False
    reading_needs: str = ""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """An adult's place among a pupil's contacts, by the pupil's UPN and the adult's number.

    Without a `call_order` one who is here keeps their place; new ones come last, in the order of `row`.
    """

    upn: str
    parent: int
    row: int
    call_order: int | None
    relationship: str
    has_responsibility: bool
    lives_with_pupil: bool
    must_not_contact: bool


@dataclass(frozen=True, slots=True)
class ContactsFiled:
    """What was filed, and the contacts (UPN, name) that stand here and not in the file."""

    parents: Changes
    contacts: Changes
    unmentioned: tuple[tuple[str, str], ...]


# What a file corrects, by a blank too; what a blank leaves as it is; what no file ever lifts.
CORRECTED = ("title", "forename", "email", "mobile", "phone")
PLACE = ("address_lines", "postcode")
FILLED = ("former_names", "language", "reading_needs")
RAISED = ("address_hidden", "needs_interpreter")
PARENT_FIELDS = ("surname", *CORRECTED, *PLACE, *FILLED, *RAISED)
PARENT_TYPES = {"number": "integer"} | dict.fromkeys(RAISED, "boolean")
PARENT_COLUMNS = {name: PARENT_TYPES.get(name, "text") for name in ("number", *PARENT_FIELDS)}
CONTACT_COLUMNS = {
    "upn": "text", "parent": "integer", "row": "integer", "call_order": "smallint", "relationship": "text",
    "has_responsibility": "boolean", "lives_with_pupil": "boolean", "must_not_contact": "boolean",
}  # fmt: skip

# Who is already here: an adult of the same names with the same pupil, or reached the same way; else the
# adult in the same place of the pupil's list who is reached the same way (a new surname, say).
MATCH = """
CREATE TEMPORARY TABLE matched_parent ON COMMIT DROP AS
WITH likely AS (
  SELECT s.number, q.id AS parent_id, 1 AS doubt, coalesce(c.call_order = t.call_order, false) AS same_place
  FROM staged_parent s JOIN staged_contact t ON t.parent = s.number
  JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = t.upn
  JOIN schools_contact c ON c.pupil_id = p.id JOIN schools_parent q ON q.id = c.parent_id
  WHERE lower(q.surname) = lower(s.surname) AND lower(q.forename) = lower(s.forename)
  UNION ALL
  SELECT s.number, q.id, 2, false
  FROM staged_parent s JOIN schools_parent q ON q.school_id = %(school)s
   AND lower(q.surname) = lower(s.surname) AND lower(q.forename) = lower(s.forename)
   AND (s.mobile <> '' AND q.mobile = s.mobile OR s.email <> '' AND lower(q.email) = lower(s.email)
        OR s.phone <> '' AND q.phone = s.phone OR s.postcode <> '' AND q.postcode = s.postcode)
  UNION ALL
  SELECT s.number, q.id, 3, true
  FROM staged_parent s JOIN staged_contact t ON t.parent = s.number
  JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = t.upn
  JOIN schools_contact c ON c.pupil_id = p.id AND c.call_order = t.call_order
  JOIN schools_parent q ON q.id = c.parent_id
   AND (s.mobile <> '' AND q.mobile = s.mobile OR s.email <> '' AND lower(q.email) = lower(s.email))
), scored AS (
  SELECT l.number, l.parent_id, min(l.doubt) AS doubt, bool_or(l.same_place) AS same_place,
         bool_or((q.mobile, q.email) = (s.mobile, s.email)) AS same_reach
  FROM likely l JOIN schools_parent q ON q.id = l.parent_id JOIN staged_parent s USING (number)
  GROUP BY l.number, l.parent_id
), wanted AS (
  SELECT DISTINCT ON (number) * FROM scored
  ORDER BY number, doubt, same_reach DESC, same_place DESC, parent_id
), held AS (
  SELECT DISTINCT ON (parent_id) number, parent_id FROM wanted
  ORDER BY parent_id, doubt, same_reach DESC, same_place DESC, number
)
SELECT s.number, coalesce(h.parent_id, nextval(pg_get_serial_sequence('schools_parent', 'id'))) AS parent_id,
       h.parent_id IS NULL AS is_new
FROM staged_parent s LEFT JOIN held h USING (number) ORDER BY s.number
"""
ADD_PARENTS = """
INSERT INTO schools_parent (id, school_id, {fields})
SELECT m.parent_id, %(school)s, {theirs}
FROM staged_parent s JOIN matched_parent m USING (number) WHERE m.is_new
"""
CHANGE_PARENTS = """
WITH facts AS (
  SELECT q.id, {wanted}
  FROM staged_parent s JOIN matched_parent m USING (number) JOIN schools_parent q ON q.id = m.parent_id
  WHERE NOT m.is_new
)
UPDATE schools_parent q SET {changes} FROM facts f WHERE q.id = f.id AND ({found}) IS DISTINCT FROM ({ours})
"""
# A hidden address gives way to a whole other one that is hidden too, or that somebody files who may see it.
KEPT_HIDDEN = (
    "q.address_hidden AND (s.address_lines = '' OR NOT (s.address_hidden OR %(may_replace_hidden)s))"
)
WANTED_FACTS = {
    "surname": "s.surname",
    **{name: f"CASE WHEN '{name}' = ANY (%(given)s) THEN s.{name} ELSE q.{name} END" for name in CORRECTED},
    **{
        name: f"CASE WHEN '{name}' = ANY (%(given)s) AND NOT ({KEPT_HIDDEN}) THEN s.{name} ELSE q.{name} END"
        for name in PLACE
    },
    **{name: f"coalesce(nullif(s.{name}, ''), q.{name})" for name in FILLED},
    **{name: f"q.{name} OR s.{name}" for name in RAISED},
}
# Who has no number keeps their place, unless the file gives it to another, or comes after all that have one.
WANTED = """
CREATE TEMPORARY TABLE wanted_contact ON COMMIT DROP AS
WITH asked AS (
  SELECT DISTINCT ON (p.id, m.parent_id) p.id AS pupil_id, m.parent_id, t.row, t.call_order, t.relationship,
         t.has_responsibility, t.lives_with_pupil, t.must_not_contact
  FROM staged_contact t JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = t.upn
  JOIN matched_parent m ON m.number = t.parent ORDER BY p.id, m.parent_id, t.call_order, t.row
), placed AS (
  SELECT a.*, coalesce(a.call_order, CASE WHEN o.call_order IS NULL THEN c.call_order END) AS place,
         greatest(max(a.call_order) OVER (PARTITION BY a.pupil_id),
                  (SELECT max(s.call_order) FROM schools_contact s WHERE s.pupil_id = a.pupil_id), 0) AS last
  FROM asked a LEFT JOIN schools_contact c USING (pupil_id, parent_id)
  LEFT JOIN asked o ON o.pupil_id = a.pupil_id AND o.call_order = c.call_order
)
SELECT pupil_id, parent_id, relationship, has_responsibility, lives_with_pupil, must_not_contact,
       coalesce(place, last + row_number() OVER (PARTITION BY pupil_id, place IS NULL ORDER BY row))
         AS call_order
FROM placed
"""
# A contact that only we know keeps its place, unless the file gives that place to another.
MOVE_OTHERS = """
WITH others AS (
  SELECT c.id, row_number() OVER (PARTITION BY c.pupil_id ORDER BY c.call_order)
    + greatest((SELECT max(w.call_order) FROM wanted_contact w WHERE w.pupil_id = c.pupil_id),
               (SELECT max(o.call_order) FROM schools_contact o WHERE o.pupil_id = c.pupil_id)) AS place
  FROM schools_contact c
  WHERE EXISTS (SELECT FROM wanted_contact w WHERE w.pupil_id = c.pupil_id AND w.call_order = c.call_order)
    AND NOT EXISTS (SELECT FROM wanted_contact w WHERE w.pupil_id = c.pupil_id AND w.parent_id = c.parent_id)
)
UPDATE schools_contact c SET call_order = o.place FROM others o WHERE o.id = c.id
"""
# A no-contact fact that stands here is kept, whatever a file says.
FILE_CONTACTS = """
WITH filed AS (
  INSERT INTO schools_contact AS c (pupil_id, parent_id, call_order, relationship, has_responsibility,
                                    lives_with_pupil, must_not_contact)
  SELECT pupil_id, parent_id, call_order, relationship, has_responsibility, lives_with_pupil, must_not_contact
  FROM wanted_contact
  ON CONFLICT (pupil_id, parent_id) DO UPDATE SET
    call_order = excluded.call_order,
    relationship = excluded.relationship,
    has_responsibility = CASE WHEN 'has_responsibility' = ANY (%(given)s) THEN excluded.has_responsibility
                              ELSE c.has_responsibility END,
    lives_with_pupil = CASE WHEN 'lives_with_pupil' = ANY (%(given)s) THEN excluded.lives_with_pupil
                            ELSE c.lives_with_pupil END,
    must_not_contact = c.must_not_contact OR excluded.must_not_contact
  WHERE (c.call_order, c.relationship) IS DISTINCT FROM (excluded.call_order, excluded.relationship)
     OR 'has_responsibility' = ANY (%(given)s) AND c.has_responsibility <> excluded.has_responsibility
     OR 'lives_with_pupil' = ANY (%(given)s) AND c.lives_with_pupil <> excluded.lives_with_pupil
     OR excluded.must_not_contact AND NOT c.must_not_contact
  RETURNING old.id IS NULL AS is_new
) SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM filed
"""
UNMENTIONED = """
SELECT p.upn, concat_ws(' ', nullif(q.title, ''), nullif(q.forename, ''), q.surname)
FROM schools_contact c JOIN schools_pupil p ON p.id = c.pupil_id JOIN schools_parent q ON q.id = c.parent_id
WHERE EXISTS (SELECT FROM wanted_contact w WHERE w.pupil_id = c.pupil_id)
  AND NOT EXISTS (SELECT FROM wanted_contact w WHERE w.pupil_id = c.pupil_id AND w.parent_id = c.parent_id)
ORDER BY p.upn, c.call_order
"""


@transaction.atomic
def file_contacts(
    *,
    school: School,
    parents: Sequence[ParentFacts],
    contacts: Sequence[ContactFacts],
    given: Collection[str],
    may_replace_hidden: bool,
    by: User | None,
    at: datetime,
) -> ContactsFiled:
    """Add parents and contacts, and correct those that are here already.

    An adult is known again by name and pupil, or by name and phone, email or postcode. Only fields in
    `given` are corrected, and a blank takes no language or reading need away. No contact is taken away; no
    no-contact fact, hidden address or need of an interpreter is lifted. No blank wipes a hidden address, and
    one that is not hidden takes its place only where `may_replace_hidden`.
    """
    acting(by, at=at)
    stage_rows("staged_parent", PARENT_COLUMNS, (_values(row, PARENT_COLUMNS) for row in parents))
    stage_rows("staged_contact", CONTACT_COLUMNS, (_values(row, CONTACT_COLUMNS) for row in contacts))
    values: dict[str, Any] = {
        "school": school.pk,
        "given": list(given),
        "may_replace_hidden": may_replace_hidden,
    }
    added, changed = _file_parents(values)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.wanted_contact")
        cursor.execute(WANTED, values)
        cursor.execute(MOVE_OTHERS)
        moved = cursor.rowcount
    filed = changes_of(FILE_CONTACTS, values) + Changes(changed=moved)
    return ContactsFiled(Changes(added, changed), filed, tuple(rows_of(UNMENTIONED)))


def _file_parents(values: dict[str, Any]) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.matched_parent")
        cursor.execute(MATCH, values)
        cursor.execute(_of_parents(ADD_PARENTS), values)
        added = cursor.rowcount
        cursor.execute(_of_parents(CHANGE_PARENTS), values)
        return added, cursor.rowcount


def _of_parents(statement: str) -> str:
    """A statement with the fields of a parent, as they stand in each place of it."""
    return statement.format(
        fields=", ".join(PARENT_FIELDS),
        theirs=", ".join(f"s.{name}" for name in PARENT_FIELDS),
        wanted=", ".join(f"{WANTED_FACTS[name]} AS {name}" for name in PARENT_FIELDS),
        changes=", ".join(f"{name} = f.{name}" for name in PARENT_FIELDS),
        found=", ".join(f"f.{name}" for name in PARENT_FIELDS),
        ours=", ".join(f"q.{name}" for name in PARENT_FIELDS),
    )


def _values(row: object, names: Collection[str]) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in names)
