"""Trusts of many schools: the 380 sessions of 1,000 pupils each in a school year, by few statements.

Some pupils join during the year, some leave, and some leave and come back, so that 1,025 children make the
380,000 marks of a school. About one in five is persistently absent and one in fifty severely. Some marks
stand and count for nothing: those of a day that became a training day, and those of leavers whose last
day was put in late.
"""

from dataclasses import dataclass, replace
from datetime import date

import psycopg

from schools.models import SchoolDay, Trust
from tests import world
from tests.databases import Addresses, owner_connection
from tests.factories import TrustFactory

# The year of the tests' world without its last day: 190 days.
LAST_DAY = date(2027, 7, 20)
YEAR = replace(
    world.YEAR, half_terms=(*world.YEAR.half_terms[:5], replace(world.YEAR.half_terms[5], ends_on=LAST_DAY))
)
DAYS, PUPILS = 190, 1_025
TAUGHT_AFTER_LEAVING = 5
PEOPLE = """
INSERT INTO schools_pupil
       (school_id, upn, admission_number, legal_surname, legal_forename, middle_names, known_surname,
        known_forename, former_names, former_upn, sex, born_on, is_boarder)
SELECT s.id, '', lpad(n::text, 5, '0'), 'Pupil', n::text, '', 'Pupil', n::text, '', '', 'F',
       date '2010-09-01' + (n * 37) %% 1825, false
FROM schools_school s CROSS JOIN generate_series(1, %(pupils)s) AS n
WHERE s.id = ANY (%(schools)s) ORDER BY s.id, n
"""
# Of each forty one joined late, one left, and one went away and came back twenty days later.
ROLL = """
INSERT INTO schools_rollentry (pupil_id, school_id, admitted_on, left_on, enrolment, is_history, ground)
SELECT p.id, p.school_id, entry.admitted_on, entry.left_on, 'C', entry.left_on IS NOT NULL, ''
FROM (SELECT id, school_id, admission_number::int AS n, 30 + admission_number::int %% 250 AS moved
      FROM schools_pupil WHERE school_id = ANY (%(schools)s)) p
CROSS JOIN LATERAL (
  SELECT date '2026-09-03' + CASE WHEN n %% 40 = 1 THEN moved ELSE 0 END AS admitted_on,
         CASE WHEN n %% 40 IN (2, 3) THEN date '2026-09-03' + moved END AS left_on
  UNION ALL
  SELECT date '2026-09-03' + moved + 20, NULL WHERE n %% 40 = 3) entry
ORDER BY p.id, entry.admitted_on
"""
# Each pupil, day and session draws its own number below 1,024, the same in every run; an absence, a cause.
MARKS = """
INSERT INTO attendance_mark
       (pupil_id, date, session, code, minutes_late, version, source, school_id, set_at, note)
SELECT pupil_id, %(on)s, session,
       CASE WHEN draw >= away + 26 THEN 9 + session
            WHEN draw >= away + 6 THEN 20 WHEN draw >= away THEN 300
            ELSE (ARRAY[104, 104, 104, 104, 106, 200, 201, 220, 210, 103])[1 + cause %% 10] END,
       CASE WHEN draw >= away + 6 AND draw < away + 26 THEN 1 + cause %% 25 END,
       1, 'import', school_id, timestamptz '2027-07-20 09:00', ''
FROM (SELECT r.pupil_id, r.school_id, s.session,
             hashint8(r.pupil_id * 100003 + %(number)s * 2 + s.session) & 1023 AS draw,
             hashint8(r.pupil_id * 7919 + %(number)s * 4 + s.session) & 1023 AS cause,
             (ARRAY[20, 25, 30, 40, 45, 50, 60, 75, 130, 200])[1 + (r.pupil_id %% 10)]
               + CASE WHEN r.pupil_id %% 50 = 7 THEN 500 ELSE 0 END AS away
      FROM schools_rollentry r CROSS JOIN (VALUES (1), (2)) AS s (session)
      WHERE r.school_id = ANY (%(schools)s) AND r.admitted_on <= %(on)s
        AND (r.left_on IS NULL OR r.left_on + %(after)s >= %(on)s)) AS drawn
ORDER BY school_id, session, pupil_id
"""
RECOUNT = """
SELECT attendance_recount(school_id, array_agg(DISTINCT monday))
FROM schools_schoolday WHERE school_id = %s GROUP BY school_id
"""
# Rows that nobody typed in pass the rules that wait for typing.
RULED = ("schools_pupil", "schools_rollentry", "attendance_mark")
KEYS = """
SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', 'attendance_mark', conname),
       format('ALTER TABLE %I ADD CONSTRAINT %I %s', 'attendance_mark', conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE conrelid = 'attendance_mark'::regclass AND contype IN ('p', 'f')
UNION ALL
SELECT format('DROP INDEX %I', c.relname), pg_get_indexdef(c.oid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = 'attendance_mark'::regclass AND NOT i.indisprimary
"""
Owner = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class BigTrust:
    """A trust's schools, by number, and the days whose marks stand."""

    schools: list[int]
    days: list[date]

    @property
    def on(self) -> date:
        """The last day with marks."""
        return self.days[-1]


def build_trust(database: Addresses, *, schools: int, pupils: int = PUPILS, days: int = DAYS) -> BigTrust:
    """The schools, their marks of the first so many days, and the tallies by the product's own recount.

    Commits, so take `own_database`. As the owner, with the rules of the tables put aside.
    """
    trust: Trust = TrustFactory.create()
    made = [world.add_school(trust, f"School {n}", f"s-{n}", year=YEAR).pk for n in range(schools)]
    chosen = list(SchoolDay.objects.filter(school=made[0]).order_by("date").values_list("date", flat=True))
    facts = {"schools": made, "pupils": pupils}
    with owner_connection(database) as owner:
        for table in RULED:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        owner.execute(PEOPLE, facts)
        owner.execute(ROLL, facts)
        _add_marks(owner, made, chosen[:days])
        for school in made:
            owner.execute(RECOUNT, [school])
        for table in RULED:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())
        owner.execute("VACUUM ANALYZE")
    return BigTrust(made, chosen[:days])


def _add_marks(owner: Owner, schools: list[int], days: list[date]) -> None:
    """Day by day, as marks come; keys are made once, when all is there."""
    keys = [(str(drop), str(make)) for drop, make in owner.execute(KEYS).fetchall()]
    for drop, _ in sorted(keys, reverse=True):
        owner.execute(drop.encode())
    facts = {"schools": schools, "after": TAUGHT_AFTER_LEAVING}
    for number, on in enumerate([*days, world.INSET_DAY]):
        owner.execute(MARKS, facts | {"on": on, "number": number})
    owner.execute("ANALYZE attendance_mark")
    owner.execute("SET maintenance_work_mem = '512MB'")
    for _, make in keys:
        owner.execute(make.encode())
