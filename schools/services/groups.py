"""Bringing groups in: what they are, and by date who is in them and who takes their register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime

from django.db import connection, transaction

from accounts.audit import acting
from accounts.models import User
from schools.models import School
from schools.services.staging import Changes, changes_of, stage_rows


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group of an academic year. None and "" leave what stands here."""

    year_starts: date
    kind: str
    name: str
    year_group: int | None
    room: str


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A pupil's time in a group; None is the first day of the year, or its last."""

    year_starts: date
    kind: str
    name: str
    upn: str
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True, slots=True)
class TutorFacts:
    """A member of staff, by code, who takes a group's register."""

    year_starts: date
    kind: str
    name: str
    code: str


KEY = {"year_starts": "date", "kind": "text", "name": "text"}
FILE_GROUPS = """
WITH filed AS (
  INSERT INTO schools_group AS g (school_id, academic_year_id, kind, name, year_group, room)
  SELECT %(school)s, y.id, s.kind, s.name, s.year_group, s.room
  FROM staged_group s JOIN schools_academicyear y ON y.school_id = %(school)s AND y.starts_on = s.year_starts
  ON CONFLICT (academic_year_id, kind, name) DO UPDATE
    SET year_group = coalesce(excluded.year_group, g.year_group),
        room = coalesce(nullif(excluded.room, ''), g.room)
  WHERE excluded.year_group IS DISTINCT FROM g.year_group AND excluded.year_group IS NOT NULL
     OR excluded.room NOT IN ('', g.room)
  RETURNING old.id IS NULL AS is_new
) SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM filed
"""


@transaction.atomic
def file_groups(*, school: School, groups: Sequence[GroupFacts], by: User | None, at: datetime) -> Changes:
    """Add groups and correct their year and room; each group stands once in `groups`."""
    acting(by, at=at)
    stage_rows("staged_group", KEY | {"year_group": "smallint", "room": "text"}, map(astuple, groups))
    return changes_of(FILE_GROUPS, {"school": school.pk})


# A time without a last day ends before a move that is planned for after `on`, unless the file names that
# group too. One staged time may take the place of one that stands here for the same group and days.
RESOLVE_MEMBERS = """
CREATE TEMPORARY TABLE wanted_member ON COMMIT DROP AS
WITH wanted AS (
  SELECT g.id AS group_id, p.id AS pupil_id, s.kind, y.id AS year_id, s.until_on IS NULL AS is_open,
         greatest(coalesce(s.from_on, y.starts_on), y.starts_on) AS from_on,
         least(coalesce(s.until_on, y.ends_on), y.ends_on) AS until_on
  FROM staged_member s
  JOIN schools_academicyear y ON y.school_id = %(school)s AND y.starts_on = s.year_starts
  JOIN schools_group g ON g.academic_year_id = y.id AND g.kind = s.kind AND g.name = s.name
  JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = s.upn
), bounded AS (
  SELECT w.group_id, w.pupil_id, w.kind, w.year_id, w.from_on,
         CASE WHEN w.is_open AND w.kind IN ('year', 'registration') THEN least(w.until_on, (
           SELECT min(m.from_on) - 1 FROM schools_groupmember m JOIN schools_group g ON g.id = m.group_id
           WHERE m.pupil_id = w.pupil_id AND g.academic_year_id = w.year_id AND g.kind = w.kind
             AND m.from_on > greatest(%(on)s::date, w.from_on)
             AND NOT EXISTS (SELECT FROM wanted v WHERE v.pupil_id = m.pupil_id AND v.group_id = m.group_id)
         )) ELSE w.until_on END AS until_on
  FROM wanted w
), likely AS (
  SELECT w.*, (SELECT m.id FROM schools_groupmember m
               WHERE m.group_id = w.group_id AND m.pupil_id = w.pupil_id
                 AND daterange(m.from_on, m.until_on, '[]') && daterange(w.from_on, w.until_on, '[]')
               ORDER BY m.from_on = w.from_on DESC, m.from_on LIMIT 1) AS member_id
  FROM bounded w
), ranked AS (
  SELECT l.*, row_number() OVER (PARTITION BY member_id ORDER BY from_on) AS rank FROM likely l
) SELECT group_id, pupil_id, kind, year_id, from_on, until_on,
         CASE WHEN rank = 1 THEN member_id END AS member_id
FROM ranked
"""
# A pupil is in one registration group and one year group at a time; the file says which.
END_OTHERS = """
WITH others AS (
  SELECT m.id, m.from_on, min(w.from_on) AS next_from
  FROM schools_groupmember m JOIN schools_group g ON g.id = m.group_id
  JOIN wanted_member w ON w.pupil_id = m.pupil_id AND w.year_id = g.academic_year_id AND w.kind = g.kind
   AND daterange(m.from_on, m.until_on, '[]') && daterange(w.from_on, w.until_on, '[]')
  WHERE g.kind IN ('year', 'registration')
    AND NOT EXISTS (SELECT FROM wanted_member v WHERE v.member_id = m.id)
  GROUP BY m.id, m.from_on
), gone AS (
  DELETE FROM schools_groupmember m USING others o WHERE m.id = o.id AND o.from_on >= o.next_from RETURNING 1
), ended AS (
  UPDATE schools_groupmember m SET until_on = o.next_from - 1
  FROM others o WHERE m.id = o.id AND o.from_on < o.next_from RETURNING 1
) SELECT 0, (SELECT count(*) FROM ended), (SELECT count(*) FROM gone)
"""
FILE_MEMBERS = """
WITH changed AS (
  UPDATE schools_groupmember m SET from_on = w.from_on, until_on = w.until_on
  FROM wanted_member w
  WHERE m.id = w.member_id AND (m.from_on, m.until_on) IS DISTINCT FROM (w.from_on, w.until_on)
  RETURNING 1
), added AS (
  INSERT INTO schools_groupmember (group_id, pupil_id, from_on, until_on)
  SELECT DISTINCT ON (group_id, pupil_id, from_on) group_id, pupil_id, from_on, until_on
  FROM wanted_member WHERE member_id IS NULL ORDER BY group_id, pupil_id, from_on, until_on DESC
  RETURNING 1
) SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM changed)
"""


