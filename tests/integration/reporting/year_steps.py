"""A pupil's year with all kinds of marks, as a page of it is looked at."""

from datetime import date

from attendance.codes import find_code
from attendance.models import Mark, MarkSource
from schools.calendar import Session
from schools.models import Pupil, RollEntry, SchoolDay
from tests.world import NOW, YESTERDAY

MONDAY = 0
# By day: the letters of its morning and its afternoon.
DAYS = {
    "2026-10-12": "II",
    "2026-10-13": "II",
    "2026-10-22": "OO",
    "2026-11-02": "GG",
    "2026-11-03": "GG",
    "2026-11-16": "M\\",
    "2026-12-11": "VV",
    "2026-12-14": "II",
    "2026-12-15": "II",
    "2027-01-18": "OO",
    "2027-02-04": "BB",
    "2027-02-23": "/M",
    "2027-03-01": "U\\",
    "2027-03-04": "Y2Y2",
    "2027-03-08": "NN",
}


def a_year_of_everything(pupil: Pupil) -> None:
    """Marks from September to yesterday: late on most Mondays, absences of each kind, two N of yesterday."""
    RollEntry.objects.filter(pupil=pupil).update(admitted_on=date(2025, 9, 1))
    days = SchoolDay.objects.filter(school=pupil.school, date__range=(date(2026, 9, 1), YESTERDAY))
    Mark.objects.bulk_create(
        Mark(
            pupil=pupil,
            school=pupil.school,
            date=day.date,
            session=half.value,
            code=_number(letter, day.date),
            source=MarkSource.REGISTER.value,
            set_at=NOW,
        )
        for day in days
        for half, letter in zip(Session, _letters(day), strict=True)
    )


def _letters(day: SchoolDay) -> list[str]:
    usual = "L\\" if day.date.weekday() == MONDAY and day.week_number % 3 else "/\\"
    found = DAYS.get(f"{day.date}", usual)
    return [found[:2], found[2:]] if len(found) > 2 else list(found)


def _number(letter: str, on: date) -> int:
    code = find_code(letter, on)
    assert code is not None
    return code.number
