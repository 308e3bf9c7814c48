"""Bringing a timetable in: the lessons of groups, and who covers a register or a lesson."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection, transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone

from accounts.audit import acting
from accounts.models import User
from schools.models import Lesson, LessonCover, School, SchoolDay
from schools.queries.rotation import has_rotation, weeks_on
from schools.queries.rows import rows_of
from schools.services.rotation import set_rotation
from schools.services.staging import Changes, changes_of, stage_rows
from schools.timetable import LONGEST_ROTATION


@dataclass(frozen=True, slots=True)
class LessonFacts:
    """A recurring lesson. None and "" leave what stands here; without times it has those of its period.

    `week` 0 is every week, 1 and 2 are the weeks of a two-week timetable; `weekday` 0 is Monday.
    """

    year_starts: date
    group_kind: str
    group: str
    week: int
    weekday: int
    period: str
    starts: time | None
    ends: time | None
    staff_code: str
    room: str
    subject: str
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """Who takes a group's lesson on one day; without a period, who takes its registers."""

    date: date
    period: str
    group: str
    staff_code: str
    room: str


LESSON_COLUMNS = {
    "year_starts": "date", "kind": "text", "name": "text", "week": "smallint", "weekday": "smallint",
    "period": "text", "starts": "time", "ends": "time", "code": "text", "room": "text", "subject": "text",
    "from_on": "date", "until_on": "date",
}  # fmt: skip
COVER_COLUMNS = {
    "date": "date", "period": "text", "name": "text", "code": "text", "room": "text", "week": "smallint",
}  # fmt: skip

