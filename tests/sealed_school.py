"""A school whose sealed tables are full, planted by their owner, who takes the lock off for that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.databases import Addresses, owner_connection

Connection = psycopg.Connection[tuple[object, ...]]
CONCERNS, ENTRIES = 10_000, 500
# The two others hold no child and no word.
SEALED_TABLES = """
SELECT c.relname::text FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
   AND c.relname LIKE 'safeguarding\\_%'
   AND c.relname NOT IN ('safeguarding_category', 'safeguarding_concernclock', 'safeguarding_emergencyclock')
 ORDER BY 1
"""
PLANTED = """
CREATE TEMP TABLE planted AS
SELECT gen_random_uuid() AS id, n, (SELECT array_agg(id ORDER BY id) FROM schools_pupil
                                     WHERE school_id = {school}) AS pupils
  FROM generate_series(1, {concerns}) n;
INSERT INTO safeguarding_concern (id, school_id, number, writer_id, happened_at, recorded_at, verbally_told)
SELECT id, {school}, n, {writer}, now(), now(), false FROM planted;
INSERT INTO safeguarding_concernwords (concern_id, place, childs_words, facts, opinion, witnesses,
    childs_wishes, immediate_action, told_whom, parent_reason, body_map)
SELECT id, '', '', 'Asked for a second lunch.', '', '', '', '', '', '', '[]' FROM planted;
INSERT INTO safeguarding_concernpupil (id, concern_id, pupil_id, is_linked, by_id, at)
SELECT gen_random_uuid(), id, pupils[1 + n % cardinality(pupils)], false, {writer}, now() FROM planted;
INSERT INTO safeguarding_concernclock (id, school_id, writer_id, state, raised_at, told, due_at)
SELECT id, {school}, {writer}, CASE n % 20 WHEN 0 THEN 'new' WHEN 1 THEN 'open' ELSE 'closed' END,
       now(), 0, now() FROM planted;
INSERT INTO safeguarding_concernstep (id, concern_id, kind, level, categories, by_id, at)
SELECT gen_random_uuid(), id, 'decided', 'monitor', '{{}}', {lead}, now() FROM planted WHERE n % 20 > 0;
INSERT INTO safeguarding_stepwords (step_id, decision, reason, outcome)
SELECT id, 'Watch', 'First of its kind', '' FROM safeguarding_concernstep;
CREATE TEMP TABLE lines AS
SELECT gen_random_uuid() AS id, n,
       CASE WHEN n <= {entries} THEN {child} ELSE pupils[n % cardinality(pupils) + 1] END AS pupil
  FROM planted;
INSERT INTO safeguarding_entry (id, school_id, pupil_id, number, source, happened_at, has_time, recorded_at,
    significance, copied_key, by_id)
SELECT id, {school}, pupil, n, 'call', now(), true, now(), 'ordinary', '', {lead} FROM lines;
INSERT INTO safeguarding_entrywords (entry_id, line, action, outcome)
SELECT id, 'Rang the social worker', '', '' FROM lines;
INSERT INTO safeguarding_action (id, school_id, pupil_id, what, owner_id, due_on, by_id, at)
SELECT gen_random_uuid(), {school}, pupil, 'Ring home', {lead}, now()::date, {lead}, now() FROM lines
 WHERE n % 4 = 0;
INSERT INTO safeguarding_filegrant (id, school_id, pupil_id, person_id, kind, from_at, reason, by_id, at)
SELECT gen_random_uuid(), {school}, pupil, {reader}, CASE WHEN n % 2000 = 0 THEN 'excluded' ELSE 'read' END,
       now() - interval '9 years', 'Team', {lead}, now() FROM lines WHERE n % 10 = 0 AND pupil <> {child};
INSERT INTO safeguarding_filegrant (id, school_id, pupil_id, person_id, kind, from_at, reason, by_id, at)
VALUES (gen_random_uuid(), {school}, {child}, {reader}, 'work', now() - interval '9 years', 'Team', {lead},
        now());
DROP TABLE planted, lines;
"""


@contextmanager
def unlocked(addresses: Addresses) -> Iterator[Connection]:
    """The owner, for whom the tables are open and changeable while the block runs."""
    with owner_connection(addresses) as owner, owner.transaction():
        tables = [str(row[0]) for row in owner.execute(SEALED_TABLES.encode())]
        _each(owner, tables, "DISABLE TRIGGER USER", "NO FORCE ROW LEVEL SECURITY")
        yield owner
        _each(owner, tables, "ENABLE TRIGGER USER", "FORCE ROW LEVEL SECURITY")


def _each(owner: Connection, tables: list[str], *changes: str) -> None:
    for table in tables:
        for change in changes:
            owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
            owner.execute(f"ALTER TABLE {table} {change}".encode())


def fill(addresses: Addresses, *, school: int, child: int, writer: int, lead: int, reader: int) -> None:
    """10,000 concerns over the children of a school, and 500 entries in one child's file."""
    with unlocked(addresses) as owner:
        facts = {"school": school, "child": child, "writer": writer, "lead": lead, "reader": reader}
        owner.execute(PLANTED.format(**facts, concerns=CONCERNS, entries=ENTRIES).encode())
    with owner_connection(addresses) as owner:
        owner.execute("ANALYZE")
