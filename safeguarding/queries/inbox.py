"""The inbox of the safeguarding area: headers alone, from one opened list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from safeguarding.access import leads
from safeguarding.door import Purpose, opened_list
from safeguarding.models import (
    Action,
    Concern,
    ConcernClock,
    ConcernPupil,
    ConcernState,
    ConcernStep,
    Level,
    StepKind,
)
from safeguarding.queries.referrals import ReferralLine, referrals_awaiting
from safeguarding.tickets import Seat
from schools.access import Rights
from schools.calendar import LONDON
from schools.models import Pupil

# The gravest first; what is acknowledged and not decided yet stands before all.
ORDER = ("", *reversed(Level.values))


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """A concern as the inbox lists it. `pupil_id` is the child whose file its link opens."""

    pk: UUID
    number: int
    pupil_id: int
    children: str
    writer: str
    recorded_at: datetime
    minutes: int
    verbally_told: bool
    is_new: bool
    is_late: bool
    level: str

    @property
    def level_words(self) -> str:
        """What it was decided to call for."""
        return str(Level(self.level).label) if self.level else "Read, not decided"

    @property
    def age(self) -> str:
        """How long it has waited: "12 min", "3 h", "2 days"."""
        if self.minutes < 60:
            return f"{self.minutes} min"
        hours = self.minutes // 60
        return f"{hours} h" if hours < 48 else f"{hours // 24} days"


@dataclass(frozen=True, slots=True)
class ActionLine:
    """Something to be done for a child."""

    pupil_id: int
    child: str
    what: str
    owner: str
    due_on: date
    is_late: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits in the area for somebody: for leads all of it, for others the files open to them."""

    for_leads: bool
    new: Sequence[ConcernLine]
    open: Sequence[ConcernLine]
    actions: Sequence[ActionLine]
    referrals: Sequence[ReferralLine]
    files: Sequence[tuple[int, str]]


def inbox(*, rights: Rights, seat: Seat, now: datetime) -> Inbox:
    """What waits for this person behind the lock: eight statements inside the door, however much it is."""
    for_leads = leads(rights)
    school_id = rights.school.pk
    with opened_list(seat, school_id=school_id, purpose=Purpose.INBOX, only_open=for_leads) as children:
        concerns = _concerns(school_id, now)
        actions = _actions(rights, now)
        referrals = referrals_awaiting(children, now=now)
        kept = Pupil.objects.filter(pk__in=children).order_by("known_surname", "known_forename", "pk")
        files = [(row.pk, row.known_name) for row in kept]
    return Inbox(
        for_leads=for_leads,
        new=[line for line in concerns if line.is_new],
        open=sorted((line for line in concerns if not line.is_new), key=lambda line: ORDER.index(line.level)),
        actions=[line for line in actions if line.is_late or line.is_mine],
        referrals=referrals,
        files=files,
    )


def _concerns(school_id: int, now: datetime) -> list[ConcernLine]:
    """The concerns that are not closed, the oldest first."""
    clocks = {
        row.pk: row
        for row in ConcernClock.objects.filter(school=school_id).exclude(state=ConcernState.CLOSED)
    }
    rows = Concern.objects.filter(school=school_id, pk__in=list(clocks)).select_related("writer")
    links: dict[UUID, list[ConcernPupil]] = defaultdict(list)
    for link in ConcernPupil.objects.filter(concern__in=list(clocks)).select_related("pupil"):
        links[link.concern_id].append(link)
    decided = ConcernStep.objects.filter(concern__in=list(clocks), kind=StepKind.DECIDED).order_by("at")
    levels = dict(decided.values_list("concern_id", "level"))
    return [
        _concern(row, clocks[row.pk], links[row.pk], levels.get(row.pk, ""), now)
        for row in rows.order_by("recorded_at")
        if links[row.pk]
    ]


def _concern(
    row: Concern, clock: ConcernClock, links: Sequence[ConcernPupil], level: str, now: datetime
) -> ConcernLine:
    first = sorted(links, key=lambda link: (link.is_linked, link.pupil.known_name))
    is_new = clock.state == ConcernState.NEW
    return ConcernLine(
        pk=row.pk,
        number=row.number,
        pupil_id=first[0].pupil.merged_into_id or first[0].pupil_id,
        children=", ".join(link.pupil.known_name for link in first),
        writer=row.writer.full_name,
        recorded_at=row.recorded_at,
        minutes=max(0, int((now - row.recorded_at).total_seconds() // 60)),
        verbally_told=row.verbally_told,
        is_new=is_new,
        is_late=is_new and (clock.told > 0 or clock.due_at <= now),
        level=level,
    )


def _actions(rights: Rights, now: datetime) -> list[ActionLine]:
    rows = Action.objects.filter(school=rights.school, end__isnull=True).select_related("pupil", "owner")
    return [
        ActionLine(
            pupil_id=row.pupil.merged_into_id or row.pupil_id,
            child=row.pupil.known_name,
            what=row.what,
            owner=row.owner.full_name,
            due_on=row.due_on,
            is_late=row.due_on < now.astimezone(LONDON).date(),
            is_mine=row.owner_id == rights.user.pk,
        )
        for row in rows.order_by("due_on", "pk")
    ]
