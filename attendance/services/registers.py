"""The statement that a register was taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from accounts.audit import acting, log_event
from accounts.models import User
from accounts.verbs import Verb
from attendance.models import Register
from attendance.queries.registers.frame import RegisterFrame
from attendance.queries.registers.on_register import ON_REGISTER
from schools.wording import time_words


@dataclass(frozen=True)
class Submission:
    """The statement "I took this register"."""

    at: datetime
    words: str


class RegisterIncompleteError(Exception):
    """The register still has blanks: the first of them, and the sentence to show."""

    def __init__(self, message: str, first_blank: int) -> None:
        super().__init__(message)
        self.first_blank = first_blank


# Marks that came by import or from the office before the register was opened belong to it from now on.
ADOPT = f"""
UPDATE attendance_mark m SET register_id = %(register)s FROM {ON_REGISTER} g
WHERE g.pupil_id = m.pupil_id AND g.group_id = %(group)s
  AND m.date = %(on)s AND m.session = %(session)s AND m.register_id IS NULL
"""

# Asked again once the register's row is held: a save or a clear that came first has ended by then.
BLANKS = f"""
SELECT g.pupil_id FROM {ON_REGISTER} g
WHERE g.group_id = %(group)s
  AND NOT EXISTS (SELECT 1 FROM attendance_mark m WHERE m.pupil_id = g.pupil_id
                  AND m.date = %(on)s AND m.session = %(session)s)
"""


def submit_register(frame: RegisterFrame, blanks: Sequence[int], *, by: User, at: datetime) -> Submission:
    """State that the register was taken (reg 10). A second press does no harm.

    Raises RegisterIncompleteError while any pupil is unmarked.

    `blanks` are the unmarked pupils in the order of the page.
    """
    if not frame.is_school_day:
        raise PermissionDenied("School is closed on this day. There is no register to submit.")
    _refuse_blanks(blanks)
    with transaction.atomic():
        acting(by, at=at)
        register, _ = Register.objects.select_for_update().get_or_create(
            group=frame.group,
            date=frame.date,
            session=frame.session.value,
            defaults={"school_id": frame.group.school_id, "started_at": at},
        )
        if register.submitted_at is None:
            _refuse_blanks([row[0] for row in _ask(BLANKS, frame)])
            register.submitted_at, register.submitted_by = at, by
            register.save(update_fields=["submitted_at", "submitted_by"])
            _adopt_marks(frame, register)
            log_event(
                "submit",
                by=by,
                school=frame.group.school_id,
                tbl="attendance_register",
                obj=_words(frame),
            )
    stands = timezone.localtime(register.submitted_at or at)
    return Submission(stands, f"Register submitted {time_words(stands)}")


def _refuse_blanks(blanks: Sequence[int]) -> None:
    if not blanks:
        return
    have = "pupil has" if len(blanks) == 1 else "pupils have"
    raise RegisterIncompleteError(f"{len(blanks)} {have} no mark. Mark every pupil, then submit", blanks[0])


def _key(frame: RegisterFrame) -> dict[str, Any]:
    return {"group": frame.group.pk, "on": frame.date, "session": frame.session.value}


def _ask(sql: str, frame: RegisterFrame) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, _key(frame))
        return list(cursor.fetchall())


def _adopt_marks(frame: RegisterFrame, register: Register) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ADOPT, _key(frame) | {"register": register.pk})


def log_print(frame: RegisterFrame, *, by: User) -> None:
    """Leave a line in the audit: a sheet of paper leaves the system with the names of a class."""
    log_event(
        Verb.PRINT,
        by=by,
        school=frame.group.school_id,
        tbl="attendance_register",
        obj=_words(frame),
    )


def _words(frame: RegisterFrame) -> str:
    """The register as the audit names it."""
    return f"{frame.group.pk}/{frame.date}/{frame.session.name}"