# Times that the file gives a period which has none here: one row where all days agree, else one a weekday.
LEARN_PERIODS = """
WITH told AS (
  SELECT period, weekday, mode() WITHIN GROUP (ORDER BY starts) AS starts,
         mode() WITHIN GROUP (ORDER BY ends) AS ends
  FROM staged_lesson s WHERE starts < ends
    AND NOT EXISTS (SELECT FROM schools_period p WHERE p.school_id = %(school)s AND p.code = s.period)
  GROUP BY period, weekday
), alike AS (
  SELECT period FROM told GROUP BY period HAVING count(DISTINCT (starts, ends)) = 1
)
INSERT INTO schools_period (school_id, code, weekday, starts, ends)
SELECT DISTINCT %(school)s, period, CASE WHEN period IN (SELECT period FROM alike) THEN NULL ELSE weekday END,
       starts, ends
FROM told WHERE starts < ends
"""
# A lesson that stands keeps its first day. Other times begin on the day of the file: the past keeps its bell.
RESOLVE_LESSONS = """
CREATE TEMPORARY TABLE wanted_lesson ON COMMIT DROP AS
WITH wanted AS (
  SELECT DISTINCT ON (g.id, s.week, s.weekday, s.period, t.id, s.from_on)
         g.id AS group_id, s.week, s.weekday, s.period, t.id AS staff_id, s.room, s.subject,
         coalesce(s.starts, p.starts) AS starts, coalesce(s.ends, p.ends) AS ends,
         s.until_on IS NOT NULL AS has_end, y.starts_on AS year_starts,
         greatest(least(%(on)s::date, y.ends_on), y.starts_on) AS move_on,
         CASE WHEN s.from_on IS NOT NULL THEN greatest(s.from_on, y.starts_on) END AS from_on,
         least(s.until_on, y.ends_on) AS until_on
  FROM staged_lesson s
  JOIN schools_academicyear y ON y.school_id = %(school)s AND y.starts_on = s.year_starts
  JOIN schools_group g ON g.academic_year_id = y.id AND g.kind = s.kind AND g.name = s.name
  LEFT JOIN schools_staff t ON t.school_id = %(school)s AND t.code = s.code
  LEFT JOIN LATERAL (
    SELECT starts, ends FROM schools_period p
    WHERE p.school_id = %(school)s AND p.code = s.period AND (p.weekday IS NULL OR p.weekday = s.weekday)
    ORDER BY p.weekday NULLS LAST LIMIT 1) p ON true
  WHERE coalesce(s.starts, p.starts) < coalesce(s.ends, p.ends)
    AND (s.code = '' OR t.id IS NOT NULL) AND (s.from_on IS NULL OR s.from_on <= y.ends_on)
  ORDER BY g.id, s.week, s.weekday, s.period, t.id, s.from_on, s.until_on DESC NULLS FIRST
), dated AS (
  SELECT w.group_id, w.week, w.weekday, w.period, w.staff_id, w.room, w.subject, w.starts, w.ends, w.has_end,
         w.move_on, w.until_on, coalesce(w.from_on, CASE
           WHEN EXISTS (SELECT FROM schools_lesson x WHERE x.group_id = w.group_id) THEN w.move_on
           ELSE w.year_starts END) AS from_on,
         EXISTS (SELECT FROM schools_lesson x WHERE (x.group_id, x.week, x.weekday, x.period)
                   = (w.group_id, w.week, w.weekday, w.period)
                   AND x.staff_id IS NOT DISTINCT FROM w.staff_id) AS was_there
  FROM wanted w
), likely AS (
  SELECT d.*, (SELECT x.id FROM schools_lesson x
               WHERE (x.group_id, x.week, x.weekday, x.period)
                   = (d.group_id, d.week, d.weekday, d.period)
                 AND x.staff_id IS NOT DISTINCT FROM d.staff_id
                 AND (x.until_on IS NULL OR x.until_on >= greatest(d.from_on, d.move_on))
                 AND x.from_on <= d.until_on
                 AND (x.from_on >= d.move_on OR (x.starts, x.ends) = (d.starts, d.ends))
               ORDER BY x.from_on LIMIT 1) AS lesson_id
  FROM dated d WHERE d.from_on <= d.until_on
), ranked AS (
  SELECT l.*, row_number() OVER (PARTITION BY lesson_id ORDER BY from_on) AS rank FROM likely l
) SELECT group_id, week, weekday, period, staff_id, room, subject, starts, ends, has_end, move_on, until_on,
         CASE WHEN was_there THEN greatest(from_on, move_on) ELSE from_on END AS from_on,
         CASE WHEN rank = 1 THEN lesson_id END AS lesson_id
FROM ranked
"""
OTHER_LESSONS = """
SELECT DISTINCT x.id, x.from_on, w.move_on FROM schools_lesson x JOIN wanted_lesson w USING (group_id)
WHERE (x.until_on IS NULL OR x.until_on >= w.move_on)
  AND NOT EXISTS (SELECT FROM wanted_lesson v WHERE v.lesson_id = x.id)
"""
DROP_COVERS = f"""
WITH others AS MATERIALIZED ({OTHER_LESSONS})
DELETE FROM schools_lessoncover c USING others o
WHERE c.lesson_id = o.id AND c.date >= o.move_on AND o.from_on < o.move_on
"""
BEGUN_LESSONS = f"SELECT o.id FROM ({OTHER_LESSONS}) o WHERE o.from_on >= o.move_on"
END_LESSONS = f"""
WITH others AS MATERIALIZED ({OTHER_LESSONS}), ended AS (
  UPDATE schools_lesson x SET until_on = o.move_on - 1
  FROM others o WHERE x.id = o.id AND o.from_on < o.move_on RETURNING 1
) SELECT 0, (SELECT count(*) FROM ended)
"""
# A lesson that an earlier file of the same day ended goes on when this one gives it again.
FILE_LESSONS = """
WITH changed AS (
  UPDATE schools_lesson x
  SET starts = w.starts, ends = w.ends, room = coalesce(nullif(w.room, ''), x.room),
      subject = coalesce(nullif(w.subject, ''), x.subject),
      until_on = CASE WHEN w.has_end OR x.until_on = w.move_on THEN w.until_on ELSE x.until_on END
  FROM wanted_lesson w WHERE x.id = w.lesson_id
    AND (x.starts, x.ends, x.room, x.subject, x.until_on) IS DISTINCT FROM
        (w.starts, w.ends, coalesce(nullif(w.room, ''), x.room), coalesce(nullif(w.subject, ''), x.subject),
         CASE WHEN w.has_end OR x.until_on = w.move_on THEN w.until_on ELSE x.until_on END)
  RETURNING 1
), added AS (
  INSERT INTO schools_lesson (school_id, group_id, week, weekday, period, starts, ends, subject, room,
                              staff_id, from_on, until_on)
  SELECT DISTINCT ON (group_id, week, weekday, period, staff_id, from_on)
         %(school)s, group_id, week, weekday, period, starts, ends, subject, room, staff_id, from_on, until_on
  FROM wanted_lesson WHERE lesson_id IS NULL AND from_on <= until_on
  ORDER BY group_id, week, weekday, period, staff_id, from_on, until_on DESC
  RETURNING 1
) SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM changed)
"""


@transaction.atomic
def file_lessons(
    *, school: School, lessons: Sequence[LessonFacts], on: date, by: User | None, at: datetime
) -> Changes:
    """Give each group that `lessons` names the timetable that stands there, from `on`.

    A group's first timetable counts from the first day of its year. Its lessons that are not given end on
    the day before `on`, and with them their teacher's sight of the group; one that began since then goes,
    or ends today where it was marked already. Lessons of week 2 begin a two-week rotation where the school
    has none. A lesson whose group or teacher is not known, or which has
    no times of its own and no period that gives them, is left out.
    """
    acting(by, at=at)
    values: dict[str, Any] = {"school": school.pk, "on": on}
    stage_rows("staged_lesson", LESSON_COLUMNS, map(astuple, lessons))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.wanted_lesson")
        cursor.execute(LEARN_PERIODS, values)
        cursor.execute(RESOLVE_LESSONS, values)
        cursor.execute(DROP_COVERS)
    years = [lesson.year_starts for lesson in lessons if lesson.week == LONGEST_ROTATION]
    if years and not has_rotation(school):
        _begin_two_weeks(school, min(years), by=by, at=at)
    ended = changes_of(END_LESSONS) + _take_away(
        {row[0] for row in rows_of(BEGUN_LESSONS)}, today=max(on, timezone.localtime(at).date())
    )
    return ended + changes_of(FILE_LESSONS, values)


