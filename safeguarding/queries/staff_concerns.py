"""Concerns about adults: those that a person may read, one of them, and what a writer sees of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.http import Http404

from accounts.roles import Permission, Role
from safeguarding.door import opened_staff
from safeguarding.models import StaffConcern, StaffConcernKind, StaffConcernStepKind
from safeguarding.staff_rules import CLOSED, REPLY, StaffStep, kind_of, lado_due, state_of
from safeguarding.tickets import Seat
from schools.access import Rights, grants_in_force
from schools.queries.people import colleagues_with

STATES = {"new": "New", "open": "Open", "closed": "Closed"}
READ_ABOUT_HEAD = "SELECT safeguarding_read_about_head(%s)"


@dataclass(frozen=True, slots=True)
class StaffPeople:
    """Who works at a school, its heads, and who reads what is about the head; by their numbers."""

    names: Mapping[int, str]
    heads: frozenset[int]
    read_about_head: frozenset[int]


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A concern about an adult in its reader's list."""

    concern_id: UUID
    number: int
    kind: str
    about: str
    recorded_at: datetime
    state: str
    lado_due_at: datetime | None
    is_late: bool

    @property
    def state_words(self) -> str:
        """How far it is."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class StaffStepLine:
    """One step with a concern about an adult, in words."""

    title: str
    words: str
    by: str
    at: datetime
    told_at: datetime | None
    told_whom: str


@dataclass(frozen=True, slots=True)
class StaffConcernPage:
    """One concern about an adult with all that was done."""

    line: StaffLine
    kind_words: str
    is_about_head: bool
    happened_at: datetime
    place: str
    facts: str
    immediate_action: str
    writer: str
    steps: list[StaffStepLine]

    @property
    def is_open(self) -> bool:
        """Whether a step can follow."""
        return self.line.state != CLOSED


@dataclass(frozen=True, slots=True)
class OwnStaffConcern:
    """A concern about an adult as its writer sees it: their own words, its state and the replies."""

    concern_id: UUID
    number: int
    about: str
    recorded_at: datetime
    facts: str
    state: str
    replies: list[tuple[str, datetime]]


def taken(row: StaffConcern) -> list[StaffStep]:
    """The steps with a concern as the rules take them, in order."""
    return [StaffStep(step.kind, step.at, step.new_kind) for step in row.steps.all()]


def staff_people(rights: Rights) -> StaffPeople:
    """Whom a concern can be about and who reads it: three statements, outside the door."""
    adults = (Permission.CONCERN_RAISE, Permission.STAFF_ALLEGATION_READ)
    staff = colleagues_with(rights.school, *adults, on=rights.on)
    heads = grants_in_force(on=rights.on).filter(
        school=rights.school, role=Role.HEAD.value, user__is_active=True
    )
    with connection.cursor() as cursor:
        cursor.execute(READ_ABOUT_HEAD, [rights.school.pk])
        chairs = frozenset(cursor.fetchone()[0])
    names = {pk: person.name for pk, person in staff.items()}
    return StaffPeople(names, frozenset(heads.values_list("user_id", flat=True)), chairs)


def staff_lines(*, rights: Rights, seat: Seat, now: datetime) -> list[StaffLine]:
    """The concerns about adults that a person may read, newest first: two statements in the door.

    404 for who may read none.
    """
    with opened_staff(seat, school_id=rights.school.pk):
        rows = StaffConcern.objects.filter(school=rights.school).order_by("-number")
        return [_line(row, now=now) for row in rows.prefetch_related("steps")]


def staff_concern_page(*, rights: Rights, seat: Seat, concern_id: UUID, now: datetime) -> StaffConcernPage:
    """One concern about an adult; 404 for who may not read it, and for whom it is about."""
    with opened_staff(seat, school_id=rights.school.pk):
        rows = StaffConcern.objects.filter(pk=concern_id, school=rights.school)
        row = rows.select_related("writer").prefetch_related("steps__by").first()
        if row is None:
            raise Http404
        return _page(row, _line(row, now=now))


def own_staff_concerns(*, rights: Rights) -> list[OwnStaffConcern]:
    """What somebody raised about adults, newest first: two statements, inside their opened own.

    Of what followed the database gives a reply alone: it is sent, or answered.
    """
    rows = StaffConcern.objects.filter(writer=rights.user, school=rights.school).order_by("-number")
    return [
        OwnStaffConcern(
            concern_id=row.pk,
            number=row.number,
            about=row.about_name,
            recorded_at=row.recorded_at,
            facts=row.facts,
            state="Answered" if any(step.kind == REPLY for step in row.steps.all()) else "Sent",
            replies=[(step.words, step.at) for step in row.steps.all() if step.kind == REPLY],
        )
        for row in rows.prefetch_related("steps")
    ]


def _line(row: StaffConcern, *, now: datetime) -> StaffLine:
    steps = taken(row)
    state = state_of(steps)
    due_at = lado_due(row.kind, row.recorded_at, steps) if state != CLOSED else None
    return StaffLine(
        concern_id=row.pk,
        number=row.number,
        kind=kind_of(row.kind, steps),
        about=row.about_name,
        recorded_at=row.recorded_at,
        state=state,
        lado_due_at=due_at,
        is_late=due_at is not None and due_at < now,
    )


def _page(row: StaffConcern, line: StaffLine) -> StaffConcernPage:
    return StaffConcernPage(
        line=line,
        kind_words=str(StaffConcernKind(line.kind).label),
        is_about_head=row.is_about_head,
        happened_at=row.happened_at,
        place=row.place,
        facts=row.facts,
        immediate_action=row.immediate_action,
        writer=row.writer.full_name,
        steps=[
            StaffStepLine(
                title=str(StaffConcernStepKind(step.kind).label),
                words=step.words,
                by=step.by.full_name,
                at=step.at,
                told_at=step.told_at,
                told_whom=step.told_whom,
            )
            for step in row.steps.all()
        ],
    )
