"""Writing a school's own words for a kind of message, from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.audit import acting
from accounts.roles import Permission
from schools.access import Rights
from schools.languages import ENGLISH, LANGUAGES
from schools.message_fields import wording_problems
from schools.message_words import TO_FAMILIES, Words
from schools.models import MessageWording, School
from schools.queries.wording_pages import known_fields


@dataclass(frozen=True, slots=True)
class WordingFacts:
    """The words of one kind and channel in one language, from a day on, and who checked them in it."""

    kind: str
    channel: str
    language: str
    words: Words
    from_on: date
    checked_by: str


@transaction.atomic
def write_wording(*, rights: Rights, facts: WordingFacts, at: datetime) -> MessageWording:
    """Put words in force from a day on; those of earlier days are kept.

    Raises ValidationError, field by field, for fields that nobody knows, a text that is too long, a day that
    is over, another language that nobody checked, and the words that are in force already; KeyError for a
    kind, channel or language that there is not.
    """
    rights.check(Permission.SETUP_ATTENDANCE)
    acting(rights.user, at=at)
    shipped, _ = TO_FAMILIES[facts.kind, facts.channel], LANGUAGES[facts.language]
    today = timezone.localtime(at).date()
    known = known_fields(rights.school, on=today)
    problems = wording_problems(facts.kind, facts.channel, facts.words, known, facts.language)
    if facts.from_on < today:
        problems["from_on"] = ["Days that are over keep their words. Choose today or later"]
    if facts.language != ENGLISH and not facts.checked_by.strip():
        problems["checked_by"] = ["Name who checked these words. Nothing is sent unchecked in this language"]
    if problems:
        raise ValidationError(problems)
    School.objects.select_for_update(of=("self",)).get(pk=rights.school.pk)
    rows = MessageWording.objects.filter(
        school=rights.school, kind=facts.kind, channel=facts.channel, language=facts.language
    )
    if _stands(rows.filter(from_on__lte=facts.from_on).order_by("-from_on", "-pk").first(), facts, shipped):
        raise ValidationError({"words": "These are the words already"})
    return rows.create(
        school=rights.school,
        kind=facts.kind,
        channel=facts.channel,
        language=facts.language,
        subject=facts.words.subject,
        words=facts.words.body,
        from_on=facts.from_on,
        checked_by=facts.checked_by.strip(),
        written_by=rights.user,
        written_at=at,
    )


def _stands(row: MessageWording | None, facts: WordingFacts, shipped: Words) -> bool:
    """Whether these words are in force on that day, checked by the same person."""
    if row is None:
        return facts.language == ENGLISH and not facts.checked_by.strip() and facts.words == shipped
    return (row.words, row.subject, row.checked_by) == (
        facts.words.body,
        facts.words.subject,
        facts.checked_by.strip(),
    )
