"""The same facts by one hand-written statement each, without a page around them: the floor."""

from typing import Any

from django.db import connection, transaction

# A class with today's marks, flags and the last ten school days.
REGISTER = """
WITH days AS (
  SELECT date FROM schools_schoolday WHERE school_id = %(school)s AND date < %(on)s
  ORDER BY date DESC LIMIT 10
)
SELECT p.id, p.known_surname, p.known_forename, m.code, m.minutes_late, m.version,
       ARRAY(SELECT f.kind FROM schools_supportfact f WHERE f.pupil_id = p.id),
       ARRAY(SELECT row(s.date, s.session, s.code)::text FROM attendance_mark s
             WHERE s.pupil_id = p.id AND s.date IN (SELECT date FROM days) ORDER BY s.date, s.session)
FROM schools_groupmember g JOIN schools_pupil p ON p.id = g.pupil_id
LEFT JOIN attendance_mark m ON m.pupil_id = p.id AND m.date = %(on)s AND m.session = 1
WHERE g.group_id = %(group)s
ORDER BY p.known_surname, p.known_forename
"""
# Thirty marks into the table with its keys and triggers.
SAVE = """
INSERT INTO attendance_mark AS m
       (pupil_id, date, session, code, version, source, school_id, register_id, set_by_id, set_at, note)
SELECT pupil, %(on)s, 1, %(code)s, 1, 'register', %(school)s, %(register)s, %(by)s, %(now)s, ''
FROM unnest(%(pupils)s::bigint[]) AS pupil
ON CONFLICT (pupil_id, date, session) DO UPDATE
SET code = excluded.code, version = m.version + 1, set_at = excluded.set_at
"""
ACT = "SELECT set_config('app.actor', %(by)s::text, true), set_config('app.now', %(now)s::text, true)"
# Everybody without a present mark this morning.
ABSENT = """
SELECT p.id, p.known_surname, p.known_forename, m.code FROM schools_pupil p
JOIN schools_rollentry r ON r.pupil_id = p.id AND r.admitted_on <= %(on)s
     AND (r.left_on IS NULL OR r.left_on >= %(on)s)
LEFT JOIN attendance_mark m ON m.pupil_id = p.id AND m.date = %(on)s AND m.session = 1
WHERE p.school_id = %(school)s AND (m.code IS NULL OR m.code >= 100)
ORDER BY p.known_surname, p.known_forename
"""
PUPIL = """
SELECT m.date, m.session, m.code, m.minutes_late FROM attendance_mark m
WHERE m.pupil_id = %(pupil)s AND m.date >= %(since)s ORDER BY m.date, m.session
"""
# Each class with its register and how many are marked this morning.
BOARD = """
SELECT g.id, g.name, r.submitted_at, count(p.pupil_id), count(m.code) FROM schools_group g
JOIN schools_groupmember p ON p.group_id = g.id
LEFT JOIN attendance_register r ON r.group_id = g.id AND r.date = %(on)s AND r.session = 1
LEFT JOIN attendance_mark m ON m.pupil_id = p.pupil_id AND m.date = %(on)s AND m.session = 1
WHERE g.school_id = %(school)s AND g.kind = 'registration'
GROUP BY g.id, g.name, r.submitted_at ORDER BY g.name
"""
YEAR_TO_DATE = """
SELECT r.pupil_id, sum(t.possible), sum(t.attended) FROM attendance_weektally t
JOIN schools_rollentry r ON r.id = t.roll_entry_id
WHERE t.school_id = %(school)s GROUP BY r.pupil_id
HAVING sum(t.attended) < 0.9 * sum(t.possible)
"""


def read(statement: str, **facts: Any) -> list[tuple[object, ...]]:
    """Every row of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return list(cursor.fetchall())


def write(statement: str, **facts: Any) -> None:
    """One statement in a transaction of its own, by the person and at the time that it names."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.actor', %(by)s::text, true), set_config('app.now', %(now)s::text, true)",
            facts,
        )
        cursor.execute(statement, facts)
