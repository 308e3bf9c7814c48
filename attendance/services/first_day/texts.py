"""Texts to families whose child is absent without a reason: queued, and sent by nobody yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.audit import acting
from accounts.roles import Permission
from attendance.queries.first_day.sessions import unexplained_now
from schools.access import Rights
from schools.models import MessageKind
from schools.queries.school_days import SchoolDayNow
from schools.services.outbox import Wanted, queue_messages


@dataclass(frozen=True)
class Texts:
    """What became of the texts that were asked for; `unreachable` names the pupils without a number.

    `unmarked` are pupils whose register is missing: nobody has said yet that they are not here.
    """

    queued: int
    before: int
    explained: int
    unmarked: int
    unreachable: list[str]


@transaction.atomic
def text_families(
    *, rights: Rights, pupils: Collection[int] | None, day: SchoolDayNow, at: datetime
) -> Texts:
    """Queue a text for each of these pupils, or for all within reach, who is absent now without a reason.

    Whoever is explained meanwhile, or is out of reach, gets none. A session is texted once. No family is told
    that their child is absent before somebody marked the child N: a register may be missing.
    """
    rights.check(Permission.ABSENCE_MESSAGE)
    acting(rights.user, at=at)
    found = unexplained_now(rights, day, Permission.ABSENCE_MESSAGE, pupils=pupils)
    rows = [row for row in found if row.version]
    wanted = [Wanted(row.pupil_id, row.session.value, row.version) for row in rows]
    done = queue_messages(
        school=rights.school, wanted=wanted, kind=MessageKind.FIRST_DAY, on=day.on, by=rights.user, at=at
    )
    names = {row.pupil_id: row.name for row in rows}
    return Texts(
        queued=len(done.queued),
        before=len(done.before),
        explained=len(set(pupils)) - len(found) if pupils is not None else 0,
        unmarked=len(found) - len(rows),
        unreachable=[names[pupil] for pupil in done.unreachable],
    )
