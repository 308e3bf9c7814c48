"""What a school knows already, for files that speak of it: pupils by UPN, staff by code."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from schools.models import (
    Group,
    LeavingState,
    Lesson,
    Period,
    ProposedLeaving,
    Pupil,
    RollEntry,
    School,
    Staff,
)


@dataclass(frozen=True, slots=True)
class KnownPupil:
    """A pupil with their times on roll, first and last day included, in order."""

    pk: int
    born_on: date
    stays: tuple[tuple[date, date | None], ...]


def school_by_urn(urn: str) -> School | None:
    """The school with a unique reference number, or None."""
    return School.objects.filter(urn=urn).first()


def schools_by_urn(urn: str | None) -> list[School]:
    """The school with a unique reference number, or every school where none is given; by name."""
    schools = School.objects.order_by("name")
    return list(schools if urn is None else schools.filter(urn=urn))


def no_school_words(urn: str | None) -> str:
    """What to say where no school was found."""
    return "There is no school yet." if urn is None else f"There is no school with the URN {urn}."


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


@dataclass(frozen=True, slots=True)
class NumberedPupil:
    """A pupil as an admission number and a birthday tell them apart."""

    upn: str
    name: str
    admission_number: str
    born_on: date


def pupils_of_numbers(school: School, numbers: set[str]) -> list[NumberedPupil]:
    """The pupils with one of these admission numbers who have a UPN."""
    pupils = Pupil.objects.filter(school=school, admission_number__in=numbers).exclude(upn="").order_by("pk")
    return [NumberedPupil(row.upn, row.known_name, row.admission_number, row.born_on) for row in pupils]


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


@dataclass(frozen=True, slots=True)
class MissingPupil:
    """A pupil on roll whom a file does not have, their starting day, and whether a leaving is proposed."""

    upn: str
    name: str
    admitted_on: date
    is_proposed: bool


def pupils_on_roll_not_among(school: School, upns: set[str], *, on: date) -> list[MissingPupil]:
    """The pupils on roll on a day, without a last day, whose UPN is not among those given, by name."""
    waiting = ProposedLeaving.objects.filter(roll_entry=OuterRef("pk"), state=LeavingState.WAITING)
    entries = (
        RollEntry.objects.filter(school=school, admitted_on__lte=on, left_on=None)
        .annotate(is_proposed=Exists(waiting))
        .exclude(pupil__upn__in=upns)
        .select_related("pupil")
        .order_by("pupil__known_surname", "pupil__known_forename", "pk")
    )
    return [
        MissingPupil(row.pupil.upn, row.pupil.known_name, row.admitted_on, row.is_proposed) for row in entries
    ]
