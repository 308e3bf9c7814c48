"""What a family's answer proposes, and how it is told. It proposes a code, and never sets one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from attendance.codes import ILLNESS, MEDICAL
from schools.calendar import Session
from schools.wording import short_day_words, time_words

ILL, APPOINTMENT, ON_THE_WAY, AWAY, OTHER = "ill", "appointment", "on_the_way", "away", "other"
# The child is not where anybody thinks: the family is rung at once.
THOUGHT_IN = "thought_in"
# For so long after the day of the absence a link takes an answer.
LINK_DAYS = 7
# So long after the day of the absence may the last day away be that a family says.
LONGEST_AWAY = timedelta(days=31)
# So many school days to come may be said at once; of a longer absence the school wants to hear itself.
MOST_AHEAD = 5
PROPOSED: Mapping[str, int] = {ILL: ILLNESS, APPOINTMENT: MEDICAL}
# Of these an answer speaks for the rest of the day too; of an appointment for its own session alone.
ALL_DAY = frozenset({ILL, AWAY, OTHER})
# What is asked where the reason alone says nothing.
NEEDS_WORDS: Mapping[str, str] = {AWAY: "Say where, and why", OTHER: "Say what has happened"}
SAID: Mapping[str, str] = {
    ILL: "ill",
    APPOINTMENT: "a medical or dental appointment",
    ON_THE_WAY: "on the way",
    AWAY: "away from home",
    OTHER: "something else",
    THOUGHT_IN: "thought to be in school",
}
# Words of a text by the reason that they say. Two reasons, or one that is taken back, are none.
SIGNS: Mapping[str, tuple[str, ...]] = {
    ILL: (
        *(
            "ill",
            "unwell",
            "sick",
            "poorly",
            "vomiting",
            "vomited",
            "fever",
            "temperature",
            "flu",
            "migraine",
        ),
        *("headache", "stomach ache", "tummy ache", "stomach bug", "tummy bug", "diarrhoea", "covid"),
        *("chickenpox", "chicken pox", "tonsillitis", "a cold", "bad cold"),
    ),
    APPOINTMENT: ("dentist", "orthodontist", "doctor", "doctors", "gp", "hospital", "appointment"),
    ON_THE_WAY: ("on the way", "on his way", "on her way", "on their way", "on our way", "running late"),
}
IN_SCHOOL = (
    *(
        "should be in",
        "should be at school",
        "should be there",
        "is in school",
        "is at school",
        "s in school",
    ),
    *("left for school", "went to school", "gone to school", "set off for school", "sent to school"),
    *("walked to school", "dropped off", "dropped him", "dropped her", "thought he was", "thought she was"),
    *("thought they were", "meant to be in", "supposed to be in"),
)
TAKES_BACK = frozenset({"not", "no", "isn t", "isnt", "wasn t", "wasnt", "never", "better"})
PICK = re.compile(r"(\d{1,18})((?:_[12]v\d{1,5}){0,2})")
OF_A_SESSION = re.compile(r"_([12])v(\d+)")


@dataclass(frozen=True, slots=True)
class ReplyPick:
    """An answer that somebody ticked, and the version of each N that their page showed beside it."""

    reply_id: int
    versions: Mapping[Session, int]


def proposed_code(reason: str) -> int | None:
    """The number of the code that a reason proposes: I, M, or none."""
    return PROPOSED.get(reason)


def sessions_meant(reason: str, session: Session) -> tuple[Session, ...]:
    """The sessions of the day of which an answer about one speaks: none before it."""
    return tuple(half for half in Session if half == session or (reason in ALL_DAY and half > session))


def reason_in(words: str) -> str:
    """The reason that the words of a text say, or none where that is not plain.

    That a child should be in school is heard in any company: nobody waits for somebody to read it.
    """
    said = f" {' '.join(re.findall(r'[a-z]+', words.lower()))} "
    if _holds(said, IN_SCHOOL):
        return THOUGHT_IN
    if _holds(said, TAKES_BACK):
        return ""
    found = [reason for reason, signs in SIGNS.items() if _holds(said, signs)]
    return found[0] if len(found) == 1 else ""


def _holds(said: str, signs: Iterable[str]) -> bool:
    return any(f" {sign} " in said for sign in signs)


def last_day(on: date) -> date:
    """The last day on which the link of a message about a day takes an answer."""
    return on + timedelta(days=LINK_DAYS)


def latest_away(on: date) -> date:
    """The latest day that a family may give as the last day away, of an absence on a day."""
    return on + LONGEST_AWAY


def words_problem(reason: str, words: str) -> str:
    """What to ask for where a reason comes without the words that it needs; empty where nothing lacks."""
    return "" if words.strip() else NEEDS_WORDS.get(reason, "")


def home_words(reason: str, at: datetime, today: date, *, tells_reason: bool) -> str:
    """That a family has answered, in a line beside the pupil: "Home says: ill, 09:12". `at` is local."""
    when = time_words(at) if at.date() == today else short_day_words(at.date())
    if tells_reason and reason:
        return f"Home says: {SAID[reason]}, {when}"
    return f"Home has answered, {when}"


def pick_text(reply_id: int, versions: Mapping[Session, int]) -> str:
    """An answer as a form sends it: "17_1v1_2v3"."""
    return f"{reply_id}" + "".join(f"_{half.value}v{versions[half]}" for half in sorted(versions))


def pick_in(text: str) -> ReplyPick:
    """The answer that a form names; ValueError for what no page of ours sends."""
    found = PICK.fullmatch(text)
    if found is None:
        raise ValueError("This names no answer")
    seen = {Session(int(half)): int(version) for half, version in OF_A_SESSION.findall(found[2])}
    return ReplyPick(int(found[1]), seen)
