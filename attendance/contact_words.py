"""What was tried so far to reach a family, in the line beside a pupil on the call list. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from schools.wording import count_words, short_day_words, time_words

SPOKE, NOT_WORKING = "spoke", "not_working"
OUTCOME_WORDS = {"voicemail": "Voicemail", "no_answer": "No answer", NOT_WORKING: "Number does not work"}
# A try by each way, and the nouns of one.
NOUNS = {
    "call": "call",
    "text": "text",
    "message": "message",
    "email": "email",
    "letter": "letter",
    "in_person": "visit",
}
# Where a message of the school stands: it waits, waits for its time, was handed over more than once without
# an answer, is on its way or there, or told nobody.
QUEUED, DUE_LATER, UNANSWERED = "queued", "due_later", "unanswered"
SENT, DELIVERED, FAILED = "sent", "delivered", "failed"
GONE = {SENT: "sent", DELIVERED: "delivered"}
DUE = "due"
NOTHING_YET = "No attempts yet"
LONGEST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Try:
    """One try to reach a family, local time. A message of the school has a `state` and no `outcome`.

    `is_ahead`: what the family said of this day before it came. It is no contact on the day.
    """

    way: str
    outcome: str
    at: datetime
    name: str = ""
    words: str = ""
    is_ahead: bool = False
    state: str = ""

    @property
    def is_reached(self) -> bool:
        """Whether the family has heard from the school, or the school from the family."""
        return self.outcome == SPOKE or self.state in GONE

    def without_family(self) -> Try:
        """The same try for who may not know whom it reached."""
        return replace(self, name="", words="")


@dataclass(frozen=True, slots=True)
class SoFar:
    """The line and its tone, empty or "due", and whether anything was tried today."""

    words: str
    tone: str
    is_tried: bool


UNTRIED = SoFar(NOTHING_YET, DUE, False)


def so_far(tries: Sequence[Try], on: date) -> SoFar:
    """What the tries of an absence come to on a day: whoever was reached last, else what was tried today.

    A message that waits has reached nobody yet, and the call is due; so it is after one that failed.
    """
    if not tries:
        return UNTRIED
    today = [each for each in tries if each.at.date() == on and not each.is_ahead]
    tried = [each for each in today if each.outcome]
    words, tone = _line(tries, tried, on)
    if not tried and _has_gone(today):
        tone = ""
    return SoFar(words, tone, bool(tried))


def _has_gone(today: Sequence[Try]) -> bool:
    """Whether a message went, and none is in trouble."""
    states = {each.state for each in today}
    return bool(states & GONE.keys()) and not states & {UNANSWERED, FAILED}


def so_far_of_each(found: Sequence[tuple[str, SoFar]]) -> SoFar:
    """What one row says of several pupils, by forename: one line where it is the same of all of them."""
    lines = [each for _, each in found]
    if len(lines) == 1 or len(set(lines)) == 1:
        return lines[0]
    return SoFar(
        ". ".join(f"{name}: {each.words}" for name, each in found),
        DUE if any(each.tone == DUE for each in lines) else "",
        all(each.is_tried for each in lines),
    )


def _line(tries: Sequence[Try], today: Sequence[Try], on: date) -> tuple[str, str]:
    """The words and their tone."""
    made = [each for each in tries if each.outcome and not each.is_ahead]
    if spoken := [each for each in made if each.outcome == SPOKE]:
        return _spoke_words(spoken[-1], on), ""
    said = [_ahead_words(each) for each in tries if each.is_ahead][-1:]
    said += message_words([each for each in tries if not each.outcome], on)
    if not made:
        return ". ".join(said) or NOTHING_YET, DUE
    words, tone = _made_words(made, today)
    return ". ".join([words, *said]), tone


def _made_words(made: Sequence[Try], today: Sequence[Try]) -> tuple[str, str]:
    """Of tries that reached nobody."""
    if not today:
        return f"{_counts(made)} before today, none yet", DUE
    if len(today) > 1:
        return f"{_counts(today)}, no reply", DUE
    return _one_words(today[0]), DUE if today[0].outcome == NOT_WORKING else ""


def _spoke_words(one: Try, on: date) -> str:
    when = _when(one, on)
    who = f"Spoke to {one.name} {when}" if one.name else f"Spoke {when}"
    return _with_words(who, one)


def _ahead_words(one: Try) -> str:
    when = short_day_words(one.at.date())
    return _with_words(f"{one.name} said ahead {when}" if one.name else f"Told ahead {when}", one)


def _with_words(who: str, one: Try) -> str:
    said = one.words if len(one.words) <= LONGEST_WORDS else f"{one.words[: LONGEST_WORDS - 1].rstrip()}…"
    return f"{who}: {said}" if said else who


def message_words(messages: Sequence[Try], on: date) -> list[str]:
    """What became of messages, the latest of each: "Text sent 09:31", "Text failed: ring"."""
    said = []
    if gone := [each for each in messages if each.state in GONE]:
        said.append(f"{_capital_noun(gone[-1])} {GONE[gone[-1].state]} {_when(gone[-1], on)}")
    if later := [each for each in messages if each.state == DUE_LATER]:
        said.append(f"{_capital_noun(later[-1])} due {_when(later[-1], on)}")
    if waiting := [each for each in messages if each.state == QUEUED]:
        what = _capital_noun(waiting[0]) if len(waiting) == 1 else _counts(waiting)
        said.append(f"{what} waiting to be sent")
    if silent := [each for each in messages if each.state == UNANSWERED]:
        said.append(f"{_capital_noun(silent[-1])} not answered by the provider: ring")
    if failed := [each for each in messages if each.state == FAILED and each.at.date() == on]:
        said.append(f"{_capital_noun(failed[-1])} failed: ring")
    return said


def try_words(one: Try, on: date) -> str:
    """One message or try by itself: "Text sent 09:31", "Call 09:40: no answer"; empty where it is past."""
    if not one.outcome:
        return "".join(message_words([one], on))
    became = OUTCOME_WORDS.get(one.outcome, "Spoke").lower()
    return f"{_capital_noun(one)} {_when(one, on)}: {became}"


def _capital_noun(one: Try) -> str:
    return NOUNS[one.way].capitalize()


def _when(one: Try, on: date) -> str:
    return time_words(one.at) if one.at.date() == on else short_day_words(one.at.date())


def _one_words(one: Try) -> str:
    return f"{OUTCOME_WORDS[one.outcome]} {time_words(one.at)}"


def _counts(tries: Sequence[Try]) -> str:
    numbers = {way: sum(each.way == way for each in tries) for way in NOUNS}
    return ", ".join(count_words(count, NOUNS[way]) for way, count in numbers.items() if count)
