"""The page of messages to families: what did not go first, then what waits, was sent and is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from attendance.queries.messages.parts import (
    HAS_NOT_LEFT,
    IS_STOPPED,
    PART,
    RING_ORDER,
    TO_RING,
    Part,
    fault_values,
)
from attendance.queries.row_links import row_links
from schools.access import Rights, pupils_visible_to
from schools.message_faults import Fault, fault_of
from schools.models import Carrier, Channel, Message, MessageKind, MessageState
from schools.queries.reach import reaches
from schools.queries.rows import rows_of
from schools.reply_links import without_reply_links
from schools.wording import count_words, day_words, short_day_words, time_words

# So many of each part stand on the page; one part by itself shows more.
MOST_OF_EACH, MOST_OF_ONE, MOST_DAYS = 60, 300, 10
PENCE_HUNDREDTHS = 10_000

MESSAGES = f"""
, told AS (
  SELECT m.*, {PART} AS part, {HAS_NOT_LEFT} AS has_not_left,
         {RING_ORDER} AS asked_at
  FROM schools_message m JOIN seen ON seen.id = m.pupil_id
  WHERE m.school_id = %(school)s AND m.date = %(on)s
), placed AS (
  SELECT t.*, p.known_forename || ' ' || p.known_surname AS name,
         count(*) OVER (PARTITION BY t.part) AS held,
         row_number() OVER (PARTITION BY t.part
           ORDER BY CASE t.part WHEN '{Part.RING}' THEN t.asked_at
                                WHEN '{Part.WAITING}' THEN greatest(t.queued_at, t.due_at) END,
                    p.known_surname, p.known_forename, p.id, t.queued_at, t.id) AS place
  FROM told t JOIN schools_pupil p ON p.id = t.pupil_id
)
SELECT t.part, t.held, {IS_STOPPED}, t.id, t.pupil_id, t.name, coalesce(g.name, ''), t.kind, t.channel,
       t.state, t.why, t.subject, t.words, t.carrier, t.has_not_left, t.attempts, t.queued_at, t.due_at,
       t.sent_at, t.ended_at,
       CASE WHEN c.id IS NOT NULL AND EXISTS (SELECT FROM contacting x WHERE x.id = t.pupil_id)
            THEN concat_ws(' ', nullif(a.title, ''), nullif(a.forename, ''), a.surname) ELSE '' END,
       CASE WHEN EXISTS (SELECT FROM contacting x WHERE x.id = t.pupil_id) THEN t.sent_to ELSE '' END
FROM placed t
LEFT JOIN schools_contact c ON c.id = t.contact_id
LEFT JOIN schools_parent a ON a.id = c.parent_id
LEFT JOIN LATERAL (
  SELECT g.name FROM schools_groupmember gm JOIN schools_group g ON g.id = gm.group_id
  WHERE gm.pupil_id = t.pupil_id AND g.kind = 'registration' AND gm.from_on <= %(on)s
    AND (gm.until_on IS NULL OR gm.until_on >= %(on)s) LIMIT 1) g ON true
