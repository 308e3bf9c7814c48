"""Next year's calendar of Marlowe Park, and the summer day on which groups move into it."""

from datetime import date, datetime

from schools.calendar import LONDON
from schools.models import AcademicYear, HalfTerm, School
from schools.services.calendar import rebuild_school_days

JULY = datetime(2027, 7, 15, 9, 0, tzinfo=LONDON)
NEXT_TERMS = (
    ("2027-09-02", "2027-10-22"),
    ("2027-11-01", "2027-12-17"),
    ("2028-01-04", "2028-02-11"),
    ("2028-02-21", "2028-03-31"),
    ("2028-04-18", "2028-05-26"),
    ("2028-06-05", "2028-07-20"),
)


def add_next_year(school: School) -> AcademicYear:
    """The academic year 2027/28 with its half terms and school days."""
    year = AcademicYear.objects.create(school=school, starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31))
    HalfTerm.objects.bulk_create(
        HalfTerm(
            academic_year=year,
            number=number,
            starts_on=date.fromisoformat(starts),
            ends_on=date.fromisoformat(ends),
        )
        for number, (starts, ends) in enumerate(NEXT_TERMS, start=1)
    )
    rebuild_school_days(school=school)
    return year
