"""How a school's messages are set up, as its page shows it: never a key, never a secret."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from schools.access import Rights
from schools.models import Carrier, Messaging, NeverMessage, School
from schools.wording import short_day_words, time_words

MOST_NEVER, MOST_ENDED = 200, 50


@dataclass(frozen=True)
class Stop:
    """Who stopped a school's messages, when and why."""

    at: datetime
    by: str
    why: str

    @property
    def words(self) -> str:
        """The sentence of it, as every page says it."""
        at, who = timezone.localtime(self.at), f" by {self.by}" if self.by else ""
        why = self.why.rstrip(".")
        return f"Messages were stopped on {short_day_words(at.date())} at {time_words(at)}{who}: {why}."


@dataclass(frozen=True)
class ChannelLine:
    """A channel, and what carries it; `is_off`: its messages are not sent."""

    title: str
    carrier: str
    is_off: bool


@dataclass(frozen=True)
class MessagingPage:
    """What stands in a school's set-up of messages. `chosen` are the values of the form."""

    stop: Stop | None
    channels: list[ChannelLine]
    chosen: dict[str, object]
    has_key: bool
    has_secret: bool
    uses_notify: bool

    @property
    def all_off(self) -> bool:
        """Whether no channel has a carrier: nothing is sent."""
        return all(line.is_off for line in self.channels)


@dataclass(frozen=True)
class NeverLine:
    """A number or address to which nothing is sent, or was not until its line ended."""

    line_id: int
    address: str
    why: str
    set_by: str
    set_at: datetime
    ended_by: str
    ended_at: datetime | None


@dataclass(frozen=True)
class NeverList:
    """The lines in force, and those that have ended, newest first; both are cut at a length."""

    lines: list[NeverLine]
    ended: list[NeverLine]
    total: int


def messaging_of(school: School) -> Messaging:
    """How a school sends its messages; one that has set nothing sends none: one statement."""
    row = Messaging.objects.filter(school=school).select_related("stopped_by").first()
    return row or Messaging(school=school)


def messaging_page(rights: Rights) -> MessagingPage:
    """The set-up of messages: one statement."""
    row = messaging_of(rights.school)
    chosen = ("texts", "emails", "letters", "notify_text_template", "notify_email_template")
    return MessagingPage(
        stop=_stop(row),
        channels=[
            ChannelLine(f"{channel.label}s", str(carrier.label), carrier is Carrier.OFF)
            for channel, carrier in row.carriers.items()
        ],
        chosen={name: getattr(row, name) for name in (*chosen, "notify_letter_template")},
        has_key=bool(row.notify_key),
        has_secret=bool(row.hook_secret),
        uses_notify=row.uses_notify,
    )


def _stop(row: Messaging) -> Stop | None:
    if row.stopped_at is None:
        return None
    return Stop(row.stopped_at, str(row.stopped_by or ""), row.stopped_why)


def never_list(rights: Rights) -> NeverList:
    """To which numbers and addresses a school sends nothing: three statements."""
    rows = NeverMessage.objects.filter(school=rights.school).select_related("set_by", "ended_by")
    standing = rows.filter(ended_at=None)
    return NeverList(
        lines=_lines(standing.order_by("address")[:MOST_NEVER]),
        ended=_lines(rows.exclude(ended_at=None).order_by("-ended_at", "-pk")[:MOST_ENDED]),
        total=standing.count(),
    )


def _lines(rows: Iterable[NeverMessage]) -> list[NeverLine]:
    return [
        NeverLine(
            line_id=row.pk,
            address=row.address,
            why=row.why,
            set_by=str(row.set_by or ""),
            set_at=row.set_at,
            ended_by=str(row.ended_by or ""),
            ended_at=row.ended_at,
        )
        for row in rows
    ]
