"""The fields that a message may carry, and what is wrong with words that somebody wrote. Pure.

A message names its own child by the first name, says who writes and how to answer, and gives no reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from schools.languages import ENGLISH
from schools.message_words import FIELD, PLAIN, TWICE, Words, fill, text_parts
from schools.wording import count_words, list_words

# MOST_IN_SUBJECT: what a message keeps of its subject, fields filled.
MOST_PARTS, MOST_IN_SUBJECT = 3, 200
LOOSE = re.compile(r"\(\(([^()]*)\)\)")
REASONS = frozenset(
    {"reason", "why", "code", "mark", "note", "illness", "absence", "category", "concern", "priority"}
)
NAMES = frozenset(
    {"pupil", "student", "name", "forename", "surname", "son", "daughter", "class", "form", "tutor", "upn"}
)


@dataclass(frozen=True, slots=True)
class MergeField:
    """A field: its name between the brackets, what it becomes, an example, and a long one to count with."""

    name: str
    means: str
    example: str
    longest: str = ""

    @property
    def written(self) -> str:
        """As it stands in the words: "((school))"."""
        return f"(({self.name}))"


TO_A_FAMILY = (
    MergeField("school", "The name of the school", "the school"),
    MergeField("child", "The child’s first name, as the child is called", "Amira", "Maximilian-Alexander"),
    MergeField("parent", "How the adult is addressed", "Mrs Khan", "Mrs Featherstonehaugh-Cholmondeley"),
    MergeField("when", "The session", "this morning", "on Wed 23 Sep (afternoon)"),
    MergeField(
        "link",
        "A link of its own, by which the family answers",
        "https://school.example/r/7Q-3kPzR8vXcN5dTfW2hJ6yL9m/",
    ),
    MergeField("school number", "How a family rings the school", "01522 000000"),
)
# Of the kinds that a school words itself. What goes to staff has fixed words.
FIELDS: Mapping[str, tuple[MergeField, ...]] = {"first_day": TO_A_FAMILY, "reminder": TO_A_FAMILY}
# What Daymark itself says in English alone.
SAID_IN_ENGLISH = frozenset({"when"})
# Whoever holds a locked phone in their hand reads a subject.
SUBJECT_FIELDS = frozenset({"school"})


def examples(kind: str, known: Mapping[str, str]) -> dict[str, str]:
    """An example of each field of a kind; `known` are those that the school has already."""
    return {field.name: known.get(field.name) or field.example for field in FIELDS[kind]}


def longest(kind: str, known: Mapping[str, str]) -> dict[str, str]:
    """Each field of a kind at its longest; `known` as above."""
    return {field.name: known.get(field.name) or field.longest or field.example for field in FIELDS[kind]}


def dear_letters(words: str) -> list[str]:
    """The letters that are not in the alphabet of texts: with one, a text holds less than half as much."""
    return sorted(set(words) - PLAIN - TWICE)


def fields_of(kind: str, language: str = ENGLISH) -> tuple[MergeField, ...]:
    """The fields that a message of a kind may carry in a language; KeyError for another kind."""
    is_english = language == ENGLISH
    return tuple(field for field in FIELDS[kind] if is_english or field.name not in SAID_IN_ENGLISH)


def wording_problems(
    kind: str, channel: str, words: Words, known: Mapping[str, str], language: str = ENGLISH
) -> dict[str, list[str]]:
    """What is wrong with words, as sentences, by "words" and "subject"; empty where they may be sent."""
    names = [field.name for field in fields_of(kind, language)]
    body = [*_field_problems(words.body, names), *_missing(words.body)]
    if channel == "text" and not body:
        body += _too_long(fill(words.body, longest(kind, known)))
    subject = [] if channel == "text" else [*_subject_problems(words.subject, names)]
    if channel != "text" and not subject:
        subject += _subject_too_long(fill(words.subject, longest(kind, known)))
    return {place: found for place, found in (("words", body), ("subject", subject)) if found}


def _field_problems(words: str, names: list[str]) -> Iterator[str]:
    """Fields that nobody knows, and brackets that make no field."""
    unknown = [name for name in FIELD.findall(words) if name not in names]
    rest = FIELD.sub(" ", words)
    for name in dict.fromkeys([*unknown, *LOOSE.findall(rest)]):
        yield _unknown(name.strip()[:40], names)
    rest = LOOSE.sub(" ", rest)
    if "((" in rest or "))" in rest:
        yield "A field is not closed. Write it like ((school)), two round brackets on each side"
        return
    known = "|".join(sorted(names, key=len, reverse=True))
    for found in re.finditer(rf"[\[({{<«]+\s*({known})\s*[\])}}>»]+", rest, re.IGNORECASE):
        yield f"{found[0]} would be sent as it stands. Write (({found[1].lower()}))"


def _unknown(name: str, names: list[str]) -> str:
    plain = " ".join(re.sub(r"[\W_]+", " ", name.lower()).split())
    said = set(plain.split())
    if plain in SAID_IN_ENGLISH and "child" in names and plain not in names:
        return f"(({name})) would be in English. Leave it out in another language"
    if plain in names:
        return f"(({name})) is not known. Write it so: (({plain}))"
    if said & REASONS:
        return f"(({name})) cannot be used: a message gives no reason and no code"
    if said & NAMES and "child" in names:
        return f"(({name})) cannot be used: a message names its child by the first name alone, ((child))"
    near = get_close_matches(plain, names, 1)
    if near:
        return f"(({name})) is not known. Did you mean (({near[0]}))?"
    return f"(({name})) is not known. Use {list_words([f'(({each}))' for each in names], 'or')}"


def _missing(words: str) -> Iterator[str]:
    """What every message to a family says: who writes, about whom, and how to answer."""
    used = set(FIELD.findall(words))
    if "school" not in used:
        yield "Say who writes: use ((school))"
    if "child" not in used:
        yield "Say who it is about: use ((child))"
    if not used & {"link", "school number"}:
        yield "Say how to answer: use ((link)) or ((school number))"


def _subject_problems(subject: str, names: list[str]) -> Iterator[str]:
    if not subject.strip():
        yield "Give the email a subject"
    if "child" in FIELD.findall(subject):
        yield "A subject can be read on a locked phone. Name no child in it"
        subject = re.sub(r"\(\(\s*child\s*\)\)", " ", subject)
    yield from _field_problems(subject, [name for name in names if name in SUBJECT_FIELDS])


def _too_long(filled: str) -> Iterator[str]:
    parts, dear = text_parts(filled), dear_letters(filled)
    if parts <= MOST_PARTS:
        return
    yield (
        f"With long names this makes {parts} texts, and {MOST_PARTS} is the most. "
        f"Take out about {count_words(_too_many(filled), 'character')}"
    )
    if dear:
        yield f"{dear_words(dear)}. Other letters would make it shorter"


def _subject_too_long(filled: str) -> Iterator[str]:
    over = len(filled) - MOST_IN_SUBJECT
    if over > 0:
        yield (
            f"With the school’s name this subject has {len(filled)} characters, and {MOST_IN_SUBJECT} is the "
            f"most. Take out {count_words(over, 'character')}"
        )


def dear_words(letters: list[str]) -> str:
    """Which letters make a text dearer, as the start of a sentence."""
    are = "is" if len(letters) == 1 else "are"
    named = list_words(letters[:5]) if len(letters) <= 5 else f"{', '.join(letters[:5])} and others"
    return f"{named} {are} not in the alphabet of texts: each text holds 70 characters, not 160"


def _too_many(filled: str) -> int:
    """How many characters are to go from the end until it is no more than the most parts."""
    over = 0
    while text_parts(filled[: len(filled) - over]) > MOST_PARTS:
        over += 1
    return over
