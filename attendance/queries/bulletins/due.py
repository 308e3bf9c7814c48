"""Which schools write to their staff about the day now."""

from __future__ import annotations

from datetime import datetime

from schools.models import Carrier, School
from schools.queries.dated_values import value_sql
from schools.queries.rows import rows_of
from schools.value_table import BY_KEY

AT = "bulletin.at"
# On a school day, from the school's time on, and where its mail is on.
DUE = f"""
SELECT s.id FROM schools_school s
JOIN schools_schoolday d ON d.school_id = s.id AND d.date = %(on)s
JOIN schools_messaging g ON g.school_id = s.id AND g.emails <> '{Carrier.OFF.value}'
WHERE coalesce(({value_sql("key", school="s.id")}) #>> '{{}}', %(default)s)::time <= %(time)s
ORDER BY s.id
"""


def schools_with_bulletin(now: datetime) -> list[School]:
    """The schools whose time of the bulletin has come today, in the school's own clock: two statements."""
    values = {"on": now.date(), "time": now.time(), "key": AT, "default": BY_KEY[AT].default}
    found = [school for (school,) in rows_of(DUE, values)]
    return list(School.objects.filter(pk__in=found).order_by("pk")) if found else []
