"""Checks of messages: whether they go, whether their receipts come back, and who read their words."""

from __future__ import annotations

from datetime import date

from schools.access import Rights
from schools.languages import ENGLISH
from schools.message_values import SCHOOL_NUMBER
from schools.message_words import DEFAULTS
from schools.models import Carrier, Channel, MessageKind, MessageWording, Messaging, School
from schools.phones import phone_in
from schools.queries.dated_values import value_of
from schools.queries.messaging import messaging_of
from schools.queries.set_up_checks.facts import Check, Family, Findings, Item, Severity
from schools.wording import date_words

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
        "Do messages go out?",
        "While the stop switch is on, what waits keeps waiting, and every family is rung.",
        Severity.STOPS,
        "switch",
        "messaging_stop",
        "Stop messages",
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


def find(rights: Rights, on: date) -> Findings:
    """What the set-up of messages leaves open: three statements."""
    row = messaging_of(rights.school)
    channels = (("Texts", row.texts), ("Emails", row.emails))
    by_notify = Carrier.NOTIFY in (row.texts, row.emails, row.letters)
    return {
        "messages-go": [Item(name, "Nothing carries them") for name, by in channels if by == Carrier.OFF],
        "messages-not-stopped": _stopped(row),
        "messages-receipts": [Item("No secret is made yet")] if by_notify and not row.hook_secret else [],
        "messages-number": _no_number(rights.school, row, on),
        "messages-words-checked": _unchecked(rights.school, on),
    }


def _stopped(row: Messaging) -> list[Item]:
    if row.stopped_at is None:
        return []
    who = f", by {row.stopped_by}" if row.stopped_by else ""
    return [Item(f"Stopped since {date_words(row.stopped_at)}", f"{row.stopped_why}{who}")]


def _no_number(school: School, row: Messaging, on: date) -> list[Item]:
    words = value_of(school, SCHOOL_NUMBER, on=on)
    goes = {row.texts, row.emails, row.letters} != {Carrier.OFF}
    return [Item("No number", f"Messages say “{words}”")] if goes and not phone_in(words) else []


def _unchecked(school: School, on: date) -> list[Item]:
    rows = (
        MessageWording.objects.filter(school=school, language=ENGLISH, from_on__lte=on)
        .order_by("kind", "channel", "-from_on", "-pk")
        .distinct("kind", "channel")
    )
    found = rows.values_list("kind", "channel", "checked_by")
    return [
        Item(f"{MessageKind(kind).label}, {Channel(channel).label.lower()}", "Nobody is named who checked it")
        for kind, channel, checked_by in found
        if not checked_by and (kind, channel) in DEFAULTS
    ]


MESSAGE_FAMILY = Family("Messages", CHECKS, find)
