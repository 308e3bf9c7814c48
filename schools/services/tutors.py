"""Bringing in who takes a group's register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date, datetime

from django.db import connection, transaction

from accounts.audit import acting
from accounts.models import User
from schools.models import School
from schools.services.groups import KEY, TutorFacts
from schools.services.staging import Changes, changes_of, stage_rows

RESOLVE = """
CREATE TEMPORARY TABLE wanted_tutor ON COMMIT DROP AS
SELECT DISTINCT g.id AS group_id, t.id AS staff_id, y.starts_on, y.ends_on,
       greatest(least(%(on)s::date, y.ends_on), y.starts_on) AS from_on
FROM staged_tutor s
JOIN schools_academicyear y ON y.school_id = %(school)s AND y.starts_on = s.year_starts
JOIN schools_group g ON g.academic_year_id = y.id AND g.kind = s.kind AND g.name = s.name
JOIN schools_staff t ON t.school_id = %(school)s AND t.code = s.code
"""
STANDING = "x.group_id = w.group_id AND x.part = 'tutor' AND (x.until_on IS NULL OR x.until_on >= w.from_on)"
KEEP_OTHERS = f"""
DELETE FROM wanted_tutor w WHERE EXISTS (SELECT FROM schools_groupstaff x WHERE {STANDING})
"""
END_OTHERS = f"""
WITH others AS (
  SELECT DISTINCT x.id, x.from_on, w.from_on AS next_from FROM schools_groupstaff x
  JOIN wanted_tutor w ON {STANDING}
  WHERE NOT EXISTS (SELECT FROM wanted_tutor v WHERE v.group_id = x.group_id AND v.staff_id = x.staff_id)
), gone AS (
  DELETE FROM schools_groupstaff x USING others o WHERE x.id = o.id AND o.from_on >= o.next_from RETURNING 1
), ended AS (
  UPDATE schools_groupstaff x SET until_on = o.next_from - 1 FROM others o
  WHERE x.id = o.id AND o.from_on < o.next_from RETURNING 1
) SELECT 0, (SELECT count(*) FROM ended), (SELECT count(*) FROM gone)
"""
ADD = f"""
WITH added AS (
  INSERT INTO schools_groupstaff (group_id, staff_id, part, from_on, until_on)
  SELECT w.group_id, w.staff_id, 'tutor',
         CASE WHEN EXISTS (SELECT FROM schools_groupstaff x
                           WHERE x.group_id = w.group_id AND x.part = 'tutor')
              THEN w.from_on ELSE w.starts_on END, w.ends_on
  FROM wanted_tutor w
  WHERE NOT EXISTS (SELECT FROM schools_groupstaff x WHERE x.staff_id = w.staff_id AND {STANDING})
  RETURNING 1
) SELECT count(*), 0 FROM added
"""


@transaction.atomic
def file_tutors(
    *,
    school: School,
    tutors: Sequence[TutorFacts],
    may_replace: bool,
    on: date,
    by: User | None,
    at: datetime,
) -> Changes:
    """Say who takes each group's register: a group's first tutor for the whole year, a later one from `on`.

    With `may_replace`, tutors of these groups who are not given end on the day before `on`, and with
    them their sight of the class; without, a group that has a tutor keeps them.
    """
    acting(by, at=at)
    stage_rows("staged_tutor", KEY | {"code": "text"}, map(astuple, tutors))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.wanted_tutor")
        cursor.execute(RESOLVE, {"school": school.pk, "on": on})
        if not may_replace:
            cursor.execute(KEEP_OTHERS)
    ended = changes_of(END_OTHERS)
    return ended + changes_of(ADD)
