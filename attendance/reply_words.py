"""What a family's answer proposes, and how it is told. It proposes a code, and never sets one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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
PLACES = ("in", "at", "definitely in", "definitely at", "already in", "already at")
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
# That the child is in school, or was brought there: nothing that stands beside it makes it less.
IN_SCHOOL = (
    *(
        f"{who} {place} school"
        for who in ("is", "s", "hes", "shes", "theyre", "are", "re")
        for place in PLACES
    ),
    *("left for school", "went to school", "gone to school", "set off for school", "sent to school"),
    *("walked to school", "walked in", "dropped off", "dropped him", "dropped her", "dropped them"),
    *("went in this morning", "thought he was", "thought she was", "thought they were"),
)
# That they expect the child there. Beside a reason, another day or "just left" it means something else.
EXPECTED = (
    *("should be in", "should be at school", "should be there", "meant to be in", "supposed to be in"),
    *("left the house", "left home"),
)
ANOTHER_TIME = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "tomorrow", "next week", "later", "soon"),
    *(
        "shortly",
        "this afternoon",
        "after lunch",
        "by lunch",
        "just",
        "hospital",
        "a minute",
        "minutes",
        "mins",
    ),
)
TAKES_BACK = frozenset({"not", "no", "isn t", "isnt", "wasn t", "wasnt", "never", "better"})
WORD = re.compile(r"[^\W_]+")
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

    That a child is in school is heard in any company: nobody waits for somebody to read it. That one should
    be there is heard where no reason and no other time stands beside it.
    """
    said = f" {' '.join(re.findall(r'[a-z]+', words.lower()))} "
    if _holds(said, IN_SCHOOL):
        return THOUGHT_IN
    found = [] if _holds(said, TAKES_BACK) else [why for why, signs in SIGNS.items() if _holds(said, signs)]
    if not found and _holds(said, EXPECTED) and not _holds(said, ANOTHER_TIME):
        return THOUGHT_IN
    return found[0] if len(found) == 1 else ""


def _holds(said: str, signs: Iterable[str]) -> bool:
    return any(f" {sign} " in said for sign in signs)


def reason_for_each(words: str, names: Sequence[str]) -> list[tuple[str, int | None]]:
    """The reason that a text says for each of the children about whom it may be, and the code it proposes.

    Of brothers and sisters only the one whom it names gets a code; where it names several, nobody can tell.
    """
    reason = reason_in(words)
    if len(names) == 1:
        return [(reason, proposed_code(reason))]
    said = _spaced(words)
    named = [bool(name) and _spaced(name) in said for name in names]
    if reason == THOUGHT_IN or not any(named):
        return [(reason, None) for _ in names]
    if named.count(True) > 1:
        return [("", None) for _ in names]
    return [(reason, proposed_code(reason)) if is_named else ("", None) for is_named in named]


def _spaced(words: str) -> str:
    """Words apart from each other and from what stands between them, for one to be found among others."""
    return f" {' '.join(WORD.findall(words.casefold()))} "


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
