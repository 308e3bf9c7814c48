"""The marks that lines rest on: on school days, while the pupil was on roll here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from attendance.line_rules import Mark
from schools.models import School
from schools.queries.rows import rows_of

# Days on roll overlap in no two entries (roll_entries_do_not_overlap), so that a mark comes once.
MARKS = """
SELECT m.pupil_id, m.date, m.session, m.code
FROM unnest(%(pupils)s::bigint[], %(since)s::date[]) AS c (pupil_id, since)
JOIN attendance_mark m ON m.pupil_id = c.pupil_id AND m.date BETWEEN c.since AND %(until)s
JOIN schools_schoolday d ON d.school_id = m.school_id AND d.date = m.date
JOIN schools_rollentry r ON r.pupil_id = m.pupil_id AND m.date >= r.admitted_on
     AND (r.left_on IS NULL OR m.date <= r.left_on)
WHERE m.school_id = %(school)s
ORDER BY m.pupil_id, m.date, m.session
"""


def marks_of(school: School, since: Mapping[int, date], *, until: date) -> dict[int, list[Mark]]:
    """The marks of each pupil from a day of the pupil's own, oldest first: one statement."""
    found: defaultdict[int, list[Mark]] = defaultdict(list)
    values = {"school": school.pk, "pupils": list(since), "since": list(since.values()), "until": until}
    for pupil_id, *mark in rows_of(MARKS, values) if since else ():
        found[pupil_id].append((mark[0], mark[1], mark[2]))
    return found
