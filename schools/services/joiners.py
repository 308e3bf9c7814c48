"""Entering a joiner in the admission register by hand: the entry, the starting day and the groups."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights, whom_to_ask
from schools.models import Enrolment, Group, GroupKind, GroupMember, Pupil, RollEntry, School
from schools.queries.joiners import namesakes
from schools.queries.record_words import value_words
from schools.services.locked_pupils import lock_pupil
from schools.services.pupil_records import PupilEntry, check_entry, hold_numbers

FARTHEST_DAYS = 550


@dataclass(frozen=True, slots=True)
class Joining:
    """From when a pupil is on roll, how, and in which groups; a group that is not known yet is None."""

    admitted_on: date
    enrolment: Enrolment
    registration_id: int | None
    year_id: int | None


class NamesakeError(ValidationError):
    """A pupil of the same name and birthday is here: the same child, perhaps."""

    def __init__(self, pupil: Pupil) -> None:
        born = value_words("born_on", pupil.born_on)
        super().__init__(
            f"{pupil.known_name}, born {born}, is known here already. Open that record if it is the same "
            "child. If it is another child, say so and save again"
        )
        self.pupil_id = pupil.pk


@transaction.atomic
def enter_joiner(
    *, rights: Rights, entry: PupilEntry, joining: Joining, is_another: bool, on: date, at: datetime
) -> Pupil:
    """Enter a pupil for the starting day on which the school and the parent agreed (reg 8, SI 2024/208).

    Raises NamesakeError unless `is_another` says that a pupil of the same name and birthday is somebody
    else, and ValidationError for an entry, a day or a group that cannot stand.
    """
    if not rights.has_for_school(Permission.PUPIL_MANAGE):
        raise PermissionDenied(whom_to_ask(Permission.PUPIL_MANAGE))
    acting(rights.user, at=at)
    hold_numbers(rights.school)
    _check_day(joining, on)
    check_entry(rights.school, entry, pupil=None, first_on=joining.admitted_on)
    groups = _groups(rights.school, joining)
    same = namesakes(
        rights.school, surname=entry.legal_surname, forename=entry.legal_forename, born_on=entry.born_on
    )
    if same and not is_another:
        raise NamesakeError(same[0])
    pupil = Pupil.objects.create(school=rights.school, **asdict(entry))
    _enter(pupil, joining, groups)
    return pupil


@transaction.atomic
def enter_again(*, rights: Rights, pupil_id: int, joining: Joining, on: date, at: datetime) -> Pupil:
    """Enter a pupil who left and comes back: one more time on roll of the same child.

    Raises ValidationError for a pupil who is on roll, and for a day that cannot stand.
    """
    acting(rights.user, at=at)
    pupil = lock_pupil(rights, Permission.PUPIL_MANAGE, pupil_id)
    _check_day(joining, on)
    last = RollEntry.objects.filter(pupil=pupil).order_by("-admitted_on").first()
    if last is not None and last.left_on is None:
        raise ValidationError(f"{pupil.known_name} is on roll already")
    if last is not None and last.left_on is not None and joining.admitted_on <= last.left_on:
        left = value_words("left_on", last.left_on)
        raise ValidationError({"admitted_on": f"The starting day must be after the last day on roll, {left}"})
    _enter(pupil, joining, _groups(rights.school, joining))
    return pupil


def _check_day(joining: Joining, on: date) -> None:
    if (joining.admitted_on - on).days > FARTHEST_DAYS:
        raise ValidationError({"admitted_on": "The starting day is too far ahead. Check the year"})


def _enter(pupil: Pupil, joining: Joining, groups: list[Group]) -> None:
    """The name in the register, and the times in groups; a time that an earlier stay left open ends."""
    starts = joining.admitted_on
    RollEntry.objects.create(
        pupil=pupil, school=pupil.school, admitted_on=starts, enrolment=joining.enrolment
    )
    open_still = GroupMember.objects.filter(pupil=pupil).filter(Q(until_on=None) | Q(until_on__gte=starts))
    open_still.filter(from_on__lt=starts).update(until_on=starts - timedelta(days=1))
    open_still.filter(from_on__gte=starts).delete()
    GroupMember.objects.bulk_create(_member(pupil, group, starts) for group in groups)


def _groups(school: School, joining: Joining) -> list[Group]:
    """The groups of a joiner; the year group follows from the registration group where none is chosen."""
    registration = _group(school, joining.registration_id, GroupKind.REGISTRATION)
    year = _group(school, joining.year_id, GroupKind.YEAR)
    for field, group in (("registration", registration), ("year", year)):
        if group is not None and joining.admitted_on > group.academic_year.ends_on:
            raise ValidationError({field: f"{group.name} ends before the starting day"})
    if registration is not None and year is None:
        year = Group.objects.filter(
            academic_year=registration.academic_year_id,
            kind=GroupKind.YEAR,
            year_group=registration.year_group,
        ).first()
    if registration and year and registration.academic_year_id != year.academic_year_id:
        raise ValidationError({"year": "Choose two groups of the same school year"})
    return [group for group in (registration, year) if group is not None]


def _group(school: School, group_id: int | None, kind: GroupKind) -> Group | None:
    """A group of the school; ValidationError for a number that is none."""
    if group_id is None:
        return None
    group = (
        Group.objects.filter(school=school, kind=kind, pk=group_id).select_related("academic_year").first()
    )
    if group is None:
        raise ValidationError("That group is not there any more. Choose again")
    return group


def _member(pupil: Pupil, group: Group, admitted_on: date) -> GroupMember:
    """A pupil's time in a group: from the starting day or the year's first, to the year's last."""
    year = group.academic_year
    return GroupMember(
        group=group, pupil=pupil, from_on=max(admitted_on, year.starts_on), until_on=year.ends_on
    )
