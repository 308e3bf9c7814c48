"""Checks of messages: whether they go, whether their receipts come back, and who read their words."""

from __future__ import annotations

from datetime import date

from django.db.models import Count

from schools.access import Rights
from schools.languages import ENGLISH
from schools.message_faults import ACCOUNT_REFUSED, KEY_REFUSED, NO_ANSWER, OFF
from schools.message_values import SCHOOL_NUMBER
from schools.message_words import TO_FAMILIES
from schools.models import (
    Carrier,
    Channel,
    Message,
    MessageState,
    MessageWording,
    Messaging,
    School,
)
from schools.phones import phone_in
from schools.queries.dated_values import value_of
from schools.queries.message_wordings import is_unchecked
from schools.queries.messaging import messaging_of
from schools.queries.set_up_checks.facts import Check, Family, Findings, Item, Severity
from schools.wording import count_words, date_words

CHECKS = (
    Check(
        "messages-go",
        "Is it said what carries texts and emails to families?",
        "While nothing carries them no message goes out, and every family is rung.",
        Severity.NOTE,
        "channel",
        "messaging",
        "What carries messages",
    ),
    Check(
        "messages-not-stopped",
        "Is the stop switch of messages off?",
        "While the stop switch is on, what waits keeps waiting, and every family is rung.",
        Severity.STOPS,
        "switch",
        "messaging_stop",
        "Stop messages",
    ),
    Check(
        "messages-taken",
        "Did what carries messages take those of today?",
        "Until this is put right messages fail, and every family is rung.",
        Severity.STOPS,
        "cause",
        "messaging",
        "What carries messages",
    ),
    Check(
        "messages-receipts",
        "Can GOV.UK Notify say what became of a message?",
        "Without the secret of its receipts a text that nobody received looks like one that arrived.",
        Severity.MEND,
        "secret",
        "messaging",
        "What carries messages",
    ),
    Check(
        "messages-number",
        "Do messages say which number a family rings?",
        "Whoever thought that their child was in school is asked to ring now, and finds nothing to press.",
        Severity.MEND,
        "number",
        "values",
        "Thresholds and texts",
    ),
    Check(
        "messages-words-checked",
        "Has somebody checked the words that the school wrote itself?",
        "A second pair of eyes reads them before a few hundred families do.",
        Severity.NOTE,
        "wording",
        "message_wordings",
        "Words of messages",
    ),
)

# What an administrator does about messages that failed through no number of a family.
CURES = {
    OFF: "Choose what carries them",
    KEY_REFUSED: "Make a live key in GOV.UK Notify, and paste it under “What carries messages”",
    ACCOUNT_REFUSED: "See in GOV.UK Notify that the account is live, and copy its template numbers again",
    NO_ANSWER: "See whether the provider is at work and can be reached from here",
}


def find(rights: Rights, on: date) -> Findings:
    """What the set-up of messages leaves open: three statements."""
    row = messaging_of(rights.school)
    off = [channel for channel in (Channel.TEXT, Channel.EMAIL) if row.carriers[channel] is Carrier.OFF]
    lacks_secret = row.uses_notify and not row.hook_secret
    return {
        "messages-go": [Item(f"{channel.label}s", "Nothing carries them") for channel in off],
        "messages-not-stopped": _stopped(row),
        "messages-taken": _not_taken(rights.school, on),
        "messages-receipts": [Item("No secret is made yet")] if lacks_secret else [],
        "messages-number": _no_number(rights.school, row, on),
        "messages-words-checked": _unchecked(rights.school, on),
    }


def _stopped(row: Messaging) -> list[Item]:
    if row.stopped_at is None:
        return []
    who = f", by {row.stopped_by}" if row.stopped_by else ""
    return [Item(f"Stopped since {date_words(row.stopped_at)}", f"{row.stopped_why}{who}")]


def _not_taken(school: School, on: date) -> list[Item]:
    """Why messages of a day failed, where the set-up or the provider is the cause; no pupil is named."""
    failed = Message.objects.filter(school=school, date=on, state=MessageState.FAILED)
    counts = dict(failed.order_by().values_list("why").annotate(Count("pk")))
    return [
        Item(f"{fault.words}, {count_words(counts[fault.key], 'message')} today", cure)
        for fault, cure in CURES.items()
        if fault.key in counts
    ]


def _no_number(school: School, row: Messaging, on: date) -> list[Item]:
    words = value_of(school, SCHOOL_NUMBER, on=on)
    goes = set(row.carriers.values()) != {Carrier.OFF}
    return [Item("No number", f"Messages say “{words}”")] if goes and not phone_in(words) else []


def _unchecked(school: School, on: date) -> list[Item]:
    rows = (
        MessageWording.objects.filter(school=school, language=ENGLISH, from_on__lte=on)
        .order_by("kind", "channel", "-from_on", "-pk")
        .distinct("kind", "channel")
    )
    return [
        Item(
            f"{row.get_kind_display()}, {row.get_channel_display().lower()}", "Nobody is named who checked it"
        )
        for row in rows
        if (row.kind, row.channel) in TO_FAMILIES and is_unchecked(row)
    ]


MESSAGE_FAMILY = Family("Messages", CHECKS, find)
