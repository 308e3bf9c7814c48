"""Questions to a school's calendar and hours."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from schools.calendar import SessionTimes, day_in
from schools.models import AcademicYear, Closure, School, SchoolDay, SessionHours
from schools.wording import day_words


def times_on(school: School, on: date) -> SessionTimes | None:
    """The session times in force on a day; None where none are set."""
    hours = (
        SessionHours.objects.filter(school=school, valid_from__lte=on)
        .filter(Q(valid_to=None) | Q(valid_to__gt=on))
        .first()
    )
    return hours.times() if hours else None


def school_day(school: School, on: date) -> SchoolDay | None:
    """The school day on a date; None when the school does not meet."""
    return SchoolDay.objects.filter(school=school, date=on).select_related("half_term").first()


def day_asked(school: School, text: str, *, today: date) -> date:
    """The day that a page's address names (year-month-day); today for no day, or one outside the years.

    One statement where a day is named.
    """
    on = day_in(text)
    if on is None:
        return today
    years = academic_years(school)
    return on if any(first <= on for first, _ in years) and any(on <= last for _, last in years) else today


def why_closed(school: School, on: date) -> str:
    """Why the school does not meet on a date, as a sentence."""
    closure = Closure.objects.filter(school=school, starts_on__lte=on, ends_on__gte=on).first()
    day = day_words(on, year=True)
    if closure is None:
        return f"School is closed on {day}"
    reason = closure.note or closure.get_kind_display()
    return f"School is closed on {day}: {reason}"


def academic_years(school: School) -> list[tuple[date, date]]:
    """The first and last days of the school's academic years, in order."""
    return list(AcademicYear.objects.filter(school=school).values_list("starts_on", "ends_on"))


def school_dates(school: School) -> set[date]:
    """Every day on which the school meets, in all its years."""
    return set(SchoolDay.objects.filter(school=school).values_list("date", flat=True))


def school_dates_between(school: School, first: date, last: date) -> list[date]:
    """The days from one to another, both included, on which the school meets, in order: one statement."""
    days = SchoolDay.objects.filter(school=school, date__gte=first, date__lte=last)
    return list(days.order_by("date").values_list("date", flat=True))


def closed_dates(school: School) -> dict[date, str]:
    """Every closed day with its reason in words."""
    return {
        closure.starts_on + timedelta(days=n): closure.note or str(closure.get_kind_display())
        for closure in Closure.objects.filter(school=school)
        for n in range((closure.ends_on - closure.starts_on).days + 1)
    }
