"""A message gets its words, its address and its cost when it is first claimed, or why it cannot go."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse

from accounts.audit import acting
from schools.calendar import Session
from schools.languages import ENGLISH
from schools.message_faults import CAP, DAY_OVER, LEFT, NEVER, NO_ADDRESS, NO_CONTACT, OFF, TECHNICAL, Fault
from schools.message_words import Words, fill, text_parts
from schools.models import Carrier, Channel, MessageState, School
from schools.queries.dated_values import values_of
from schools.queries.message_facts import MessageFacts, message_facts
from schools.queries.message_wordings import wordings_in_force
from schools.queries.rows import rows_of
from schools.reply_links import reply_url
from schools.wording import short_day_words

log = logging.getLogger(__name__)
VALUES = ("messages.daily_cap", "messages.text_price", "messages.school_number")
PENNIES_OF_A_POUND = 100 * 100
LONGEST_SUBJECT = 200
# Nothing left the school, and another contact or day may do: the same message may be queued again.
WITHDRAWN = frozenset({NO_CONTACT, LEFT})
# The school's row is held, so that two who claim at once do not both spend the last pound of a day.
# The sum is a statement of its own: only what begins after the wait sees what the other spent.
HELD = "SELECT id FROM schools_messaging WHERE school_id = ANY (%(schools)s) ORDER BY id FOR UPDATE"
SPENT = """
SELECT m.school_id, sum(m.cost) FROM schools_message m
WHERE m.school_id = ANY (%(schools)s) AND m.date = %(on)s GROUP BY 1
"""
WRITE = """
UPDATE schools_message m
SET subject = d.subject, words = d.words, sent_to = d.sent_to, carrier = d.carrier, cost = d.cost
FROM unnest(%(ids)s::bigint[], %(subjects)s::text[], %(words)s::text[], %(sent_to)s::text[],
            %(carriers)s::text[], %(costs)s::int[]) AS d (id, subject, words, sent_to, carrier, cost)
WHERE m.id = d.id
"""
END = """
UPDATE schools_message m SET state = d.state, why = d.why, ended_at = %(at)s, claimed_at = NULL
FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(whys)s::text[]) AS d (id, state, why)
WHERE m.id = d.id
"""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A message as it will be sent; `cost` in hundredths of a penny."""

    facts: MessageFacts
    words: Words
    cost: int


def write_drafts(message_ids: Sequence[int], *, at: datetime) -> dict[int, Fault]:
    """Write what these messages say and cost, in the caller's transaction; answer why some cannot go.

    Those are ended here. The statements do not grow with the messages, but with their schools.
    """
    if not message_ids:
        return {}
    found = message_facts(message_ids)
    faults = {facts.message_id: fault for facts in found if (fault := _fault(facts, at.date()))}
    drafts = _drafts([row for row in found if row.message_id not in faults], faults, at)
    acting(None, at=at)
    _write(drafts)
    _end(faults, at)
    return faults


def _fault(facts: MessageFacts, today: date) -> Fault | None:
    """What forbids a message, from its own row and its contact's."""
    reasons = (
        (facts.date != today, DAY_OVER),
        (not facts.is_active if facts.is_to_staff else facts.is_gone, LEFT),
        (not facts.is_to_staff and _is_stopped(facts), NO_CONTACT),
        (facts.carrier == Carrier.OFF, OFF),
        (not facts.address, NO_ADDRESS),
        (facts.is_never, NEVER),
    )
    return next((fault for is_so, fault in reasons if is_so), None)


def _is_stopped(facts: MessageFacts) -> bool:
    return not facts.parent or facts.must_not_contact or facts.is_of_stopped


