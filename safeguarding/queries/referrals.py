"""Referrals to agencies: the answers that are due, those of a file, and one of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from safeguarding.door import Purpose, opened_file
from safeguarding.models import ConcernPupil, Level, Referral, ReferralStepKind
from safeguarding.referral_rules import ANSWERED, AWAITING, ENDED, Followed, due_after, state_of
from safeguarding.tickets import Seat
from schools.access import Rights
from schools.models import Pupil

STATE_WORDS = {AWAITING: "Awaiting an answer", ANSWERED: "Answered", ENDED: "Ended"}


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """A referral as a list shows it, from its header alone."""

    referral_id: UUID
    pupil_id: int
    pupil_name: str
    agency: str
    level: str
    sent_at: datetime
    answer_due_at: datetime | None
    state: str
    is_late: bool

    @property
    def state_words(self) -> str:
        """Where it stands, as the page says it."""
        return "Answer overdue" if self.is_late else STATE_WORDS[self.state]


@dataclass(frozen=True, slots=True)
class ReferralFollowed:
    """One step after a referral, with its words."""

    kind: str
    title: str
    words: str
    by: str
    at: datetime
    answer_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """One referral with all of its words. `may_write`: what followed can be written down."""

    line: ReferralLine
    person: str
    reference: str
    lawful_basis: str
    shared: str
    reason: str
    consent: str
    concern_number: int | None
    by: str
    at: datetime
    steps: list[ReferralFollowed]
    may_write: bool


@dataclass(frozen=True, slots=True)
class ReferralStart:
    """What the form of a new referral is about. `concerns` can be named as what it follows from."""

    pupil_id: int
    pupil_name: str
    concerns: list[tuple[UUID, int]]


def of_child(pupil_id: int) -> Q:
    """Rows of a child's file, with those of a duplicate that was merged into the child."""
    return Q(pupil=pupil_id) | Q(pupil__merged_into=pupil_id)


def followed(row: Referral) -> list[Followed]:
    """The steps of a referral as the rules take them, in order."""
    return [Followed(step.kind, step.answer_due_at) for step in row.steps.all()]


def referral_lines(pupils: Collection[int], *, now: datetime) -> list[ReferralLine]:
    """The referrals of these children, newest first: two statements, inside an opened file or list."""
    rows = Referral.objects.filter(pupil__in=pupils).select_related("pupil").prefetch_related("steps")
    return [_line(row, now=now) for row in rows]


def referrals_awaiting(pupils: Collection[int], *, now: datetime) -> list[ReferralLine]:
    """Those that await an answer, the longest due first, those without a time last: two statements."""
    lines = [line for line in referral_lines(pupils, now=now) if line.state == AWAITING]
    return sorted(lines, key=lambda line: (line.answer_due_at is None, line.answer_due_at or line.sent_at))


def referral_start(*, rights: Rights, seat: Seat, pupil_id: int) -> ReferralStart:
    """What a referral of this child can follow from; 404 where their file does not open for writing."""
    with opened_file(seat, school_id=rights.school.pk, pupil_id=pupil_id, purpose=Purpose.WORK) as file:
        if not file.writes:
            raise Http404
        return ReferralStart(pupil_id, _name_of(pupil_id), _concerns_of(pupil_id))


def referral_page(
    *, rights: Rights, seat: Seat, pupil_id: int, referral_id: UUID, now: datetime
) -> ReferralPage:
    """One referral of a child's file, which this opens; 404 where there is none for this person."""
    with opened_file(seat, school_id=rights.school.pk, pupil_id=pupil_id, purpose=Purpose.WORK) as file:
        rows = Referral.objects.select_related("pupil", "words", "concern", "by")
        row = (
            rows.prefetch_related("steps__words", "steps__by")
            .filter(of_child(pupil_id), pk=referral_id)
            .first()
        )
        if row is None:
            raise Http404
        return _page(row, _line(row, now=now), may_write=file.writes)


def _name_of(pupil_id: int) -> str:
    return Pupil.objects.get(pk=pupil_id).known_name


def _concerns_of(pupil_id: int) -> list[tuple[UUID, int]]:
    found = ConcernPupil.objects.filter(of_child(pupil_id)).order_by("-concern__number")
    return list(found.values_list("concern_id", "concern__number"))


def _line(row: Referral, *, now: datetime) -> ReferralLine:
    steps = followed(row)
    state, due_at = state_of(steps), due_after(row.answer_due_at, steps)
    return ReferralLine(
        referral_id=row.pk,
        pupil_id=row.pupil_id,
        pupil_name=row.pupil.known_name,
        agency=row.agency,
        level=str(Level(row.level).label) if row.level else "",
        sent_at=row.sent_at,
        answer_due_at=due_at,
        state=state,
        is_late=state == AWAITING and due_at is not None and due_at < now,
    )


def _page(row: Referral, line: ReferralLine, *, may_write: bool) -> ReferralPage:
    words = row.words
    return ReferralPage(
        line=line,
        person=words.person,
        reference=words.reference,
        lawful_basis=words.lawful_basis,
        shared=words.shared,
        reason=words.reason,
        consent=words.consent,
        concern_number=row.concern.number if row.concern else None,
        by=row.by.full_name,
        at=row.at,
        steps=[
            ReferralFollowed(
                kind=step.kind,
                title=str(ReferralStepKind(step.kind).label),
                words=step.words.words,
                by=step.by.full_name,
                at=step.at,
                answer_due_at=step.answer_due_at,
            )
            for step in row.steps.all()
        ],
        may_write=may_write and line.state != ENDED,
    )
