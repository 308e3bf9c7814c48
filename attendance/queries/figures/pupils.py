"""The six figures of a tally in SQL, and those of each pupil beside the pupil."""

from __future__ import annotations

from attendance.queries.figures.sums import COLUMNS

# Of the columns of a tally row, those of `attendance.metrics.Tally`, in its order.
FIGURES = COLUMNS[:6]
_TOTALS = ", ".join(f"sum({name})" for name in FIGURES)
# Joined to a pupil `p` after `sums`: `t.sessions` in the order of a tally, empty without a session.
PUPIL_SESSIONS = f"""
LEFT JOIN (SELECT pupil_id, ARRAY[{_TOTALS}] AS sessions FROM sums GROUP BY pupil_id) t ON t.pupil_id = p.id
"""
