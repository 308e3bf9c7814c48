"""Who is on roll, and in which groups, on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.access import in_force
from schools.models import GroupKind, GroupMember, Pupil, RollEntry, School


def roll_entries_on(on: date) -> Q:
    """Roll entries that cover a day: from the starting day to the last day on roll, both included."""
    return Q(admitted_on__lte=on) & (Q(left_on=None) | Q(left_on__gte=on))


def on_roll(pupils: QuerySet[Pupil], *, on: date) -> QuerySet[Pupil]:
    """Those of the pupils whose name stands in the admission register on a day (reg 8)."""
    entries = RollEntry.objects.filter(roll_entries_on(on), pupil=OuterRef("pk"))
    return pupils.filter(Exists(entries))


@dataclass(frozen=True)
class Placement:
    """Where a pupil belongs on a day; empty words where the school has not said."""

    registration: str = ""
    registration_id: int | None = None
    year_group: int | None = None


def placements(school: School, pupil_ids: list[int] | None = None, *, on: date) -> dict[int, Placement]:
    """Registration group and year of each pupil on a day: one statement for any number of pupils."""
    members = GroupMember.objects.filter(
        in_force(on),
        group__school=school,
        group__kind__in=[GroupKind.YEAR, GroupKind.REGISTRATION],
    )
    if pupil_ids is not None:
        members = members.filter(pupil__in=pupil_ids)
    found: dict[int, Placement] = {}
    rows = members.values_list("pupil_id", "group_id", "group__kind", "group__name", "group__year_group")
    for pupil_id, group_id, kind, name, year in rows:
        so_far = found.get(pupil_id, Placement())
        found[pupil_id] = (
            Placement(name, group_id, so_far.year_group if so_far.year_group is not None else year)
            if kind == GroupKind.REGISTRATION
            else Placement(so_far.registration, so_far.registration_id, year)
        )
    return found