def _take_away(lessons: set[int], *, today: date) -> Changes:
    """Delete lessons with their cover; one that was marked already stays, and ends with its day."""
    try:
        Lesson.objects.filter(pk__in=lessons).delete()
    except ProtectedError as marked:
        rows: set[Any] = marked.protected_objects
        held = {row.lesson_id for row in rows}
        LessonCover.objects.filter(lesson__in=held, date__gt=today).delete()
        longer = Lesson.objects.filter(Q(until_on=None) | Q(until_on__gt=today), pk__in=held)
        return Changes(changed=longer.update(until_on=today)) + _take_away(lessons - held, today=today)
    return Changes(removed=len(lessons))


def _begin_two_weeks(school: School, year_starts: date, *, by: User | None, at: datetime) -> None:
    """Count two weeks from the first school week of a year, if it has one."""
    days = SchoolDay.objects.filter(school=school, academic_year__starts_on=year_starts)
    monday = days.values_list("monday", flat=True).first()
    if monday is not None:
        source = "The first timetable file with a second week"
        set_rotation(school=school, weeks=2, first=1, from_monday=monday, source=source, by=by, at=at)


# A name may be a registration group's and a teaching group's: the one that has the lesson is meant.
FILE_LESSON_COVERS = """
WITH found AS (
  SELECT DISTINCT ON (x.id, s.date) x.id AS lesson_id, s.date, t.id AS staff_id, s.room
  FROM staged_cover s
  JOIN schools_academicyear y ON y.school_id = %(school)s AND s.date BETWEEN y.starts_on AND y.ends_on
  JOIN schools_group g ON g.academic_year_id = y.id AND g.name = s.name
  JOIN schools_staff t ON t.school_id = %(school)s AND t.code = s.code
  JOIN LATERAL (
    SELECT x.id FROM schools_lesson x
    WHERE x.group_id = g.id AND x.period = s.period AND x.week IN (0, s.week)
      AND x.weekday = extract(isodow FROM s.date) - 1
      AND x.from_on <= s.date AND (x.until_on IS NULL OR x.until_on >= s.date)
      AND x.staff_id IS DISTINCT FROM t.id
    ORDER BY x.id LIMIT 1) x ON true
  WHERE s.period <> ''
  ORDER BY x.id, s.date, t.id
), filed AS (
  INSERT INTO schools_lessoncover AS c (lesson_id, date, staff_id, room, set_by_id)
  SELECT lesson_id, date, staff_id, room, %(by)s FROM found
  ON CONFLICT (lesson_id, date) DO UPDATE
    SET staff_id = excluded.staff_id, room = coalesce(nullif(excluded.room, ''), c.room),
        set_by_id = excluded.set_by_id
  WHERE c.staff_id <> excluded.staff_id OR excluded.room NOT IN ('', c.room)
  RETURNING old.id IS NULL AS is_new
) SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM filed
"""
FILE_REGISTER_COVERS = """
WITH filed AS (
  INSERT INTO schools_groupstaff (group_id, staff_id, part, from_on, until_on)
  SELECT DISTINCT g.id, t.id, 'cover', s.date, s.date
  FROM staged_cover s
  JOIN schools_academicyear y ON y.school_id = %(school)s AND s.date BETWEEN y.starts_on AND y.ends_on
  JOIN schools_group g ON g.academic_year_id = y.id AND g.kind = 'registration' AND g.name = s.name
  JOIN schools_staff t ON t.school_id = %(school)s AND t.code = s.code
  WHERE s.period = ''
  ON CONFLICT DO NOTHING RETURNING 1
) SELECT count(*), 0 FROM filed
"""


@transaction.atomic
def file_cover(*, school: School, covers: Sequence[CoverFacts], by: User | None, at: datetime) -> Changes:
    """Say who takes lessons and registers on single days; each cover ends with its day.

    A lesson has one cover a day, and a later file replaces it. Cover of a lesson that does not meet on
    that day, or by a person who is not known, is left out.
    """
    acting(by, at=at)
    weeks = weeks_on(school, {cover.date for cover in covers}) if covers else {}
    stage_rows("staged_cover", COVER_COLUMNS, ((*astuple(cover), weeks[cover.date]) for cover in covers))
    values = {"school": school.pk, "by": by.pk if by else None}
    return changes_of(FILE_LESSON_COVERS, values) + changes_of(FILE_REGISTER_COVERS, values)
