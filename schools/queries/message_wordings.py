"""The words in force: a school's own where it wrote some, else those that Daymark ships."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TypeAlias

from schools.languages import ENGLISH
from schools.message_fields import FIELDS
from schools.message_words import TO_FAMILIES, TO_STAFF, Words
from schools.models import MessageWording

# School, kind, channel, language.
WordingKey: TypeAlias = tuple[int, str, str, str]


def wordings_in_force(school_ids: Collection[int], on: date) -> dict[WordingKey, Words]:
    """The words of these schools on a day, by school, kind, channel and language: one statement.

    English is there for each kind and channel that ships, of a school that wrote nothing, too. Another
    language is there only where the school wrote it and somebody checked it. Staff are told in the words that
    ship, whatever a school wrote.
    """
    found = {
        (school, kind, channel, ENGLISH): words
        for school in school_ids
        for (kind, channel), words in (TO_FAMILIES | TO_STAFF).items()
    }
    rows = (
        MessageWording.objects.filter(school__in=school_ids, from_on__lte=on, kind__in=FIELDS)
        .order_by("school", "kind", "channel", "language", "-from_on", "-pk")
        .distinct("school", "kind", "channel", "language")
    )
    for school, kind, channel, language, words, subject in rows.values_list(
        "school", "kind", "channel", "language", "words", "subject"
    ):
        found[school, kind, channel, language] = Words(words, subject)
    return found


def is_unchecked(row: MessageWording) -> bool:
    """Whether nobody is named who read a school's own words; those that ship need nobody."""
    shipped = TO_FAMILIES.get((row.kind, row.channel))
    return not row.checked_by and Words(row.words, row.subject) != shipped
