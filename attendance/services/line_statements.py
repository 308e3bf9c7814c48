"""The statements that write crossed lines."""

from __future__ import annotations

from attendance.models import LineState

# Whoever looks at the lines of a school, or merges its pupils, does it alone; other schools go on.
_LOCK = "hashtext('attendance_crossedline'), %(school)s::int"
ONE_AT_A_TIME = f"SELECT pg_advisory_xact_lock({_LOCK})"
ONE_AT_A_TIME_OR_NONE = f"SELECT pg_try_advisory_xact_lock({_LOCK})"
TAKE_LOOKS = "DELETE FROM attendance_lookagain WHERE school_id = %(school)s RETURNING pupils"
# A line that is new, or the evidence of one that stands; what is the same stays untouched.
KEEP = f"""
INSERT INTO attendance_crossedline AS l (
  school_id, pupil_id, kind, state, found_on, found_at, held_on, count, "limit", possible, from_on, until_on,
  reached_on, sessions, words)
SELECT %(school)s, s.pupil, s.kind, '{LineState.STANDING.value}', %(on)s, %(at)s, %(on)s, s.count, s."limit",
       s.possible, s.from_on, s.until_on, s.reached_on, s.sessions, ''
FROM jsonb_to_recordset(%(lines)s::jsonb) AS s (
  pupil bigint, kind text, count int, "limit" int, possible int, from_on date, until_on date, reached_on date,
  sessions jsonb)
ORDER BY s.pupil, s.kind
ON CONFLICT (pupil_id, kind) WHERE state = '{LineState.STANDING.value}' DO UPDATE
  SET held_on = excluded.held_on, count = excluded.count, "limit" = excluded."limit",
      possible = excluded.possible, from_on = excluded.from_on, until_on = excluded.until_on,
      reached_on = excluded.reached_on, sessions = excluded.sessions
  WHERE (l.held_on, l.count, l."limit", l.possible, l.from_on, l.until_on, l.reached_on, l.sessions)
        IS DISTINCT FROM (excluded.held_on, excluded.count, excluded."limit", excluded.possible,
                          excluded.from_on, excluded.until_on, excluded.reached_on, excluded.sessions)
"""
END = f"""
UPDATE attendance_crossedline l SET state = e.state, ended_on = %(on)s, ended_at = %(at)s
FROM unnest(%(lines)s::bigint[], %(states)s::text[]) AS e (id, state)
WHERE l.id = e.id AND l.state = '{LineState.STANDING.value}'
"""
# Whoever acted on a line that never held is told once, however often they acted.
TELL = f"""
INSERT INTO attendance_linetold (line_id, person_id, at)
SELECT DISTINCT a.line_id, a.by_id, %(at)s::timestamptz
FROM attendance_lineact a JOIN attendance_crossedline l ON l.id = a.line_id
WHERE l.id = ANY (%(lines)s) AND l.state = '{LineState.WITHDRAWN.value}'
ON CONFLICT (line_id, person_id) DO NOTHING
"""