@transaction.atomic
def file_members(
    *, school: School, members: Sequence[MemberFacts], on: date, by: User | None, at: datetime
) -> Changes:
    """Date pupils' times in groups as given; a time never runs past its academic year.

    Where the file has a pupil in a registration or year group, another of that kind ends for those days.
    A move that is planned here for after `on` stays, unless the file gives days of its own for it.
    """
    acting(by, at=at)
    columns = KEY | {"upn": "text", "from_on": "date", "until_on": "date"}
    stage_rows("staged_member", columns, map(astuple, members))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.wanted_member")
        cursor.execute(RESOLVE_MEMBERS, {"school": school.pk, "on": on})
    return changes_of(END_OTHERS) + changes_of(FILE_MEMBERS)


# Where a pupil is now: the first placing of a year counts from its start or the pupil's, a move from `on`.
# A place that begins later is a move planned here, of which a file of today knows nothing.
PLACE = """
CREATE TEMPORARY TABLE wanted_place ON COMMIT DROP AS
SELECT g.id AS group_id, p.id AS pupil_id, g.academic_year_id AS year_id, s.kind, y.ends_on,
       greatest(y.starts_on, s.from_on) AS first_on,
       greatest(%(on)s::date, y.starts_on, s.from_on) AS move_on
FROM staged_member s
JOIN schools_academicyear y ON y.school_id = %(school)s AND y.starts_on = s.year_starts
JOIN schools_group g ON g.academic_year_id = y.id AND g.kind = s.kind AND g.name = s.name
JOIN schools_pupil p ON p.school_id = %(school)s AND p.upn = s.upn
WHERE greatest(y.starts_on, s.from_on) <= y.ends_on
"""
OTHER_PLACES = """
SELECT m.id, m.from_on, w.move_on FROM schools_groupmember m JOIN schools_group g ON g.id = m.group_id
JOIN wanted_place w ON w.pupil_id = m.pupil_id AND w.year_id = g.academic_year_id AND w.kind = g.kind
WHERE m.group_id <> w.group_id AND daterange(m.from_on, m.until_on, '[]') @> w.move_on
"""
LEAVE_PLACES = f"""
WITH others AS MATERIALIZED ({OTHER_PLACES}), gone AS (
  DELETE FROM schools_groupmember m USING others o WHERE m.id = o.id AND o.from_on >= o.move_on RETURNING 1
), ended AS (
  UPDATE schools_groupmember m SET until_on = o.move_on - 1
  FROM others o WHERE m.id = o.id AND o.from_on < o.move_on RETURNING 1
) SELECT 0, (SELECT count(*) FROM ended), (SELECT count(*) FROM gone)
"""
DROP_PLACED = """
DELETE FROM wanted_place w USING schools_groupmember m, schools_group g
WHERE g.id = m.group_id AND m.pupil_id = w.pupil_id AND g.academic_year_id = w.year_id AND g.kind = w.kind
  AND (m.until_on IS NULL OR m.until_on >= w.move_on)
"""
TAKE_PLACES = """
WITH added AS (
  INSERT INTO schools_groupmember (group_id, pupil_id, from_on, until_on)
  SELECT w.group_id, w.pupil_id,
         CASE WHEN EXISTS (SELECT FROM schools_groupmember m JOIN schools_group g ON g.id = m.group_id
                           WHERE m.pupil_id = w.pupil_id AND g.academic_year_id = w.year_id
                             AND g.kind = w.kind)
              THEN w.move_on ELSE w.first_on END,
         least(w.ends_on, (SELECT min(m.from_on) - 1
                           FROM schools_groupmember m JOIN schools_group g ON g.id = m.group_id
                           WHERE m.pupil_id = w.pupil_id AND g.academic_year_id = w.year_id
                             AND g.kind = w.kind AND m.from_on > w.move_on))
  FROM wanted_place w
  WHERE NOT EXISTS (SELECT FROM schools_groupmember m
                    WHERE m.group_id = w.group_id AND m.pupil_id = w.pupil_id
                      AND daterange(m.from_on, m.until_on, '[]') @> w.move_on)
  RETURNING 1
) SELECT count(*), 0 FROM added
"""


@transaction.atomic
def place_pupils(
    *,
    school: School,
    members: Sequence[MemberFacts],
    may_move: bool,
    on: date,
    by: User | None,
    at: datetime,
) -> Changes:
    """Put pupils in the group where they are on `on`, one of each kind; `from_on` is their starting day.

    The first group of a year counts from its first day or the pupil's. With `may_move`, a pupil who is in
    another group leaves it on the day before `on`; without, they stay there. A place that begins after `on`
    is left as it is, and ends the one before it.
    """
    acting(by, at=at)
    columns = KEY | {"upn": "text", "from_on": "date", "until_on": "date"}
    stage_rows("staged_member", columns, map(astuple, members))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.wanted_place")
        cursor.execute(PLACE, {"school": school.pk, "on": on})
        if not may_move:
            cursor.execute(DROP_PLACED)
    left = changes_of(LEAVE_PLACES)
    return left + changes_of(TAKE_PLACES)