WHERE t.place <= CASE WHEN t.part = %(show)s THEN {MOST_OF_ONE} ELSE {MOST_OF_EACH} END
ORDER BY t.part, t.place
"""
DAYS = f"""
, days AS MATERIALIZED (
  SELECT m.date FROM schools_message m JOIN seen ON seen.id = m.pupil_id
  WHERE m.school_id = %(school)s AND m.date <= %(today)s
  GROUP BY m.date ORDER BY m.date DESC LIMIT {MOST_DAYS}
)
SELECT m.date, count(*), count(*) FILTER (WHERE {TO_RING}), sum(m.cost)
FROM schools_message m JOIN seen ON seen.id = m.pupil_id
WHERE m.school_id = %(school)s AND m.date IN (SELECT date FROM days)
GROUP BY m.date ORDER BY m.date DESC
"""
TITLES = {
    Part.RING: "Not sent: ring these families",
    Part.WAITING: "Waiting to be sent",
    Part.SENT: "Sent",
    Part.OVER: "Withdrawn, or seen to",
}
# It waits for the provider's answer, and may or may not have left.
SILENT = Fault("silent", "The provider does not answer", "Ring the family")
SHORT_TITLES = {Part.RING: "Not sent", Part.WAITING: "Waiting", Part.SENT: "Sent", Part.OVER: "Over"}


@dataclass(frozen=True)
class MessageLine:
    """One message. `whom` and `sent_to` are empty for who may not see contacts; `words` until it is sent.

    `ring_url` leads to the panel of the family where the message asks for a call.
    """

    message_id: int
    name: str
    group: str
    url: str
    what: str
    whom: str
    sent_to: str
    state: str
    when: str
    fault: str
    advice: str
    subject: str
    words: str
    is_shown_only: bool
    ring_url: str
    may_retry: bool
    may_withdraw: bool


@dataclass(frozen=True)
class MessagePart:
    """The messages of one part; `url` shows it by itself, with more of them."""

    key: str
    title: str
    count: int
    url: str
    lines: list[MessageLine]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)

    @property
    def to_retry(self) -> list[MessageLine]:
        """Those that may be tried again."""
        return [line for line in self.lines if line.may_retry]

    @property
    def to_withdraw(self) -> list[MessageLine]:
        """Those that certainly have not left."""
        return [line for line in self.lines if line.may_withdraw]

    @property
    def asks(self) -> bool:
        """Whether it asks for something at once."""
        return self.key == Part.RING


@dataclass(frozen=True)
class PartFilter:
    """A link that shows one part by itself, or all of them."""

    label: str
    count: int
    url: str
    active: bool


@dataclass(frozen=True)
class MessageDay:
    """A day with messages, and how many there were."""

    label: str
    words: str
    url: str
    active: bool


@dataclass(frozen=True)
class MessagesPage:
    """Everything on the page. `done` of `total` messages do not wait any more.

    `is_stopped`: somebody pressed the stop switch, and what waits goes on waiting.
    """

    on: date
    date_words: str
    line: str
    is_today: bool
    parts: list[MessagePart]
    filters: list[PartFilter]
    days: list[MessageDay]
    done: int
    total: int
    is_stopped: bool

    @property
    def is_running(self) -> bool:
        """Whether some still wait."""
        return self.done < self.total


def messages_page(rights: Rights, *, on: date, now: datetime, show: str = "") -> MessagesPage:
    """The messages of a day about pupils within reach, and the last days with any: two statements."""
    tables, values = reaches(rights, seen=Permission.ABSENCE_MESSAGE, contacting=Permission.CONTACTS_VIEW)
    values |= fault_values()
    values |= {"school": rights.school.pk, "on": on, "today": now.date(), "show": show}
    is_today = on == now.date()
    held: dict[str, list[tuple[Any, ...]]] = {}
    rows = rows_of(tables + MESSAGES, values)
    for part, count, _, *row in rows:
        held.setdefault(part, []).append((count, *row))
    counts = {part: found[0][0] for part, found in held.items()}
    url = reverse("messages", args=[rights.school.slug]) + ("" if is_today else f"?day={on.isoformat()}")
    parts = [
        MessagePart(
            key=part,
            title=TITLES[part],
            count=counts[part],
            url=f"{url}{'&' if '?' in url else '?'}show={part}",
            lines=[_line(rights, part, row[1:], is_today) for row in held[part]],
        )
        for part in Part
        if part in held
    ]
    shown = [part for part in parts if part.key == show] or parts
    days = rows_of(tables + DAYS, values)
    total = sum(counts.values())
    return MessagesPage(
        on=on,
        date_words=day_words(on),
        line=_words(counts, next((cost for day, _, _, cost in days if day == on), 0)),
        is_today=is_today,
        parts=shown,
        filters=_filters(parts, total, url, show),
        days=[_day(rights, day, count, failed, on) for day, count, failed, _ in days],
        done=total - counts.get(Part.WAITING, 0),
        total=total,
        is_stopped=bool(rows) and rows[0][2],
    )


def _words(counts: dict[str, int], cost: int) -> str:
    """The day in figures: "27 messages: 3 not sent, 4 waiting. They cost £0.56."."""
    total = count_words(sum(counts.values()), "message")
    parts = [f"{counts[part]} {SHORT_TITLES[part].lower()}" for part in Part if counts.get(part)]
    said = f"{total}: {', '.join(parts)}." if parts else f"{total}."
    return f"{said} They cost £{cost / PENCE_HUNDREDTHS:.2f}." if cost else said


def _filters(parts: list[MessagePart], total: int, url: str, show: str) -> list[PartFilter]:
    """All, and each part that has messages."""
    chosen = show if show in [part.key for part in parts] else ""
    links = [
        PartFilter(SHORT_TITLES[Part(part.key)], part.count, part.url, active=part.key == chosen)
        for part in parts
    ]
    return [PartFilter("All", total, url, active=not chosen), *links]


def _day(rights: Rights, day: date, count: int, failed: int, on: date) -> MessageDay:
    words = f"{count}, {failed} not sent" if failed else str(count)
    url = f"{reverse('messages', args=[rights.school.slug])}?day={day.isoformat()}"
    return MessageDay(short_day_words(day), words, url, active=day == on)


def _line(rights: Rights, part: str, row: tuple[Any, ...], is_today: bool) -> MessageLine:
    message, pupil, name, group, kind, channel, state, why, subject, words, carrier, *rest = row
    has_not_left, tries, *times, whom, sent_to = rest
    fault = _fault(part, state, why)
    links = row_links(rights, pupil)
    asks = part == Part.RING and is_today
    return MessageLine(
        message_id=message,
        name=name,
        group=group,
        url=links.pupil,
        what=f"{Channel(channel).label}: {MessageKind(kind).label.lower()}",
        whom=whom,
        sent_to=sent_to,
        state=_state_words(state, tries),
        when=_when(state, *times),
        fault=fault.words if fault else "",
        advice=fault.advice if fault and asks else "",
        subject=subject,
        words=words if carrier == Carrier.FILE else without_reply_links(words),
        is_shown_only=carrier == Carrier.FILE and part == Part.SENT,
        ring_url=links.call if asks else "",
        may_retry=is_today and state == MessageState.FAILED and _may_retry(fault),
        may_withdraw=has_not_left,
    )


def _fault(part: str, state: str, why: str) -> Fault | None:
    """What went wrong, of a message that failed or waits for an answer in vain."""
    if part == Part.RING and state == MessageState.QUEUED:
        return SILENT
    return fault_of(why) if why else None


def _may_retry(fault: Fault | None) -> bool:
    return fault is not None and fault.may_retry


def _state_words(state: str, tries: int) -> str:
    """Where it stands: "Sent", "Waiting to be sent, tried 2 times"."""
    words = str(MessageState(state).label)
    if state != MessageState.QUEUED or not tries:
        return words
    return f"{words}, tried {count_words(tries, 'time')}"


def _when(state: str, queued_at: datetime, due_at: datetime, sent_at: datetime | None, ended_at: Any) -> str:
    """The time that says most: when it was sent, ended, or is due."""
    at = sent_at if state in (MessageState.SENT, MessageState.DELIVERED) else ended_at
    if state == MessageState.QUEUED:
        at = max(queued_at, due_at)
    return time_words(timezone.localtime(at or queued_at))


def failed_ids(rights: Rights, *, on: date) -> list[int]:
    """Every message of a day about pupils within reach that was not sent: one statement."""
    return _ids(_reached(rights, on).filter(state=MessageState.FAILED))


def unsent_ids(rights: Rights, *, on: date) -> list[int]:
    """Every message of a day about pupils within reach that certainly has not left: one statement."""
    return _ids(_reached(rights, on).filter(state=MessageState.QUEUED, attempts=F("clear_tries")))


def _reached(rights: Rights, on: date) -> QuerySet[Message]:
    pupils = pupils_visible_to(rights, Permission.ABSENCE_MESSAGE)
    return Message.objects.filter(school=rights.school, date=on, pupil__in=pupils)


def _ids(rows: QuerySet[Message]) -> list[int]:
    return list(rows.values_list("pk", flat=True))
