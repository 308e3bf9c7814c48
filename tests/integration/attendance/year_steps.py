"""Years of marks with so many absences, for tests of figures."""

from datetime import date

from attendance.models import Mark, MarkSource
from schools.models import Pupil, SchoolDay
from tests.world import NOW

PRESENT, ILL = 10, 104
LAST_FRIDAY, MONDAY = date(2027, 3, 5), date(2027, 3, 8)


def marked(pupil: Pupil, since: date, until: date, absent: int, *, code: int = ILL) -> None:
    """Marks of each school day; the last `absent` sessions are absences."""
    days = SchoolDay.objects.filter(school=pupil.school, date__range=(since, until)).order_by("date")
    sessions = [(day.date, half) for day in days for half in (1, 2)]
    Mark.objects.bulk_create(
        Mark(
            pupil=pupil,
            school=pupil.school,
            date=on,
            session=half,
            code=code if place >= len(sessions) - absent else PRESENT,
            source=MarkSource.REGISTER.value,
            set_at=NOW,
        )
        for place, (on, half) in enumerate(sessions)
    )


def a_year(pupil: Pupil, *, before: int, week: int = 0) -> None:
    """Autumn and spring up to last Friday with so many sessions missed, then Monday of this week."""
    marked(pupil, date(2026, 9, 1), LAST_FRIDAY, before)
    marked(pupil, MONDAY, MONDAY, week)
