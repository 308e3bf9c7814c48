"""A recount of a school's tallies from its marks by our functions, and by three ways of writing it plainly.

Each finds and mends what is wrong, whatever it is. Ours proves first and mends the wrong weeks alone.
"""

from collections.abc import Callable

import psycopg

from attendance.queries.tallies import DRIFT

Owner = psycopg.Connection[tuple[object, ...]]
Way = Callable[[Owner, int], None]
COLUMNS = (
    "possible",
    "attended",
    "authorised",
    "unauthorised",
    "late",
    "late_after_close",
    "minutes",
    "illness",
    "no_reason",
)
_NAMES = "roll_entry_id, monday, school_id, " + ", ".join(COLUMNS)
_SET = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS)
_OLD, _NEW = (", ".join(f"{row}.{name}" for name in COLUMNS) for row in ("t", "excluded"))
COUNTED = """
SELECT r.id AS roll_entry_id, d.monday, m.school_id,
       count(*) FILTER (WHERE m.code BETWEEN 10 AND 299) AS possible,
       count(*) FILTER (WHERE m.code BETWEEN 10 AND 99) AS attended,
       count(*) FILTER (WHERE m.code BETWEEN 100 AND 199) AS authorised,
       count(*) FILTER (WHERE m.code BETWEEN 200 AND 299) AS unauthorised,
       count(*) FILTER (WHERE m.code = 20) AS late,
       count(*) FILTER (WHERE m.code = 210) AS late_after_close,
       coalesce(sum(m.minutes_late), 0) AS minutes,
       count(*) FILTER (WHERE m.code = 104) AS illness,
       count(*) FILTER (WHERE m.code = 220) AS no_reason
FROM attendance_mark m
JOIN schools_rollentry r ON r.pupil_id = m.pupil_id AND m.date >= r.admitted_on
     AND (r.left_on IS NULL OR m.date <= r.left_on)
JOIN schools_schoolday d ON d.school_id = m.school_id AND d.date = m.date
WHERE m.school_id = %(school)s
GROUP BY r.id, d.monday, m.school_id
"""
UPSERT = f"""
WITH counted AS MATERIALIZED ({COUNTED}),
gone AS (DELETE FROM attendance_weektally WHERE school_id = %(school)s
         AND (roll_entry_id, monday) NOT IN (SELECT roll_entry_id, monday FROM counted))
INSERT INTO attendance_weektally AS t ({_NAMES}) SELECT {_NAMES} FROM counted
ON CONFLICT (roll_entry_id, monday) DO UPDATE SET {_SET} WHERE ({_OLD}) IS DISTINCT FROM ({_NEW})
"""
EXCEPT = f"""
WITH counted AS MATERIALIZED ({COUNTED}),
gone AS (DELETE FROM attendance_weektally WHERE school_id = %(school)s
         AND (roll_entry_id, monday) NOT IN (SELECT roll_entry_id, monday FROM counted))
INSERT INTO attendance_weektally AS t ({_NAMES})
SELECT {_NAMES} FROM counted EXCEPT
SELECT {_NAMES} FROM attendance_weektally WHERE school_id = %(school)s
ON CONFLICT (roll_entry_id, monday) DO UPDATE SET {_SET}
"""
# A week of some pupils that nothing but a fault of ours could have made.
SPOIL = """
UPDATE attendance_weektally SET attended = attended + 1, possible = possible + 1
WHERE school_id = %(school)s AND roll_entry_id %% 50 = 0
  AND monday = (SELECT min(monday) FROM attendance_weektally WHERE school_id = %(school)s)
"""
HELD = f"""
SELECT md5(string_agg(t::text, ';' ORDER BY roll_entry_id, monday))
FROM (SELECT {_NAMES} FROM attendance_weektally WHERE school_id = %(school)s) t
"""


def ours(owner: Owner, school: int) -> None:
    """What `manage.py recount` asks of the database."""
    wrong = owner.execute(DRIFT.encode(), {"school": school}).fetchall()
    mondays = sorted({str(monday) for _, monday, *_ in wrong})
    if mondays:
        owner.execute("SELECT attendance_recount(%s, %s::date[])", [school, mondays])


def rebuild(owner: Owner, school: int) -> None:
    """All away, and counted anew."""
    owner.execute("DELETE FROM attendance_weektally WHERE school_id = %s", [school])
    owner.execute(f"INSERT INTO attendance_weektally ({_NAMES}) {COUNTED}".encode(), {"school": school})


def upsert(owner: Owner, school: int) -> None:
    """Counted, and written where it differs."""
    owner.execute(UPSERT.encode(), {"school": school})


def difference(owner: Owner, school: int) -> None:
    """Counted, and the difference of both sets written."""
    owner.execute(EXCEPT.encode(), {"school": school})


RIVALS: dict[str, Way] = {"rebuild": rebuild, "upsert": upsert, "set difference": difference}
