"""One concern as a lead reads it: its words, what was done with it, and what else the file holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from safeguarding.door import Purpose, opened_file
from safeguarding.models import (
    Action,
    Category,
    Concern,
    ConcernClock,
    ConcernPupil,
    ConcernState,
    ConcernStep,
    Entry,
)
from safeguarding.queries.own import words_of
from safeguarding.tickets import Seat
from schools.access import Rights
from schools.models import Pupil

BESIDE = 5


@dataclass(frozen=True, slots=True)
class StepLine:
    """What somebody did with a concern, with the words under their headings."""

    title: str
    by: str
    at: datetime
    words: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class BesideLine:
    """Another concern or entry of the child's file; `concern` where it is one."""

    number: int
    happened_at: datetime
    words: str
    concern: UUID | None


@dataclass(frozen=True, slots=True)
class TriagePage:
    """A concern with the words that its writer left and all that followed."""

    pk: UUID
    number: int
    pupil_id: int
    child: str
    children: Sequence[tuple[int, str, bool]]
    writer: str
    happened_at: datetime
    recorded_at: datetime
    verbally_told: bool
    words: Sequence[tuple[str, str]]
    state: str
    steps: Sequence[StepLine]
    replies: Sequence[tuple[datetime, str, str]]
    actions: Sequence[tuple[str, str, date, str]]
    beside: Sequence[BesideLine]
    may_write: bool

    @property
    def is_new(self) -> bool:
        """Whether nobody has acknowledged it."""
        return self.state == ConcernState.NEW

    @property
    def is_closed(self) -> bool:
        """Whether it is closed."""
        return self.state == ConcernState.CLOSED


def ids_of(pupil_id: int) -> list[int]:
    """A child and the duplicates that were merged into it; one statement, inside the door too."""
    own = Q(pk=pupil_id) | Q(merged_into=pupil_id)
    return list(Pupil.objects.filter(own).values_list("pk", flat=True))


def concern_of(concern_id: UUID, pupils: Sequence[int]) -> Concern:
    """A concern of one of these children; 404 where an open file holds none of this key."""
    stands = ConcernPupil.objects.filter(pupil__in=pupils).values("concern")
    row = Concern.objects.filter(pk=concern_id, pk__in=stands).select_related("writer", "words").first()
    if row is None:
        raise Http404
    return row


def triage_page(*, rights: Rights, seat: Seat, pupil_id: int, concern_id: UUID) -> TriagePage:
    """One concern of a child's file, which this opens; 404 where there is none for this person."""
    with opened_file(seat, school_id=rights.school.pk, pupil_id=pupil_id, purpose=Purpose.TRIAGE) as file:
        pupils = ids_of(pupil_id)
        row = concern_of(concern_id, pupils)
        titles = dict(Category.objects.filter(school=rights.school).values_list("pk", "title"))
        links = ConcernPupil.objects.filter(concern=row).select_related("pupil").order_by("at", "pk")
        children = [(link.pupil_id, link.pupil.known_name, link.is_linked) for link in links]
        steps = ConcernStep.objects.filter(concern=row).select_related("by", "words").order_by("at")
        return TriagePage(
            pk=row.pk,
            number=row.number,
            pupil_id=pupil_id,
            child=Pupil.objects.get(pk=pupil_id).known_name,
            children=children,
            writer=", ".join(filter(None, (row.writer.full_name, row.writer.job_title))),
            happened_at=row.happened_at,
            recorded_at=row.recorded_at,
            verbally_told=row.verbally_told,
            words=words_of(row),
            state=ConcernClock.objects.get(pk=row.pk).state,
            steps=[_step(step, titles) for step in steps],
            replies=[(said.at, said.by.full_name, said.words) for said in row.replies.select_related("by")],
            actions=_actions(row),
            beside=_beside(row, pupils),
            may_write=file.writes,
        )


def _step(step: ConcernStep, titles: dict[int, str]) -> StepLine:
    about = ", ".join(titles[pk] for pk in step.categories if pk in titles)
    said = getattr(step, "words", None)
    words = [("Level", step.get_level_display() if step.level else ""), ("Categories", about)]
    if said is not None:
        words += [("Decision", said.decision), ("Reason", said.reason), ("Outcome", said.outcome)]
    kept = [(heading, text) for heading, text in words if text]
    return StepLine(step.get_kind_display(), step.by.full_name, step.at, kept)


def _actions(row: Concern) -> list[tuple[str, str, date, str]]:
    rows = Action.objects.filter(concern=row).select_related("owner", "end").order_by("due_on")
    return [
        (
            action.what,
            action.owner.full_name,
            action.due_on,
            action.end.get_kind_display() if hasattr(action, "end") else "Open",
        )
        for action in rows
    ]


def _beside(row: Concern, pupils: Sequence[int]) -> list[BesideLine]:
    """The newest of what else the file holds: two statements."""
    stands = ConcernPupil.objects.filter(pupil__in=pupils).values("concern")
    concerns = Concern.objects.filter(pk__in=stands).exclude(pk=row.pk).select_related("words")
    entries = Entry.objects.filter(pupil__in=pupils).select_related("words")
    found = [
        BesideLine(one.number, one.happened_at, one.words.facts, one.pk)
        for one in concerns.order_by("-happened_at")[:BESIDE]
    ] + [
        BesideLine(entry.number, entry.happened_at, entry.words.line, None)
        for entry in entries.order_by("-happened_at")[:BESIDE]
    ]
    return sorted(found, key=lambda line: line.happened_at, reverse=True)[:BESIDE]
