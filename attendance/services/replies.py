"""What a family answers about an absence, kept as it came. It sets no mark: see `reply_decisions`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from accounts.audit import acting
from attendance.codes import NO_REASON
from attendance.models import FamilyReply, Mark, ReplyReason, ReplyWay
from attendance.reply_words import (
    LINK_DAYS,
    last_day,
    latest_away,
    proposed_code,
    reason_for_each,
    words_problem,
)
from schools.models import Channel, Contact, Message, MessageState, School
from schools.names import clean_text
from schools.phones import normalise_phone
from schools.queries.school_days import school_day_now
from schools.wording import date_words

LONGEST_WORDS, LONGEST_NUMBER = 500, 254
USED = "This was not taken: the school has another answer by this link. Please ring the school"
OVER = "This link is too old. Please ring the school"
WAS_TRIED = (MessageState.SENT, MessageState.DELIVERED, MessageState.FAILED)


@dataclass(frozen=True)
class ReplyFacts:
    """What the page behind a link asks: a reason, words, and the last day away where they know it."""

    reason: str
    words: str = ""
    until_on: date | None = None


@dataclass(frozen=True)
class ArrivedText:
    """A text as the provider hands it over: its own id of it, from which number, and the words."""

    provider_id: str
    number: str
    words: str


@transaction.atomic
def take_reply(*, message_id: int, facts: ReplyFacts, at: datetime) -> FamilyReply:
    """Keep the answer that came by a message's link: once, and within seven days of the absence.

    The same answer sent again is the one that stands. Who says after another answer that they thought the
    child was in school is heard: nobody knows then where the child is.

    Nobody is signed in: whoever has the link answers. 404 for a message to nobody's child; raises
    ValidationError for a link that was used or is too old, for a reason that the page does not offer or that
    needs words and has none, and for a last day away before the absence or more than 31 days after it.
    """
    acting(None, at=at)
    message = Message.objects.select_for_update(of=("self",)).filter(pk=message_id).first()
    if message is None or message.pupil_id is None:
        raise Http404
    for earlier in FamilyReply.objects.filter(message=message, way=ReplyWay.LINK):
        if _is_same(earlier, facts):
            return earlier
        if facts.reason != ReplyReason.THOUGHT_IN or earlier.reason == ReplyReason.THOUGHT_IN:
            raise ValidationError(USED, code="used")
    if timezone.localtime(at).date() > last_day(message.date):
        raise ValidationError(OVER, code="over")
    _check(facts, on=message.date)
    return FamilyReply.objects.create(
        school_id=message.school_id,
        pupil_id=message.pupil_id,
        contact_id=message.contact_id,
        message=message,
        way=ReplyWay.LINK,
        date=message.date,
        session=message.session,
        reason=facts.reason,
        until_on=facts.until_on,
        words=facts.words,
        proposed_code=proposed_code(facts.reason),
        received_at=at,
    )


def _is_same(earlier: FamilyReply, facts: ReplyFacts) -> bool:
    said = (earlier.reason, earlier.words, earlier.until_on)
    return said == (facts.reason, facts.words, facts.until_on)


def _check(facts: ReplyFacts, *, on: date) -> None:
    """Refuse what the page does not take: until the last day away no message about the pupil goes out."""
    if facts.reason not in ReplyReason.values:
        raise ValidationError({"reason": "Choose what has happened"})
    if problem := words_problem(facts.reason, facts.words):
        raise ValidationError({"words": problem})
    if facts.until_on and not on <= facts.until_on <= latest_away(on):
        raise ValidationError(
            {"until_on": f"Give a date from {date_words(on)} to {date_words(latest_away(on))}"}
        )


@transaction.atomic
def take_text(*, school: School, text: ArrivedText, at: datetime) -> int:
    """Keep a text that came back; the number of answers it makes: the same text twice is one.

    It answers the latest messages to its number, one for each brother and sister, whether they arrived or
    not; before messages of an earlier day it is about the pupils of this number who are absent today. From
    another number it is kept without a pupil, for a person to read.
    """
    acting(None, at=at)
    # Held, so that the same text handed over twice at once is kept once.
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    if FamilyReply.objects.filter(school=school, provider_id=text.provider_id).exists():
        return 0
    number, words = stored_number(text.number), _words(text.words)
    about = _about(school, number, at)
    said = reason_for_each(words, [row.pupil.known_forename if row.pupil else "" for row in about])
    rows = [
        FamilyReply(
            school=school,
            pupil_id=message.pupil_id,
            contact_id=message.contact_id,
            message_id=message.pk,
            way=ReplyWay.TEXT,
            date=message.date,
            session=message.session,
            reason=reason,
            words=words,
            proposed_code=code,
            number=number,
            provider_id=text.provider_id,
            received_at=at,
        )
        for message, (reason, code) in zip(about, said, strict=True)
    ]
    return len(FamilyReply.objects.bulk_create(rows))


def stored_number(number: str) -> str:
    """A number as contacts hold it: "447700900123" and "+447700900123" are "07700900123"."""
    plain = normalise_phone(_storable(number))
    return (normalise_phone(f"+{plain}") if plain.startswith("44") else plain)[:LONGEST_NUMBER]


def _words(words: str) -> str:
    """The words as they can be stored."""
    return clean_text(_storable(words))[:LONGEST_WORDS]


def _storable(text: str) -> str:
    """Text of elsewhere without what no database keeps: NUL, and half of a surrogate pair."""
    return text.replace("\0", " ").encode("utf-8", "ignore").decode()


def _about(school: School, number: str, at: datetime) -> Sequence[Message]:
    """The messages that a text answers, or what stands in the place of one."""
    today, latest = timezone.localtime(at).date(), _latest_to(school, number, at)
    if latest and latest[0].date == today:
        return latest
    return _absent_of(school, number, today) or latest or [_to_nobody(school, at)]


def _absent_of(school: School, number: str, on: date) -> Sequence[Message]:
    """In the place of messages: who of this number is N on a day, each with their last session."""
    contacts = {
        row.pupil_id: row
        for row in Contact.objects.filter(
            Q(parent__mobile=number) | Q(parent__phone=number), pupil__school=school
        ).select_related("pupil")
    }
    marks = Mark.objects.filter(school=school, date=on, code=NO_REASON, pupil__in=contacts).order_by(
        "session"
    )
    sessions = dict(marks.values_list("pupil_id", "session")) if number else {}
    return [
        Message(school=school, pupil=contacts[pupil].pupil, contact=contacts[pupil], date=on, session=session)
        for pupil, session in sessions.items()
    ]


def _latest_to(school: School, number: str, at: datetime) -> Sequence[Message]:
    """The last messages to a number: those about the latest day and session of the week, a pupil each."""
    since = timezone.localtime(at).date() - timedelta(days=LINK_DAYS)
    rows = Message.objects.filter(
        school=school,
        sent_to=number,
        channel=Channel.TEXT,
        state__in=WAS_TRIED,
        pupil__isnull=False,
        date__gte=since,
    ).order_by("-date", "-session", "-pk")
    found = list(rows.select_related("pupil")[:100])
    latest = {
        row.pupil_id: row for row in found if (row.date, row.session) == (found[0].date, found[0].session)
    }
    return list(latest.values())


def _to_nobody(school: School, at: datetime) -> Message:
    """In the place of a message: no pupil, now."""
    day = school_day_now(school, timezone.localtime(at))
    return Message(school=school, date=day.on, session=day.moment.session.value)
