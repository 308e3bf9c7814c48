"""What tests of figures do: marks of a pupil over school days, and joiners and leavers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attendance.codes import find_code
from attendance.models import Mark, MarkSource
from schools.models import Pupil, SchoolDay
from tests.world import NOW

AUTUMN = date(2026, 9, 1)


def mark_sessions(pupil: Pupil, letters: Sequence[str], *, since: date = AUTUMN) -> date:
    """A pupil's marks, a letter a session, on the school days from a day on; the last day of them."""
    days = SchoolDay.objects.filter(school=pupil.school_id, date__gte=since).order_by("date")
    dates = list(days.values_list("date", flat=True)[: (len(letters) + 1) // 2])
    Mark.objects.bulk_create(
        Mark(
            pupil=pupil,
            school_id=pupil.school_id,
            date=dates[place // 2],
            session=place % 2 + 1,
            code=_number(letter, dates[place // 2]),
            source=MarkSource.REGISTER.value,
            set_at=NOW,
        )
        for place, letter in enumerate(letters)
    )
    return dates[-1]


def present(sessions: int) -> list[str]:
    """So many sessions attended, mornings and afternoons in turn."""
    return ["/\\"[place % 2] for place in range(sessions)]


def _number(letter: str, on: date) -> int:
    code = find_code(letter, on)
    assert code is not None
    return code.number
