"""Messages that wait, and a carrier that does as it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from integrations.notify.carriers import Carries, Found
from integrations.notify.drain import Drained, drain
from schools.models import Contact, Message, MessageKind, Messaging, Pupil, School
from schools.services.outbox import Wanted, queue_messages
from schools.services.sending import Held
from tests.factories import ContactFactory, ParentFactory
from tests.integration.attendance.steps import mark, officer_saves
from tests.world import TODAY, World


@dataclass
class ToldCarrier:
    """Keeps a ledger of what it took; `before` and `after` are what it does beside taking it."""

    ledger: list[UUID] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    asked: list[UUID] = field(default_factory=list)
    before: Callable[[Held], None] | None = None
    after: Callable[[Held], None] | None = None

    def send(self, held: Held) -> str:
        if self.before:
            self.before(held)
        self.ledger.append(held.reference)
        self.words.append(held.words)
        if self.after:
            self.after(held)
        return f"theirs-{len(self.ledger)}"

    def find(self, held: Held) -> Found | None:
        self.asked.append(held.reference)
        return Found("found") if held.reference in self.ledger else None


def absent(world: World, *pupils: Pupil) -> None:
    """These pupils are marked N this morning by the office."""
    officer_saves(world, *(mark(pupil, "N") for pupil in pupils))


def with_mother(pupil: Pupil, **facts: Any) -> Contact:
    """A contact of a pupil, the first unless said otherwise, with a mobile number."""
    parent = ParentFactory.create(school=pupil.school, mobile="07700900123")
    return ContactFactory.create(
        pupil=pupil, parent=parent, **({"call_order": 1, "has_responsibility": True} | facts)
    )


def queued(school: School, *pupils: Pupil, at: datetime, version: int = 1) -> list[Message]:
    """A text about this morning for each of these pupils."""
    wanted = [Wanted(pupil.pk, 1, version) for pupil in pupils]
    queue_messages(school=school, wanted=wanted, kind=MessageKind.FIRST_DAY, on=TODAY, by=None, at=at)
    return list(Message.objects.filter(pupil__in=pupils).order_by("pk"))


def by_file(school: School) -> Messaging:
    """The school's texts and emails go to files."""
    return Messaging.objects.create(school=school, texts="file", emails="file")


def drained(carrier: Carries, *, at: datetime) -> Drained:
    """One run of the drain with this carrier for every school."""
    return drain(lambda _name, _school: carrier, at=at)
