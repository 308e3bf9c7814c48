"""Texts to families whose child is absent without a reason, when a person asks for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.audit import acting
from accounts.roles import Permission
from attendance.queries.first_day.sessions import Unexplained, unexplained_now
from schools.access import Rights
from schools.models import MessageKind
from schools.queries.school_days import SchoolDayNow
from schools.services.outbox import Queued, Wanted, plan_messages, queue_messages

FIRST_DAY = MessageKind.FIRST_DAY


@dataclass(frozen=True)
class Texts:
    """What became, or would become, of the texts that were asked for: one for each pupil.

    `failed` names the pupils whose earlier text told nobody, `unreachable` those without a number,
    `asked_first` those about whom the DSL is asked first. `unmarked` are pupils whose register is missing:
    nobody has said yet that they are not here. `answered` are pupils whose families spoke of the absence: a
    text to all leaves them out. `families` counts the adults of a plan.
    """

    queued: int
    before: int
    explained: int
    unmarked: int
    answered: int
    failed: list[str]
    unreachable: list[str]
    asked_first: list[str]
    families: int


@transaction.atomic
def text_families(
    *, rights: Rights, pupils: Collection[int] | None, day: SchoolDayNow, at: datetime
) -> Texts:
    """Queue a text for each of these pupils, or for all within reach, who is absent now without a reason.

    Whoever is explained meanwhile, or is out of reach, gets none. A session is texted once. No family is told
    that their child is absent before somebody marked the child N: a register may be missing. Who asks for all
    texts no family that has spoken of the absence; who names the pupil may.
    """
    rights.check(Permission.ABSENCE_MESSAGE)
    acting(rights.user, at=at)
    found = unexplained_now(rights, day, Permission.ABSENCE_MESSAGE, pupils=pupils)
    wanted = _wanted(found if pupils is not None else _silent(found))
    done = queue_messages(
        school=rights.school, wanted=wanted, kind=FIRST_DAY, on=day.on, by=rights.user, at=at
    )
    if pupils is None:
        return _texts(found, done, answered=_answered(found))
    return _texts(found, done, explained=len(set(pupils)) - len(found))


def plan_texts(*, rights: Rights, day: SchoolDayNow) -> Texts:
    """What `text_families` would do now for all within reach; nothing is queued: two statements."""
    rights.check(Permission.ABSENCE_MESSAGE)
    found = unexplained_now(rights, day, Permission.ABSENCE_MESSAGE)
    plan = plan_messages(school=rights.school, wanted=_wanted(_silent(found)), kind=FIRST_DAY, on=day.on)
    return _texts(found, plan, answered=_answered(found))


def _silent(found: Collection[Unexplained]) -> list[Unexplained]:
    """Those whose families have not spoken of the absence."""
    return [row for row in found if not row.has_answered]


def _answered(found: Collection[Unexplained]) -> int:
    return sum(row.has_answered and row.version > 0 for row in found)


def _wanted(found: Collection[Unexplained]) -> list[Wanted]:
    return [Wanted(row.pupil_id, row.session.value, row.version) for row in found if row.version]


def _texts(found: Collection[Unexplained], done: Queued, *, explained: int = 0, answered: int = 0) -> Texts:
    names = {row.pupil_id: row.name for row in found}
    return Texts(
        queued=len(done.queued),
        before=len(done.before),
        explained=explained,
        unmarked=sum(not row.version for row in found),
        answered=answered,
        failed=[names[pupil] for pupil in done.failed],
        unreachable=[names[pupil] for pupil in done.unreachable],
        asked_first=[names[pupil] for pupil in done.asked_first],
        families=done.families,
    )
