"""What a school knows already, for files that speak of it: pupils by UPN, staff by code."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from schools.models import Group, Lesson, Period, Pupil, RollEntry, School, Staff


@dataclass(frozen=True, slots=True)
class KnownPupil:
    """A pupil with their times on roll, first and last day included, in order."""

    pk: int
    born_on: date
    stays: tuple[tuple[date, date | None], ...]


def school_by_urn(urn: str) -> School | None:
    """The school with a unique reference number, or None."""
    return School.objects.filter(urn=urn).first()


def known_pupils(school: School) -> dict[str, KnownPupil]:
    """Every pupil of a school who has a UPN, by it: two statements."""
    stays: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    entries = RollEntry.objects.filter(school=school).order_by("admitted_on")
    for pupil_id, admitted_on, left_on in entries.values_list("pupil_id", "admitted_on", "left_on"):
        stays[pupil_id].append((admitted_on, left_on))
    pupils = Pupil.objects.filter(school=school).exclude(upn="").values_list("upn", "pk", "born_on")
    return {upn: KnownPupil(pk, born_on, tuple(stays[pk])) for upn, pk, born_on in pupils}


def known_upns(school: School) -> set[str]:
    """The UPNs of a school's pupils, past ones included."""
    return set(Pupil.objects.filter(school=school).exclude(upn="").values_list("upn", flat=True))


def admission_numbers(school: School) -> list[tuple[str, str]]:
    """Admission number and UPN of every pupil who has both."""
    pupils = Pupil.objects.filter(school=school).exclude(upn="").exclude(admission_number="")
    return list(pupils.values_list("admission_number", "upn"))


def known_staff_codes(school: School) -> set[str]:
    """The codes of a school's staff."""
    return set(Staff.objects.filter(school=school).values_list("code", flat=True))


def known_groups(school: School) -> list[tuple[date, str, str]]:
    """First day of the year, kind and name of every group of a school."""
    groups = Group.objects.filter(school=school).order_by("pk")
    return list(groups.values_list("academic_year__starts_on", "kind", "name"))


def known_periods(school: School) -> set[tuple[str, int | None]]:
    """The periods of a school that have times: code and weekday, None for all days."""
    return set(Period.objects.filter(school=school).values_list("code", "weekday"))


def known_lessons(school: School) -> set[tuple[str, int, str]]:
    """Group, weekday and period of every lesson of a school."""
    lessons = Lesson.objects.filter(school=school).order_by()
    return set(lessons.values_list("group__name", "weekday", "period").distinct())


def on_roll_not_among(school: School, upns: set[str], *, on: date) -> list[str]:
    """Known names of the pupils on roll on a day whose UPN is not among those given, in order."""
    entries = RollEntry.objects.filter(school=school, admitted_on__lte=on, left_on=None)
    pupils = Pupil.objects.filter(pk__in=entries.values("pupil")).exclude(upn__in=upns)
    return [pupil.known_name for pupil in pupils.order_by("known_surname", "known_forename")]
