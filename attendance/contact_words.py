"""What was tried so far to reach a family, in the line beside a pupil on the call list. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from schools.wording import count_words, short_day_words, time_words

SPOKE, NOT_WORKING = "spoke", "not_working"
OUTCOME_WORDS = {"voicemail": "Voicemail", "no_answer": "No answer", NOT_WORKING: "Number does not work"}
# A try by each way, and the nouns of one.
NOUNS = {"call": "call", "text": "text", "message": "message", "email": "email", "in_person": "visit"}
TEXTS = frozenset({"text", "message"})
DUE = "due"
LONGEST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Try:
    """One try to reach a family, local time. `outcome` is empty for a message that waits to be sent."""

    way: str
    outcome: str
    at: datetime
    name: str = ""
    words: str = ""

    def without_family(self) -> Try:
        """The same try for who may not know whom it reached."""
        return replace(self, name="", words="")


@dataclass(frozen=True, slots=True)
class SoFar:
    """The line and its tone, empty or "due"; whether anything was tried, or texted, today."""

    words: str
    tone: str
    is_tried: bool
    is_texted: bool = False


def so_far(tries: Sequence[Try], on: date) -> SoFar:
    """What the tries of an absence come to on a day: whoever was reached last, else what was tried today."""
    today = [each for each in tries if each.at.date() == on]
    words, tone = _line(tries, today, on)
    return SoFar(words, tone, bool(today), any(each.way in TEXTS for each in today))


def _line(tries: Sequence[Try], today: Sequence[Try], on: date) -> tuple[str, str]:
    """The words and their tone."""
    if spoken := [each for each in tries if each.outcome == SPOKE]:
        return _spoke_words(spoken[-1], on), ""
    if not tries:
        return "No attempts yet", DUE
    if not today:
        return f"{_counts(tries)} before today, none yet", DUE
    if len(today) > 1:
        return f"{_counts(today)}, no reply", DUE
    return _one_words(today[0]), DUE if today[0].outcome == NOT_WORKING else ""


def _spoke_words(one: Try, on: date) -> str:
    when = time_words(one.at) if one.at.date() == on else short_day_words(one.at.date())
    said = one.words if len(one.words) <= LONGEST_WORDS else f"{one.words[: LONGEST_WORDS - 1].rstrip()}…"
    who = f"Spoke to {one.name} {when}" if one.name else f"Spoke {when}"
    return f"{who}: {said}" if said else who


def _one_words(one: Try) -> str:
    if not one.outcome:
        return f"{NOUNS[one.way].capitalize()} {time_words(one.at)}, waiting to be sent"
    return f"{OUTCOME_WORDS[one.outcome]} {time_words(one.at)}"


def _counts(tries: Sequence[Try]) -> str:
    numbers = {way: sum(each.way == way for each in tries) for way in NOUNS}
    return ", ".join(count_words(count, NOUNS[way]) for way, count in numbers.items() if count)
