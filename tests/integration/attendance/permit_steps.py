"""Codes agreed ahead as the tests write them down."""

from collections.abc import Iterable
from datetime import date

from attendance.codes import find_code
from attendance.models import CodePermit, Mark
from attendance.models.permit import A_WEEK
from schools.calendar import Session
from schools.models import Pupil
from tests.world import NOW, TODAY, World

MONDAY_TO_FRIDAY = tuple(A_WEEK)
MORNINGS, AFTERNOONS = (0, 2, 4, 6, 8), (1, 3, 5, 7, 9)


def permit_row(
    world: World,
    pupil: Pupil,
    letter: str = "V",
    *,
    starts_on: date = TODAY,
    ends_on: date = TODAY,
    places: Iterable[int] = MONDAY_TO_FRIDAY,
    note: str = "Science Museum",
    **facts: object,
) -> CodePermit:
    """A permit as a row, past the rules of the services; granted by Ms Okafor."""
    code = find_code(letter, TODAY) if letter else None
    return CodePermit.objects.create(
        school=pupil.school,
        pupil=pupil,
        code=code.number if code else None,
        starts_on=starts_on,
        ends_on=ends_on,
        places=list(places),
        note=note,
        granted_by=world.okafor,
        granted_at=NOW,
        **facts,
    )


def marks_of(pupil: Pupil) -> list[tuple[date, Session, int]]:
    """Day, session and code number of every mark of a pupil, earliest first."""
    rows = Mark.objects.filter(pupil=pupil).values_list("date", "session", "code")
    return [(on, Session(session), code) for on, session, code in rows]
