"""A change of the calendar is made only when somebody knows which marks it leaves without a school day.

No mark is deleted: marks on a day that closes stay, and do not count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import transaction

from attendance.queries.bulk.closed_days import marks_on_days
from schools.models import School
from schools.queries.calendar import school_dates
from schools.services.calendar import lock_calendar
from schools.wording import count_words

Result = TypeVar("Result")


@dataclass(frozen=True)
class CalendarEffect:
    """Days that became school days, days that are none any more, and the marks that stand on the latter."""

    opened: tuple[date, ...]
    closed: tuple[date, ...]
    marks: tuple[tuple[date, int], ...]

    @property
    def words(self) -> str:
        """The effect as a sentence."""
        parts = [
            f"{count_words(len(days), 'school day')} {what}"
            for days, what in ((self.opened, "more"), (self.closed, "fewer"))
            if days
        ]
        return f"{' and '.join(parts)}." if parts else "The school days are the same as before."


class MarksAtStake(Exception):
    """A change that would close days on which marks stand, and nobody has agreed to that; it was not made."""

    def __init__(self, effect: CalendarEffect) -> None:
        super().__init__("Marks stand on days that this change would close")
        self.effect = effect


@transaction.atomic
def change_calendar(change: Callable[[], object], *, school: School, is_agreed: bool) -> CalendarEffect:
    """Make a change of a school's calendar and tell its effect.

    Raises MarksAtStake, and changes nothing, where marks of possible sessions stand on a day that closes
    and `is_agreed` does not say that the person knows.
    """
    _, effect = _make(change, school)
    if effect.marks and not is_agreed:
        raise MarksAtStake(effect)
    return effect


def preview_calendar(change: Callable[[], Result], *, school: School) -> tuple[Result, CalendarEffect]:
    """What a change would answer, and its effect; nothing is changed."""
    with transaction.atomic():
        made = _make(change, school)
        transaction.set_rollback(True)
    return made


def _make(change: Callable[[], Result], school: School) -> tuple[Result, CalendarEffect]:
    lock_calendar(school)
    before = school_dates(school)
    result = change()
    after = school_dates(school)
    closed = tuple(sorted(before - after))
    marks = tuple(marks_on_days(school.pk, closed))
    return result, CalendarEffect(tuple(sorted(after - before)), closed, marks)