def _drafts(found: Sequence[MessageFacts], faults: dict[int, Fault], at: datetime) -> list[_Draft]:
    """The drafts that each school can afford, oldest first; why there is none of others goes to `faults`."""
    schools = School.objects.in_bulk({facts.school_id for facts in found})
    words = wordings_in_force(schools, at.date())
    values = {key: values_of(school, VALUES, on=at.date()) for key, school in schools.items()}
    drafts = []
    for facts in found:
        try:
            theirs = words[facts.school_id, facts.kind, facts.channel, ENGLISH]
            drafts.append(_draft(facts, theirs, values[facts.school_id], at))
        except Exception as error:
            # One that cannot be written stops no other: it is for somebody to ring.
            log.error("Message %d has no words: %s", facts.message_id, type(error).__name__)
            faults[facts.message_id] = TECHNICAL
    caps = {key: of_school["messages.daily_cap"] for key, of_school in values.items()}
    return _affordable(drafts, caps, faults, at)


def _draft(facts: MessageFacts, words: Words, values: Mapping[str, object], at: datetime) -> _Draft:
    """A message as it goes now; one that was tried goes with the words that it has."""
    if facts.words:
        filled = Words(facts.words, facts.subject)
    else:
        fields = _fields(facts, str(values["messages.school_number"]), at.date())
        filled = Words(fill(words.body, fields), fill(words.subject, fields)[:LONGEST_SUBJECT])
    # What is written to a file costs nobody anything.
    is_paid = facts.channel == Channel.TEXT and facts.carrier == Carrier.NOTIFY
    price = int(str(values["messages.text_price"])) if is_paid else 0
    return _Draft(facts, filled, text_parts(filled.body) * price)


def _fields(facts: MessageFacts, number: str, today: date) -> dict[str, str]:
    # To staff it is the number of what there is to read.
    is_of_session = facts.session and not facts.is_to_staff
    session = Session(facts.session).words if is_of_session else "day"
    when = f"this {session}" if facts.date == today else f"on {short_day_words(facts.date)} ({session})"
    link = (
        settings.DAYMARK_URL + reverse("home")
        if facts.is_to_staff
        else reply_url(facts.message_id, facts.reference)
    )
    return {
        "school": facts.school,
        "school number": number,
        "child": facts.child,
        "parent": facts.parent,
        "when": when,
        "link": link,
    }


def _affordable(
    drafts: Sequence[_Draft], caps: Mapping[int, int], faults: dict[int, Fault], at: datetime
) -> list[_Draft]:
    """The drafts within each school's limit for the day, in pounds; the others are added to `faults`."""
    schools = sorted({draft.facts.school_id for draft in drafts if draft.cost})
    if not schools:
        return list(drafts)
    values = {"schools": schools, "on": at.date()}
    rows_of(HELD, values)
    spent = dict(rows_of(SPENT, values))
    kept = []
    for draft in drafts:
        school = draft.facts.school_id
        if draft.cost and spent.get(school, 0) + draft.cost > caps[school] * PENNIES_OF_A_POUND:
            faults[draft.facts.message_id] = CAP
            continue
        if draft.cost:
            spent[school] = spent.get(school, 0) + draft.cost
        kept.append(draft)
    return kept


def _write(drafts: Sequence[_Draft]) -> None:
    if not drafts:
        return
    values: dict[str, Any] = {
        "ids": [draft.facts.message_id for draft in drafts],
        "subjects": [draft.words.subject for draft in drafts],
        "words": [draft.words.body for draft in drafts],
        "sent_to": [draft.facts.sent_to or draft.facts.address for draft in drafts],
        "carriers": [draft.facts.carrier for draft in drafts],
        "costs": [draft.cost for draft in drafts],
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values)


def _end(faults: Mapping[int, Fault], at: datetime) -> None:
    if not faults:
        return
    withdrawn, failed = MessageState.WITHDRAWN.value, MessageState.FAILED.value
    values: dict[str, Any] = {
        "at": at,
        "ids": list(faults),
        "states": [withdrawn if fault in WITHDRAWN else failed for fault in faults.values()],
        "whys": [fault.key for fault in faults.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(END, values)
