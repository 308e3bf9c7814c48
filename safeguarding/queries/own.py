"""What somebody raised themselves: their own words, how far it is, and the replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404

from safeguarding.concern_rules import PART_WORDS
from safeguarding.door import Purpose, opened_own
from safeguarding.models import Concern, ConcernClock, ConcernDraft, ConcernState
from safeguarding.tickets import Seat
from schools.access import Rights
from schools.models import Pupil
from schools.names import name_words
from schools.queries.named_pupils import named, on_roll

MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class Child:
    """A child as the form names one."""

    pk: int
    name: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A concern in its writer's list."""

    pk: UUID
    number: int
    recorded_at: datetime
    children: str
    state: str
    has_reply: bool


@dataclass(frozen=True, slots=True)
class OwnConcern:
    """A concern as its writer reads it: own words and replies, and nothing of what followed."""

    line: OwnLine
    happened_at: datetime
    verbally_told: bool
    words: Sequence[tuple[str, str]]
    replies: Sequence[tuple[datetime, str, str]]


def may_be_named(rights: Rights, pupils: Sequence[int]) -> list[int]:
    """Those of these children whom a concern at this school may name: any child of it, by number."""
    found = Pupil.objects.filter(school=rights.school, merged_into=None, pk__in=set(pupils))
    return list(found.order_by("pk").values_list("pk", flat=True))


def children_of(rights: Rights, pupils: Sequence[int]) -> list[Child]:
    """These children by name; those of another school are left out."""
    found = Pupil.objects.filter(school=rights.school, pk__in=may_be_named(rights, pupils))
    return [_child(pupil) for pupil in found.order_by("known_surname", "known_forename")]


def children_named(rights: Rights, words: str) -> list[Child]:
    """The first children on roll whose names hold all the words, by name; none for fewer than two letters."""
    if len(words.strip()) < 2:
        return []
    here = on_roll(Pupil.objects.filter(school=rights.school, merged_into=None), on=rights.on)
    found = named(here, name_words(words)).order_by("known_surname", "known_forename")
    return [_child(pupil) for pupil in found[:MOST_FOUND]]


def draft_of(*, rights: Rights, seat: Seat) -> tuple[dict[str, Any], datetime | None]:
    """What this person has typed and not sent, and when it was kept."""
    with opened_own(seat, school_id=rights.school.pk, purpose=Purpose.RAISE):
        draft = ConcernDraft.objects.filter(school=rights.school, writer=rights.user).first()
    return (draft.typed, draft.at) if draft else ({}, None)


def own_concerns(*, rights: Rights, seat: Seat) -> list[OwnLine]:
    """What this person raised here, newest first."""
    with opened_own(seat, school_id=rights.school.pk, purpose=Purpose.OWN):
        rows = _mine(rights)
        states = _states([row.pk for row in rows])
        return [_line(row, states) for row in rows]


def own_concern(*, rights: Rights, seat: Seat, concern_id: UUID) -> OwnConcern:
    """One concern of this person's own; 404 for any other."""
    with opened_own(seat, school_id=rights.school.pk, purpose=Purpose.OWN):
        row = next((row for row in _mine(rights) if row.pk == concern_id), None)
        if row is None:
            raise Http404
        replies = [(reply.at, reply.by.full_name, reply.words) for reply in row.replies.select_related("by")]
        line = _line(row, _states([row.pk]))
        return OwnConcern(line, row.happened_at, row.verbally_told, words_of(row), replies)


def words_of(concern: Concern) -> list[tuple[str, str]]:
    """The words of a concern under their headings, those that are empty left out."""
    words = concern.words
    informed = {None: "", True: "Yes", False: "No"}[words.parent_informed]
    marks = [f"{PART_WORDS.get(mark['part'], '')}: {mark['words']}" for mark in words.body_map]
    found = (
        ("Child’s own words", words.childs_words),
        ("What was seen or heard", words.facts),
        ("Opinion", words.opinion),
        ("Place", words.place),
        ("Witnesses", words.witnesses),
        ("What the child wants", words.childs_wishes),
        ("Marks on the body", "\n".join(marks)),
        ("Done at once", words.immediate_action),
        ("Told", words.told_whom),
        ("Parent informed", " ".join(filter(None, (informed, words.parent_reason)))),
    )
    return [(heading, text) for heading, text in found if text]


def _mine(rights: Rights) -> list[Concern]:
    rows = Concern.objects.filter(school=rights.school, writer=rights.user).select_related("words")
    return list(rows.prefetch_related("pupils__pupil", "replies").order_by("-recorded_at"))


def _states(concerns: Sequence[UUID]) -> dict[UUID, str]:
    return dict(ConcernClock.objects.filter(pk__in=concerns).values_list("pk", "state"))


def _line(row: Concern, states: dict[UUID, str]) -> OwnLine:
    names = sorted(str(link.pupil) for link in row.pupils.all() if not link.is_linked)
    state = ConcernState(states.get(row.pk, ConcernState.NEW)).label
    return OwnLine(row.pk, row.number, row.recorded_at, ", ".join(names), state, bool(row.replies.all()))


def _child(pupil: Pupil) -> Child:
    return Child(pupil.pk, f"{pupil.known_surname}, {pupil.known_forename}")
