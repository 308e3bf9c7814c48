"""The pages on which a school writes the words of its messages: what is in force, its history, a preview."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django.http import Http404

from schools.access import Rights
from schools.languages import ENGLISH, LANGUAGES
from schools.message_fields import (
    MergeField,
    dear_letters,
    dear_words,
    examples,
    fields_of,
    longest,
    wording_problems,
)
from schools.message_words import TO_FAMILIES, Words, fill, text_parts
from schools.models import Channel, MessageKind, MessageWording, School
from schools.queries.dated_values import value_of
from schools.queries.message_wordings import is_unchecked
from schools.reply_links import example_url
from schools.wording import count_words, date_words

NOT_CHECKED = "Nobody has checked these words yet"
SHIPPED = "These words come with Daymark"
SHOWN_OF_HISTORY = 20
Rows: TypeAlias = list[MessageWording]


@dataclass(frozen=True)
class PastWording:
    """Words that held, hold or will hold; `is_planned` and `is_now` say which."""

    words: Words
    days: str
    by: str
    is_now: bool
    is_planned: bool


@dataclass(frozen=True)
class LanguageLine:
    """A language of a wording: whether words in it are in force, and who checked them."""

    code: str
    title: str
    is_written: bool
    note: str


@dataclass(frozen=True)
class WordingLine:
    """A wording as the page of wordings lists it; `languages` are those written beside English."""

    kind: str
    channel: str
    title: str
    words: Words
    note: str
    is_unchecked: bool
    languages: list[LanguageLine]


@dataclass(frozen=True)
class WordingPage:
    """One wording in one language. `in_force` is empty where nobody wrote it in this language yet."""

    kind: str
    channel: str
    language: str
    kind_title: str
    title: str
    in_force: Words
    shipped: Words
    english: Words
    note: str
    fields: tuple[MergeField, ...]
    history: list[PastWording]
    languages: list[LanguageLine]
    known: Mapping[str, str]

    @property
    def has_subject(self) -> bool:
        """Whether this channel carries a subject."""
        return self.channel != Channel.TEXT

    @property
    def is_own(self) -> bool:
        """Whether the school's words in force are not those that ship."""
        return self.in_force != self.shipped

    @property
    def is_english(self) -> bool:
        """Whether this is the language that ships."""
        return self.language == ENGLISH


@dataclass(frozen=True)
class Preview:
    """Words as a family would read them, and what they make: "2 texts". `dear` says which letters cost."""

    subject: str
    words: str
    parts: str
    dear: str
    problems: list[str]


def known_fields(school: School, *, on: date) -> dict[str, str]:
    """The fields that are the same in every message of a school to families, on a day: one statement.

    The link is as long as a real one, so that texts are counted rightly.
    """
    return {
        "school": school.name,
        "school number": str(value_of(school, "messages.school_number", on=on)),
        "link": example_url(),
    }


def preview_of(page: WordingPage, words: Words) -> Preview:
    """The words with examples in place of their fields; without them where a field is wrong."""
    is_begun = bool(words.body or words.subject)
    found = {}
    if is_begun:
        found = wording_problems(page.kind, page.channel, words, page.known, page.language)
    problems = [sentence for sentences in found.values() for sentence in sentences]
    try:
        example, most = examples(page.kind, page.known), longest(page.kind, page.known)
        filled = Words(fill(words.body, example), fill(words.subject, example))
        at_most = fill(words.body, most)
    except KeyError:
        return Preview(words.subject, words.body, "", "", problems)
    dear = dear_letters(filled.body) if page.channel == Channel.TEXT else []
    return Preview(
        subject=filled.subject,
        words=filled.body,
        parts=_parts(filled.body, at_most) if page.channel == Channel.TEXT else "",
        dear=dear_words(dear) if dear else "",
        problems=problems,
    )


def _parts(filled: str, at_most: str) -> str:
    parts, most = text_parts(filled), text_parts(at_most)
    longer = f", {count_words(most, 'text')} with long names" if most > parts else ""
    return f"{count_words(len(filled), 'character')}: {count_words(parts, 'text')}{longer}"


