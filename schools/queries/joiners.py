"""The groups into which a joiner may be put, and the pupils with whom a joiner may be confused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schools.models import Group, GroupKind, Pupil, School
from schools.year_groups import year_label


@dataclass(frozen=True)
class JoinerSheet:
    """What the form of a joiner offers: registration and year groups by number, of this year and later."""

    registration: list[tuple[int, str]]
    years: list[tuple[int, str]]


@dataclass(frozen=True)
class ReturnerSheet:
    """A pupil who may be entered again, and the groups."""

    pupil_id: int
    name: str
    groups: JoinerSheet


def returner_sheet(pupil: Pupil, *, on: date) -> ReturnerSheet:
    """What the form of a pupil who comes back offers: one statement."""
    return ReturnerSheet(pupil.pk, pupil.known_name, joiner_sheet(pupil.school, on=on))


def joiner_sheet(school: School, *, on: date) -> JoinerSheet:
    """The registration and year groups of this school year and later ones: one statement."""
    groups = list(
        Group.objects.filter(
            school=school,
            kind__in=[GroupKind.REGISTRATION, GroupKind.YEAR],
            academic_year__ends_on__gte=on,
        )
        .select_related("academic_year")
        .order_by("academic_year__starts_on", "year_group", "name")
    )
    return JoinerSheet(
        registration=[
            (group.pk, _label(group, on)) for group in groups if group.kind == GroupKind.REGISTRATION
        ],
        years=[(group.pk, _label(group, on)) for group in groups if group.kind == GroupKind.YEAR],
    )


def _label(group: Group, on: date) -> str:
    """A group by name and year group; one of a later school year says which."""
    names = [group.name]
    if group.kind == GroupKind.REGISTRATION and group.year_group is not None:
        names.append(year_label(group.year_group))
    if group.academic_year.starts_on > on:
        names.append(f"from {group.academic_year.starts_on.year}")
    return ", ".join(names)


def namesakes(school: School, *, surname: str, forename: str, born_on: date) -> list[Pupil]:
    """The pupils of the school, past ones included, of the same name and birthday."""
    return list(
        Pupil.objects.filter(
            school=school, legal_surname__iexact=surname, legal_forename__iexact=forename, born_on=born_on
        )
    )
