"""Finding the pupil about whom a family rings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.roles import Permission
from schools.access import Rights, in_force, pupils_visible_to
from schools.models import GroupKind, GroupMember, Pupil, RollEntry
from schools.names import name_words

MOST_FOUND = 10


@dataclass(frozen=True)
class FoundPupil:
    """A pupil whose name holds what was typed."""

    pupil_id: int
    name: str
    group: str


def on_roll(rights: Rights, *, on: date) -> QuerySet[Pupil]:
    """The pupils on roll about whom this person may talk with families."""
    enrolled = RollEntry.objects.filter(pupil=OuterRef("pk"), admitted_on__lte=on).filter(
        Q(left_on=None) | Q(left_on__gte=on)
    )
    return pupils_visible_to(rights, Permission.FIRST_DAY_WORK).filter(Exists(enrolled))


def find_pupils(rights: Rights, words: str, *, on: date) -> tuple[list[FoundPupil], bool]:
    """The first ten pupils whose names hold these words, and whether there are more: one statement."""
    typed = name_words(words)
    if not typed:
        return [], False
    named = on_roll(rights, on=on)
    for word in typed:
        named = named.filter(
            Q(known_surname__icontains=word)
            | Q(known_forename__icontains=word)
            | Q(legal_surname__icontains=word)
            | Q(legal_forename__icontains=word)
        )
    groups = GroupMember.objects.filter(
        in_force(on), pupil=OuterRef("pk"), group__kind=GroupKind.REGISTRATION.value
    )
    rows = named.annotate(group=Subquery(groups.values("group__name")[:1]))
    found = [
        FoundPupil(row.pk, row.known_name, row.group or "")
        for row in rows.order_by("known_surname", "known_forename", "pk")[: MOST_FOUND + 1]
    ]
    return found[:MOST_FOUND], len(found) > MOST_FOUND