def wording_lines(rights: Rights, *, on: date) -> list[tuple[str, list[WordingLine]]]:
    """Every wording of a school by what it is about, as it holds on a day: one statement."""
    rows = _rows(rights.school)
    lines: defaultdict[str, list[WordingLine]] = defaultdict(list)
    for kind, channel in TO_FAMILIES:
        lines[MessageKind(kind).label].append(_line(kind, channel, rows, on))
    return list(lines.items())


def _line(kind: str, channel: str, rows: Mapping[tuple[str, str, str], Rows], on: date) -> WordingLine:
    own = _in_force(rows.get((kind, channel, ENGLISH), []), on)
    return WordingLine(
        kind=kind,
        channel=channel,
        title=Channel(channel).label,
        words=Words(own.words, own.subject) if own else TO_FAMILIES[kind, channel],
        note=_note(own, on),
        is_unchecked=own is not None and is_unchecked(own),
        languages=[line for line in _languages(kind, channel, rows, on) if line.is_written],
    )


def wording_page(rights: Rights, kind: str, channel: str, language: str, *, on: date) -> WordingPage:
    """One wording in one language: two statements. 404 for a kind, channel or language that there is not."""
    if (kind, channel) not in TO_FAMILIES or language not in LANGUAGES:
        raise Http404
    rows = _rows(rights.school)
    here = rows.get((kind, channel, language), [])
    own = _in_force(here, on)
    english = _in_force(rows.get((kind, channel, ENGLISH), []), on)
    shipped = TO_FAMILIES[kind, channel]
    in_english = Words(english.words, english.subject) if english else shipped
    nothing_yet = shipped if language == ENGLISH else Words("")
    return WordingPage(
        kind=kind,
        channel=channel,
        language=language,
        kind_title=MessageKind(kind).label,
        title=f"{Channel(channel).label} in {LANGUAGES[language]}",
        in_force=Words(own.words, own.subject) if own else nothing_yet,
        shipped=shipped,
        english=in_english,
        note=_note(own, on) if own or language == ENGLISH else "No words yet: such families are sent English",
        fields=fields_of(kind, language),
        history=[_past(row, on, is_now=row is own) for row in here[:SHOWN_OF_HISTORY]],
        languages=_languages(kind, channel, rows, on),
        known=known_fields(rights.school, on=on),
    )


def _rows(school: School) -> dict[tuple[str, str, str], Rows]:
    """All words of a school, newest first: one statement."""
    found: defaultdict[tuple[str, str, str], Rows] = defaultdict(list)
    rows = MessageWording.objects.filter(school=school).select_related("written_by")
    for row in rows.order_by("-from_on", "-pk"):
        found[row.kind, row.channel, row.language].append(row)
    return dict(found)


def _in_force(rows: Rows, on: date) -> MessageWording | None:
    return next((row for row in rows if row.from_on <= on), None)


def _note(own: MessageWording | None, on: date) -> str:
    if own is None:
        return SHIPPED
    unsaid = NOT_CHECKED if is_unchecked(own) else SHIPPED
    return f"Since {date_words(own.from_on)}. {f'Checked by {own.checked_by}' if own.checked_by else unsaid}"


def _past(row: MessageWording, on: date, *, is_now: bool) -> PastWording:
    who = f"Written by {row.written_by}" if row.written_by else "Written by Daymark"
    unsaid = ", not checked" if is_unchecked(row) else ", as they come with Daymark"
    checked = f", checked by {row.checked_by}" if row.checked_by else unsaid
    return PastWording(
        words=Words(row.words, row.subject),
        days=f"From {date_words(row.from_on)}",
        by=f"{who}{checked}",
        is_now=is_now,
        is_planned=row.from_on > on,
    )


def _languages(
    kind: str, channel: str, rows: Mapping[tuple[str, str, str], Rows], on: date
) -> list[LanguageLine]:
    found = {code: _in_force(rows.get((kind, channel, code), []), on) for code in LANGUAGES}
    return [
        LanguageLine(code, LANGUAGES[code], own is not None, f"checked by {own.checked_by}" if own else "")
        for code, own in found.items()
        if code != ENGLISH
    ]
