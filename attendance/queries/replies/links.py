"""The page behind the link of a message: for whoever has the link, so it tells little."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from attendance.models import FamilyReply, ReplyReason, ReplyWay
from attendance.reply_words import last_day
from schools.calendar import Session
from schools.message_values import SCHOOL_NUMBER
from schools.phones import phone_in
from schools.queries.dated_values import value_of
from schools.reply_links import message_of_token
from schools.wording import day_words


@dataclass(frozen=True)
class AnswerPage:
    """What a family is shown: the school, the child's first name, the session and how to ring the school.

    `tel` is that number for a telephone, empty where the school's words hold none. `is_over`: the link is too
    old, or whoever got it may not be contacted any more; then `child` and `when` are empty. `is_used`: it was
    answered already; `is_alarm`: with the answer that nobody knows where the child is.
    """

    message_id: int
    school: str
    number: str
    tel: str
    child: str
    on: date
    when: str
    is_over: bool
    is_used: bool
    is_alarm: bool


def answer_page(token: str, at: datetime) -> AnswerPage | None:
    """The page of a link; None for what is no link of ours to a family: three statements at most."""
    message = message_of_token(token)
    if message is None or message.pupil is None:
        return None
    replies = FamilyReply.objects.filter(message=message, way=ReplyWay.LINK)
    reasons = set(replies.values_list("reason", flat=True))
    today = timezone.localtime(at).date()
    is_over = today > last_day(message.date) or message.contact is None or message.contact.must_not_contact
    number = value_of(message.school, SCHOOL_NUMBER, on=today)
    return AnswerPage(
        message_id=message.pk,
        school=message.school.name,
        number=number,
        tel=phone_in(number),
        child="" if is_over else message.pupil.known_forename,
        on=message.date,
        when="" if is_over else f"on {day_words(message.date)} in the {Session(message.session).words}",
        is_over=is_over,
        is_used=bool(reasons),
        is_alarm=ReplyReason.THOUGHT_IN in reasons,
    )
