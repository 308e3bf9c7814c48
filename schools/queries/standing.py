"""How a school stands: its pupils, homes, groups, contacts and tutors, to be compared with another moment.

No-contact facts, support and protected facts are not read here: whoever compares two moments may not be
among those who may see them. Nor may they see a hidden address, so the places that are one are read beside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from schools.addresses import Address
from schools.models import (
    Contact,
    GroupKind,
    GroupMember,
    GroupStaff,
    LeavingState,
    ProposedLeaving,
    Pupil,
    PupilAddress,
    RollEntry,
    School,
    StaffPart,
)
from schools.queries.families import address_of_home, address_of_parent
from schools.queries.hidden_addresses import secret_places_in


@dataclass(frozen=True, slots=True)
class StandingPupil:
    """A pupil as the admission register names them, with the latest entry, homes and group.

    `group` is the latest that has begun, or the first to come; `planned` are moves still to come.
    """

    name: str
    legal_name: str
    former_names: str
    upn: str
    sex: str
    born_on: date
    admitted_on: date | None
    left_on: date | None
    leaves_on: date | None
    group: str
    group_from: date | None
    planned: tuple[tuple[str, date], ...]
    homes: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class StandingContact:
    """An adult among a pupil's contacts."""

    pupil: str
    name: str
    call_order: int
    relationship: str
    has_responsibility: bool
    mobile: str
    phone: str
    email: str
    address: Address


@dataclass(frozen=True, slots=True)
class Standing:
    """A school at one moment; keys are those of the rows, which outlast a change of name.

    `secret`: the places of which nothing may be said, by pupil.
    """

    pupils: dict[int, StandingPupil] = field(default_factory=dict)
    contacts: dict[tuple[int, int], StandingContact] = field(default_factory=dict)
    tutors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    secret: Mapping[int, frozenset[str]] = field(default_factory=dict)


def standing_of(school: School, *, on: date) -> Standing:
    """The school as this transaction has it: eight statements, whatever its size.

    A pupil's group is that of the day. Tutors are those who have a group on that day or later; a group's name
    carries its academic year's start.
    """
    pupils = _pupils(school, on=on)
    return Standing(pupils, _contacts(school, pupils), _tutors(school, on=on), secret_places_in(school))


def _pupils(school: School, *, on: date) -> dict[int, StandingPupil]:
    entries = {
        pk: (first, last)
        for pk, first, last in RollEntry.objects.filter(school=school)
        .order_by("admitted_on")
        .values_list("pupil_id", "admitted_on", "left_on")
    }
    leavings = dict(
        ProposedLeaving.objects.filter(roll_entry__school=school, state=LeavingState.WAITING).values_list(
            "roll_entry__pupil_id", "last_on"
        )
    )
    places, homes = _places(school), _homes(school)
    return {
        row.pk: _pupil(
            row,
            stay=entries.get(row.pk, (None, None)),
            leaves_on=leavings.get(row.pk),
            places=places.get(row.pk, []),
            on=on,
            homes=tuple(homes.get(row.pk, ())),
        )
        for row in Pupil.objects.filter(school=school)
    }


def _pupil(
    row: Pupil,
    *,
    stay: tuple[date | None, date | None],
    leaves_on: date | None,
    places: Sequence[tuple[str, date]],
    on: date,
    homes: tuple[Address, ...],
) -> StandingPupil:
    now = max(0, sum(from_on <= on for _, from_on in places) - 1)
    group, group_from = places[now] if places else ("", None)
    return StandingPupil(
        name=row.known_name,
        legal_name=" ".join(filter(None, (row.legal_forename, row.middle_names, row.legal_surname))),
        former_names=row.former_names,
        upn=row.upn,
        sex=str(row.get_sex_display()),
        born_on=row.born_on,
        admitted_on=stay[0],
        left_on=stay[1],
        leaves_on=leaves_on,
        group=group,
        group_from=group_from,
        planned=tuple(places[now + 1 :]),
        homes=homes,
    )


def _places(school: School) -> dict[int, list[tuple[str, date]]]:
    """The registration groups of each pupil and their first days there, in order."""
    places: dict[int, list[tuple[str, date]]] = defaultdict(list)
    rows = GroupMember.objects.filter(group__school=school, group__kind=GroupKind.REGISTRATION)
    for pk, name, from_on in rows.order_by("from_on").values_list("pupil_id", "group__name", "from_on"):
        places[pk].append((name, from_on))
    return places


def _homes(school: School) -> dict[int, list[Address]]:
    homes: dict[int, list[Address]] = defaultdict(list)
    for row in PupilAddress.objects.filter(pupil__school=school, until_on=None).order_by("pk"):
        homes[row.pupil_id].append(address_of_home(row))
    return homes


def _contacts(school: School, pupils: dict[int, StandingPupil]) -> dict[tuple[int, int], StandingContact]:
    rows = Contact.objects.filter(pupil__school=school).select_related("parent")
    return {
        (row.pupil_id, row.parent_id): StandingContact(
            pupils[row.pupil_id].name,
            " ".join(filter(None, (row.parent.title, row.parent.forename, row.parent.surname))),
            row.call_order,
            row.relationship,
            row.has_responsibility,
            row.parent.mobile,
            row.parent.phone,
            row.parent.email,
            address_of_parent(row.parent),
        )
        for row in rows
    }


def _tutors(school: School, *, on: date) -> dict[str, tuple[str, ...]]:
    tutors: dict[str, list[str]] = defaultdict(list)
    rows = GroupStaff.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on), group__school=school, part=StaffPart.TUTOR
    ).order_by("group__academic_year__starts_on", "group__name", "staff__title_name")
    for starts_on, group, tutor in rows.values_list(
        "group__academic_year__starts_on", "group__name", "staff__title_name"
    ):
        tutors[f"{group} ({starts_on.year}/{(starts_on.year + 1) % 100:02})"].append(tutor)
    return {group: tuple(names) for group, names in tutors.items()}
