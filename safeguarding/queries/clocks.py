"""Clocks of concerns: no child and no words, outside the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from safeguarding.concern_rules import ROUNDS
from safeguarding.models import ConcernClock, ConcernState
from schools.models import School
from schools.wording import count_words


@dataclass(frozen=True, slots=True)
class ConcernCount:
    """How many concerns of a school nobody has taken up, and how many of them past their time."""

    new: int
    late: int

    @property
    def words(self) -> str:
        """The count in a sentence that names nobody."""
        if not self.new:
            return "Every concern has been read."
        late = f", {self.late} of them past their time" if self.late else ""
        return f"{count_words(self.new, 'new concern')} to read{late}."


def count_new(school: School, *, at: datetime) -> ConcernCount:
    """The concerns of a school that wait to be read, as the clock may tell anybody: one statement."""
    late = Q(due_at__lte=at) | Q(told__gt=0)
    rows = ConcernClock.objects.filter(school=school, state=ConcernState.NEW)
    found = rows.aggregate(new=Count("pk"), late=Count("pk", filter=late))
    return ConcernCount(**found)


def unread_concerns(*, at: datetime) -> list[ConcernClock]:
    """The concerns of every school that nobody has read in time, the longest due first; one statement."""
    rows = ConcernClock.objects.filter(state=ConcernState.NEW, told__lt=ROUNDS, due_at__lte=at)
    return list(rows.select_related("school").order_by("due_at"))
