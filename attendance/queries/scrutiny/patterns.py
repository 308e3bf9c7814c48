"""What is out of the common in the registers of one class or one person. A question, never a verdict."""

from __future__ import annotations

from attendance.queries.scrutiny.facts import CLOSES, IN_PERIOD, MARKS, Family, rows

BASE = f"""
WITH registers AS MATERIALIZED (
  SELECT b.group_id, m.date, m.session, count(*) AS marks,
         count(*) FILTER (WHERE m.code IN (10, 11)) AS present,
         count(*) FILTER (WHERE m.code = 20) AS late, count(*) FILTER (WHERE m.code = 220) AS unknown,
         count(*) FILTER (WHERE m.source = 'register') AS taken,
         count(*) FILTER (WHERE m.source = 'register'
                          AND m.set_at >= c.closes_at + %(long_after)s * interval '1 minute') AS long_after
  FROM {MARKS} JOIN {CLOSES} c ON (c.date, c.session) = (m.date, m.session)
  JOIN (schools_groupmember b JOIN schools_group g ON g.id = b.group_id AND g.kind = 'registration')
       ON b.pupil_id = m.pupil_id AND b.from_on <= m.date AND (b.until_on IS NULL OR b.until_on >= m.date)
  WHERE {IN_PERIOD}
  GROUP BY 1, 2, 3
), classes AS (
  SELECT group_id, sum(marks) AS marks, sum(late) AS late, sum(unknown) AS unknown, sum(taken) AS taken,
         sum(long_after) AS long_after
  FROM registers GROUP BY 1
), school AS (
  SELECT sum(marks) AS marks, sum(late) AS late, sum(unknown) AS unknown, sum(taken) AS taken,
         sum(long_after) AS long_after FROM classes
), runs AS (
  SELECT group_id, date, session, marks = present AS is_full, count(*) FILTER (WHERE marks <> present) OVER (
           PARTITION BY group_id ORDER BY date, session) AS run
  FROM registers
), submitted AS (
  SELECT r.submitted_by_id, r.group_id, r.date, r.session, r.submitted_at > c.closes_at AS is_late
  FROM attendance_register r JOIN {CLOSES} c USING (date, session)
  WHERE r.school_id = %(school)s AND r.submitted_at IS NOT NULL
)
"""


def _share(part: str, whole: str = "marks") -> str:
    """The classes whose share of a part is far beyond the share of the whole school."""
    return rows(
        f"""classes q CROSS JOIN school s
        WHERE q.{part} >= %(least)s AND q.{part} * s.{whole} >= %(times)s * s.{part} * q.{whole}""",
        group_id="q.group_id",
        figure=f"q.{part}",
        out_of=f"q.{whole}",
    )


# The row opens one register of the person: the last that came late.
LATE_PEOPLE = """(
  SELECT submitted_by_id, count(*) AS registers, count(*) FILTER (WHERE is_late) AS late,
         (array_agg(group_id ORDER BY is_late DESC, date DESC, session DESC))[1] AS group_id,
         (array_agg(date ORDER BY is_late DESC, date DESC, session DESC))[1] AS date,
         (array_agg(session ORDER BY is_late DESC, date DESC, session DESC))[1] AS session
  FROM submitted GROUP BY 1) q JOIN accounts_user u ON u.id = q.submitted_by_id
WHERE q.registers >= %(late_registers)s AND q.late * 2 >= q.registers"""
FULL_RUNS = """(
  SELECT group_id, count(*) AS sessions, max(date) AS date,
         (array_agg(session ORDER BY date DESC, session DESC))[1] AS session
  FROM runs WHERE is_full GROUP BY group_id, run) q WHERE q.sessions >= %(full_sessions)s"""
# All present when it was submitted: what stands otherwise now was amended from present.
HASTY = """(
  SELECT r.id, r.group_id, r.date, r.session, count(*) AS amended
  FROM attendance_register r
  JOIN attendance_mark m ON m.register_id = r.id AND m.school_id = r.school_id AND m.date = r.date
  JOIN LATERAL (SELECT a.original FROM attendance_markamendment a
    WHERE a.pupil_id = m.pupil_id AND a.date = m.date AND a.session = m.session AND a.at >= r.submitted_at
    ORDER BY a.id LIMIT 1) a ON a.original IN (10, 11)
  WHERE r.school_id = %(school)s AND r.date BETWEEN %(starts)s AND %(ends)s
    AND r.submitted_at <= r.started_at + %(hasty)s * interval '1 second'
  GROUP BY r.id) q
WHERE NOT EXISTS (
  SELECT FROM attendance_mark m WHERE m.register_id = q.id AND m.school_id = %(school)s AND m.date = q.date
    AND m.session = q.session AND m.code NOT IN (10, 11) AND NOT EXISTS (
      SELECT FROM attendance_markamendment a WHERE a.pupil_id = m.pupil_id AND a.date = m.date
        AND a.session = m.session AND a.original IN (10, 11)))"""
OF_REGISTER = {"group_id": "q.group_id", "date": "q.date", "session": "q.session"}

PATTERNS = Family(
    "Patterns of one class",
    BASE,
    {
        "class-many-lates": _share("late"),
        "class-many-n": _share("unknown"),
        "class-marked-late": _share("long_after", "taken"),
        "late-submitter": rows(
            LATE_PEOPLE, **OF_REGISTER, figure="q.late", out_of="q.registers", who="u.full_name"
        ),
        "always-present": rows(FULL_RUNS, **OF_REGISTER, figure="q.sessions"),
        "full-then-amended": rows(HASTY, **OF_REGISTER, figure="q.amended"),
    },
)
