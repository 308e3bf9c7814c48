"""The pupils from whom a permit or a trip is chosen."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from schools.models import GroupMember, Pupil, School

MOST_CANDIDATES = 12


def pupils_named(school: School, words: str, *, on: date) -> list[tuple[int, str]]:
    """At most twelve pupils on roll, or joining, whose known name holds the words: one statement."""
    if not words:
        return []
    found = Pupil.objects.filter(school=school, merged_into=None)
    for word in words.split():
        found = found.filter(Q(known_surname__icontains=word) | Q(known_forename__icontains=word))
    on_roll = Q(roll_entries__left_on=None) | Q(roll_entries__left_on__gte=on)
    rows = found.filter(on_roll, roll_entries__isnull=False).distinct()
    rows = rows.order_by("known_surname", "known_forename", "pk")[:MOST_CANDIDATES]
    return [(pupil.pk, f"{pupil.known_surname}, {pupil.known_forename}") for pupil in rows]


def pupils_in(school: School, group_id: int, *, on: date) -> list[tuple[int, str]]:
    """The pupils of a group on a day, by surname: one statement; none for a group of another school."""
    members = GroupMember.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on), group=group_id, group__school=school, from_on__lte=on
    )
    pupils = Pupil.objects.filter(pk__in=members.values("pupil"), merged_into=None)
    rows = pupils.order_by("known_surname", "known_forename", "pk")
    return [(pupil.pk, f"{pupil.known_surname}, {pupil.known_forename}") for pupil in rows]
