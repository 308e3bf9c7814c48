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
    """What became of the texts that were asked for; `unreachable` names the pupils without a number."""

    queued: int
    before: int
    explained: int
    unreachable: list[str]


@transaction.atomic
def text_families(
    *, rights: Rights, pupils: Collection[int] | None, day: SchoolDayNow, at: datetime
) -> Texts:
    """Queue a text for each of these pupils, or for all within reach, who is absent now without a reason.

    Whoever is marked meanwhile, or is out of reach, gets none. A session is texted once.
    """
    rights.check(Permission.ABSENCE_MESSAGE)
    acting(rights.user, at=at)
    rows = unexplained_now(rights, day, Permission.ABSENCE_MESSAGE, pupils=pupils)
    wanted = [Wanted(row.pupil_id, row.session.value, row.version) for row in rows]
    done = queue_messages(
        school=rights.school, wanted=wanted, kind=MessageKind.FIRST_DAY, on=day.on, by=rights.user, at=at
    )
    names = {row.pupil_id: row.name for row in rows}
    return Texts(
        queued=len(done.queued),
        before=len(done.before),
        explained=len(set(pupils)) - len(rows) if pupils is not None else 0,
        unreachable=[names[pupil] for pupil in done.unreachable],
    )
