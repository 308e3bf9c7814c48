"""L and U against the close of their register."""

from __future__ import annotations

from attendance.queries.scrutiny.facts import CLOSES, IN_PERIOD, MARKS, OF_MARK, Family, rows

BASE = f"""
WITH lates AS (
  SELECT m.pupil_id, m.date, m.session, m.code, m.minutes_late, c.register_minutes,
         m.source <> 'import' AND m.set_at > c.closes_at AS set_after,
         (extract(epoch FROM m.set_at - c.closes_at) / 60)::int AS after_minutes
  FROM {MARKS} JOIN {CLOSES} c ON (c.date, c.session) = (m.date, m.session)
  WHERE {IN_PERIOD} AND m.code IN (%(late)s, %(after_close)s)
)
"""
# The minute of the close is after it, as for whoever sets the mark (`arrival_problem`).
MINUTES = {"figure": "m.minutes_late", "out_of": "m.register_minutes"}

LATES = Family(
    "Lates",
    BASE,
    {
        "late-beyond-close": rows(
            "lates m WHERE m.code = %(late)s AND m.minutes_late >= m.register_minutes", **OF_MARK, **MINUTES
        ),
        # Without minutes, or with none at all, nobody wrote an arrival down.
        "u-before-close": rows(
            "lates m WHERE m.code = %(after_close)s AND m.minutes_late BETWEEN 1 AND m.register_minutes - 1",
            **OF_MARK,
            **MINUTES,
        ),
        "late-set-after-close": rows(
            "lates m WHERE m.code = %(late)s AND m.set_after", **OF_MARK, figure="m.after_minutes"
        ),
    },
)
