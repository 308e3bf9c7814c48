"""Marks that were amended often or late, and by whom."""

from __future__ import annotations

from attendance.queries.scrutiny.facts import Family, rows

BASE = """
WITH amended AS (
  SELECT a.* FROM attendance_markamendment a
  JOIN schools_pupil o ON o.id = a.pupil_id AND o.merged_into_id IS NULL
  WHERE a.school_id = %(school)s AND a.date BETWEEN %(starts)s AND %(ends)s
), marks AS (
  SELECT pupil_id, date, session, count(*) AS times,
         max((at AT TIME ZONE 'Europe/London')::date - date) AS days
  FROM amended GROUP BY 1, 2, 3
), people AS (
  SELECT "by", max(by_name) AS name, count(*) AS amendments, sum(count(*)) OVER () AS in_all,
         (array_agg(pupil_id ORDER BY at DESC, id DESC))[1] AS pupil_id,
         (array_agg(date ORDER BY at DESC, id DESC))[1] AS date,
         (array_agg(session ORDER BY at DESC, id DESC))[1] AS session
  FROM amended WHERE was_closed AND "by" IS NOT NULL GROUP BY 1
)
"""
OF_MARK = {"pupil_id": "m.pupil_id", "date": "m.date", "session": "m.session"}

AMENDMENTS = Family(
    "Amendments",
    BASE,
    {
        "amended-often": rows("marks m WHERE m.times >= %(many)s", **OF_MARK, figure="m.times"),
        "amended-late": rows("marks m WHERE m.days > %(late_days)s", **OF_MARK, figure="m.days"),
        # The row opens the last register that the person changed.
        "amended-by": rows(
            "people m WHERE m.amendments >= %(many_by_one)s",
            **OF_MARK,
            figure="m.amendments",
            out_of="m.in_all",
            who="m.name",
        ),
    },
)
