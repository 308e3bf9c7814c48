"""What people do to registers, in the words of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from accounts.audit import acting
from accounts.models import User
from attendance.models import Mark, MarkAmendment
from attendance.queries.registers.frame import RegisterFrame
from attendance.queries.registers.rows import register_rows
from attendance.services.amendments import amend_mark
from attendance.services.marks import MarkChange, SaveOutcome, save_marks
from attendance.services.registers import Submission, submit_register
from schools.calendar import Session
from schools.models import Pupil
from tests.world import NOW, TODAY, World

AFTER_CLOSE = NOW + timedelta(minutes=40)


def mark(pupil: Pupil, letter: str, *, base: int = 0, minutes: int | None = None) -> MarkChange:
    """A mark as a page sends it; the page saw version `base`."""
    return MarkChange(pupil.pk, letter, base, minutes)


def teacher_saves(
    world: World, *changes: MarkChange, at: datetime = NOW, frame: RegisterFrame | None = None
) -> SaveOutcome:
    """Ms Lane saves marks of this morning's 8HW, unless said otherwise."""
    return save_marks(frame or world.frame(), changes, by=world.lane, office=False, at=at)


def officer_saves(
    world: World, *changes: MarkChange, at: datetime = NOW, frame: RegisterFrame | None = None
) -> SaveOutcome:
    """Ms Okafor saves marks of this morning's 8HW, unless said otherwise."""
    return save_marks(frame or world.frame(), changes, by=world.okafor, office=True, at=at)


def teacher_submits(world: World, *, at: datetime = NOW, frame: RegisterFrame | None = None) -> Submission:
    """Ms Lane marks whoever is left as present, and states that she took this morning's register."""
    taken = frame or world.frame()
    rows = register_rows(taken, with_flags=False, with_strip=False)
    letter = "/" if taken.session is Session.AM else "\\"
    rest = [MarkChange(row.pupil_id, letter, 0) for row in rows if not row.code]
    save_marks(taken, rest, by=world.lane, office=False, at=at)
    return submit_register(taken, [], by=world.lane, at=at)


def officer_amends(
    world: World,
    pupil: Pupil,
    letter: str,
    *,
    base: int = 1,
    minutes: int | None = None,
    reason: str = "Mother rang at 10:05",
    on: date = TODAY,
    session: Session = Session.AM,
    at: datetime = AFTER_CLOSE,
) -> Mark:
    """Ms Okafor changes a mark of a closed register and says why."""
    return amend_mark(
        pupil,
        on,
        session,
        letter=letter,
        minutes=minutes,
        reason=reason,
        base_version=base,
        by=world.okafor,
        office=True,
        at=at,
    )


def standing(pupil: Pupil, *, on: date = TODAY, session: Session = Session.AM) -> Mark | None:
    """The pupil's mark as the table holds it."""
    return Mark.objects.filter(pupil=pupil, date=on, session=session.value).first()


def amendments(pupil: Pupil) -> list[MarkAmendment]:
    """The changes to the pupil's marks, earliest first."""
    return list(MarkAmendment.objects.filter(pupil=pupil))


@contextmanager
def raw_act(by: User | None, *, at: datetime = NOW, reason: str = "") -> Iterator[None]:
    """A transaction in which somebody with SQL in hand acts, past every service."""
    with transaction.atomic(), acting(by, at=at, reason=reason):
        yield


def run(statement: str, *parameters: Any) -> int:
    """Run SQL as the application's role; the number of rows touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def select(statement: str, *parameters: Any) -> list[tuple[object, ...]]:
    """The rows of a query as the application's role."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[object, ...]] = cursor.fetchall()
        return rows
