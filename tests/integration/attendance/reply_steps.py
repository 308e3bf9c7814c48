"""Families answer: messages that went out, and what came back, in the words of the tests."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from attendance.models import FamilyReply, Mark
from attendance.reply_words import ReplyPick, pick_text, proposed_code
from attendance.services.replies import ReplyFacts, take_reply
from schools.calendar import Session
from schools.models import Channel, Contact, Message, MessageKind, MessageState, Pupil
from tests.factories import ContactFactory, ParentFactory
from tests.integration.attendance.family_steps import CLOSED
from tests.world import TODAY

MOBILE = "07700900123"


def texted(pupil: Pupil, *, on: date = TODAY, contact: Contact | None = None, **facts: Any) -> Message:
    """A text about the pupil's morning went out to the mother, and the network took it."""
    to = contact or Contact.objects.filter(pupil=pupil).first() or _mother(pupil)
    given: dict[str, Any] = {
        "school": pupil.school,
        "pupil": pupil,
        "contact": to,
        "kind": MessageKind.FIRST_DAY,
        "channel": Channel.TEXT,
        "date": on,
        "session": Session.AM.value,
        "mark_version": 1,
        "state": MessageState.SENT,
        "queued_at": CLOSED,
        "sent_at": CLOSED,
        "sent_to": MOBILE,
    }
    row: Message = Message.objects.create(**given | facts)
    return row


def _mother(pupil: Pupil) -> Contact:
    parent = ParentFactory.create(school=pupil.school, surname=pupil.known_surname)
    found: Contact = ContactFactory.create(pupil=pupil, parent=parent)
    return found


def answered(
    pupil: Pupil, reason: str = "ill", words: str = "Has a cold", *, at: datetime = CLOSED, **facts: Any
) -> FamilyReply:
    """The mother answers by the link of a text of this morning."""
    message = texted(pupil)
    return take_reply(message_id=message.pk, facts=ReplyFacts(reason, words, **facts), at=at)


def said(pupil: Pupil | None, reason: str = "ill", **facts: Any) -> FamilyReply:
    """An answer by text, as it stands once it came."""
    given: dict[str, Any] = {
        "pupil": pupil,
        "way": "text",
        "date": TODAY,
        "session": Session.AM.value,
        "reason": reason,
        "proposed_code": proposed_code(reason),
        "number": MOBILE,
        "provider_id": str(uuid4()),
        "received_at": CLOSED,
    }
    if pupil is not None:
        given["school"] = pupil.school
    return FamilyReply.objects.create(**given | facts)


def pick_of(reply: FamilyReply) -> ReplyPick:
    """The answer as the page shows it now, with the N marks of its day."""
    rows = Mark.objects.filter(pupil=reply.pupil_id, date=reply.date, code=220)
    return ReplyPick(reply.pk, {Session(row.session): row.version for row in rows})


def sent(*replies: FamilyReply) -> list[str]:
    """What the form sends for answers that are ticked."""
    return [pick_text(reply.pk, pick_of(reply).versions) for reply in replies]
