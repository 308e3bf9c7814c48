"""Openings in an emergency: for the banner, for who reviews them, and for the job that tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from safeguarding.door import opened_log
from safeguarding.models import EmergencyClock, Opening
from safeguarding.tickets import Seat
from schools.access import Rights
from schools.models import Pupil


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """An opening in an emergency that somebody else must review, and of which child."""

    person: str
    until_at: datetime
    due_at: datetime
    pupil_id: int
    child: str


def open_emergencies(rights: Rights, *, at: datetime) -> list[datetime]:
    """Until when this person's emergencies at the school are open, for the banner; one statement."""
    rows = EmergencyClock.objects.filter(
        school=rights.school, person=rights.user, until_at__gt=at, reviewed_at=None
    )
    return list(rows.order_by("until_at").values_list("until_at", flat=True))


def reviews_due(rights: Rights, seat: Seat) -> list[ReviewLine]:
    """The school's emergencies that nobody has reviewed, the oldest first, with their children; no line of a
    child's from whose file the reader is kept. Three statements inside the door, one before.
    """
    clocks = EmergencyClock.objects.filter(school=rights.school, reviewed_at=None)
    rows = list(clocks.select_related("person").order_by("due_at", "pk"))
    with opened_log(seat):
        named = dict(Opening.objects.filter(pk__in=[row.opening for row in rows]).values_list("pk", "pupils"))
        numbers = {number for pupils in named.values() for number in pupils}
        kept = Pupil.objects.filter(pk__in=numbers, merged_into=None)
        children = {child.pk: child.known_name for child in kept}
    return [
        ReviewLine(row.person.full_name, row.until_at, row.due_at, number, children[number])
        for row in rows
        for number in named.get(row.opening, ())
        if number in children
    ]


def overdue_reviews(*, at: datetime) -> list[EmergencyClock]:
    """The emergencies of every school whose review is overdue, for the job; one statement."""
    rows = EmergencyClock.objects.filter(reviewed_at=None, due_at__lte=at)
    return list(rows.select_related("school").order_by("due_at"))
