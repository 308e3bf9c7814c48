"""A pupil's marks of this school year, week by week."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import connection

from attendance.codes import Code, code_of
from attendance.queries.registers.rows import StripDay, strip_weeks
from schools.calendar import Session, academic_year_start, monday_of
from schools.models import School
from schools.wording import list_words, short_day_words

YEAR = """
SELECT d.date, m.session, m.code
FROM schools_schoolday d
LEFT JOIN attendance_mark m ON m.pupil_id = %(pupil)s AND m.date = d.date
WHERE d.school_id = %(school)s AND d.date BETWEEN greatest(%(year_starts)s, %(admitted)s) AND %(on)s
ORDER BY d.date, m.session
"""


@dataclass(frozen=True)
class WeekLine:
    """One week of a pupil's marks, morning over afternoon."""

    words: str
    strip: list[list[StripDay]]
    strip_words: str


def week_lines(school: School, pupil_id: int, *, admitted_on: date | None, on: date) -> list[WeekLine]:
    """The school weeks of this year up to today, newest first, from the starting day: one statement."""
    year_starts = academic_year_start(on)
    with connection.cursor() as cursor:
        cursor.execute(
            YEAR,
            {
                "pupil": pupil_id,
                "school": school.pk,
                "year_starts": year_starts,
                "admitted": admitted_on or year_starts,
                "on": on,
            },
        )
        found = cursor.fetchall()
    marks = {(day, half): code_of(code) for day, half, code in found if code is not None}
    dates = sorted({row[0] for row in found})
    return [_week(list(days), marks) for _, days in groupby(dates, key=monday_of)][::-1]


def _week(dates: list[date], marks: dict[tuple[date, int], Code]) -> WeekLine:
    codes = [marks.get((day, half.value)) for day in dates for half in Session]
    counts = Counter(code.code_class.title if code else "without a mark" for code in codes)
    words = list_words([f"{count} {title}" for title, count in counts.items()])
    return WeekLine(
        words=f"{dates[0].day} {dates[0]:%b}",
        strip=strip_weeks(marks, tuple(dates)),
        strip_words=f"Week of {short_day_words(dates[0])}: {words}",
    )
