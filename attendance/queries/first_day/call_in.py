"""Finding the pupil about whom a family rings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.roles import Permission
from schools.access import Rights, in_force, pupils_visible_to
from schools.models import GroupKind, GroupMember, Pupil
from schools.names import name_words
from schools.queries.named_pupils import named, on_roll

MOST_FOUND = 10


@dataclass(frozen=True)
class FoundPupil:
    """A pupil whose name holds what was typed."""

    pupil_id: int
    name: str
    group: str


def talked_about(rights: Rights, *, on: date) -> QuerySet[Pupil]:
    """The pupils on roll about whom this person may talk with families."""
    return on_roll(pupils_visible_to(rights, Permission.FIRST_DAY_WORK), on=on)


def find_pupils(rights: Rights, words: str, *, on: date) -> tuple[list[FoundPupil], bool]:
    """The first ten pupils whose names hold these words, and whether there are more: one statement."""
    typed = name_words(words)
    if not typed:
        return [], False
    groups = GroupMember.objects.filter(
        in_force(on), pupil=OuterRef("pk"), group__kind=GroupKind.REGISTRATION.value
    )
    theirs = named(talked_about(rights, on=on), typed)
    rows = theirs.annotate(group=Subquery(groups.values("group__name")[:1]))
    found = [
        FoundPupil(row.pk, row.known_name, row.group or "")
        for row in rows.order_by("known_surname", "known_forename", "pk")[: MOST_FOUND + 1]
    ]
    return found[:MOST_FOUND], len(found) > MOST_FOUND
