"""Who is rung first about an absence, and why, in the words that stand beside the number. Pure.

Which fact gives which priority is a dated value of the school (`first_day.order`); here stand the facts and
their words. The order is the same for everybody who looks: what a person may not see leaves the words out
and the number in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.roles import Permission
from attendance.line_rules import is_crossed
from attendance.lines import LineKind
from attendance.metrics import Tally, percent
from attendance.thresholds import sessions_before_line, sessions_before_notice
from schools.value_kinds import PRIORITIES
from schools.wording import count_words, ordinal, short_day_words

LOWEST = PRIORITIES[-1]
PROTECTED_WORDS = {
    "cp": "Child protection plan: social worker must be told today",
    "cin": "Child in need plan: social worker must be told today",
    "social_worker": "Social worker: must be told today",
    "lac": "Looked after: carer and virtual school to be told",
    "youth_justice": "Youth justice: worker must be told today",
    "plac": "Previously looked after",
}
SUPPORT_WORDS = {"ehcp": "EHCP", "young_carer": "Young carer"}
MARKER_WORDS = "Marked by the safeguarding lead"
MOST_SHOWN = 2
# What a person reads of a priority whose facts are not theirs to know: the same for whatever gave it, or the
# priorities without a reason would be those of the protected children.
HIDDEN_WORDS = {1: "Ring first", 2: "Ring early", 3: "Ring before others"}


@dataclass(frozen=True, slots=True)
class CallLimits:
    """The dated values of the order: in school days, sessions and weeks, as their keys say.

    `is_below`: exactly 90 or 50 per cent is no persistent or severe absence.
    """

    silent_days: int
    visit_day: int
    near_legal: int
    near_persistent: int
    notice_sessions: int
    notice_weeks: int
    few_sessions: int
    is_below: bool = False

    def is_over(self, tally: Tally, kind: LineKind) -> bool:
        """Whether a year is persistent or severe absence by the school's rule."""
        return is_crossed(kind, tally.absent, tally.possible, is_below=self.is_below)


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is known of one absent pupil, whoever looks.

    `days` is the school day of the absence, 1 for the first; `silent_days` those without contact. `tally` is
    this year's, `to_come` the sessions still to come in it. `unauthorised` are sessions of the notice's weeks
    coded G, O or U, and `waiting` those coded N. `shared_words` say whom else the same call covers.
    """

    days: int
    silent_days: int
    tally: Tally
    to_come: int = 0
    unauthorised: int = 0
    waiting: int = 0
    protected: Collection[str] = ()
    support: Collection[str] = ()
    is_marked: bool = False
    is_unmarked: bool = False
    is_compulsory_age: bool = True
    has_visit: bool = False
    shared_words: str = ""
    last_seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a call's place; `right` is what it takes to read it, and None is everybody.

    `brief` are its words behind another reason, where they are fewer.
    """

    key: str
    words: str
    right: Permission | None = None
    brief: str = ""

    @property
    def is_protected(self) -> bool:
        """Whether it tells of social care or of the safeguarding lead's marker."""
        return self.right is Permission.PROTECTED_FACTS_VIEW


@dataclass(frozen=True, slots=True)
class Ranked:
    """The priority of a call, 1 first, and its reasons, the weightiest first.

    `rest` is what is said where no fact brings the call forward.
    """

    priority: int
    reasons: tuple[Reason, ...] = ()
    rest: tuple[Reason, ...] = ()


def rank(facts: CallFacts, order: Mapping[str, int], limits: CallLimits) -> Ranked:
    """The priority that the weightiest fact gives, and every fact that brings the call forward.

    The call list of the first day: vulnerable pupils first (*Working together to improve school attendance*,
    first-day contact). `order` maps each fact to 1 to 4; one of the last priority is no reason.
    """
    found = sorted(
        (reason for reason in _reasons(facts, limits) if order[reason.key] < LOWEST),
        key=lambda reason: order[reason.key],
    )
    priority = order[found[0].key] if found else LOWEST
    return Ranked(priority, tuple(found), () if found else _rest(facts, limits))


def why_words(ranked: Ranked, rights: Collection[Permission], *, most: int = MOST_SHOWN) -> str:
    """The weightiest reasons that one reader may see: a row is read at a glance.

    Without the right to protected facts the priority's own words stand alone, whatever gave it. Where the
    weightiest reason of all is another that is kept back, they stand first.
    """
    if ranked.rest:
        return ", ".join(reason.words for reason in _readable(ranked.rest, rights))
    if Permission.PROTECTED_FACTS_VIEW not in rights:
        return HIDDEN_WORDS[ranked.priority]
    reasons = _without_repeats(ranked.reasons)
    shown = _readable(reasons, rights)
    is_kept_back = shown[:1] != reasons[:1]
    told = [HIDDEN_WORDS[ranked.priority]] if is_kept_back else [shown.pop(0).words]
    return ". ".join([*told, *(reason.brief or reason.words for reason in shown)][:most])


def shared_why_words(
    own: Sequence[tuple[str, Ranked]], priority: int, shared_words: str, rights: Collection[Permission]
) -> str:
    """Why one call about several has its place: the weightiest reason with its pupil, and who shares it.

    `own` is each pupil's name and rank, as if rung about alone. Nobody is named to whoever may not see
    protected facts.
    """
    if priority < LOWEST and Permission.PROTECTED_FACTS_VIEW not in rights:
        return HIDDEN_WORDS[priority]
    name, first = min(own, key=lambda each: each[1].priority)
    told = [f"{name}: {why_words(first, rights, most=1)}"] if first.priority < LOWEST else []
    return ". ".join([*told, shared_words])


def _without_repeats(reasons: Sequence[Reason]) -> list[Reason]:
    """A plan has a social worker: that is said once."""
    has_plan = any(reason.key in ("cp", "cin") for reason in reasons)
    return [reason for reason in reasons if not (has_plan and reason.key == "social_worker")]


def _readable(reasons: Collection[Reason], rights: Collection[Permission]) -> list[Reason]:
    return [reason for reason in reasons if reason.right is None or reason.right in rights]


def _reasons(facts: CallFacts, limits: CallLimits) -> list[Reason]:
    found = [
        Reason(kind, words, Permission.PROTECTED_FACTS_VIEW)
        for kind, words in PROTECTED_WORDS.items()
        if kind in facts.protected
    ]
    if facts.is_marked:
        found.append(Reason("marker", MARKER_WORDS, Permission.PROTECTED_FACTS_VIEW))
    if facts.silent_days >= limits.silent_days:
        silence = _silence(facts)
        found.append(Reason("silent", ". ".join([silence, *_last_seen(facts, limits)]), brief=silence))
    found += _figures(facts, limits)
    found += [
        Reason(kind, words, Permission.SUPPORT_FACTS_VIEW)
        for kind, words in SUPPORT_WORDS.items()
        if kind in facts.support
    ]
    if facts.shared_words:
        found.append(Reason("siblings", facts.shared_words, Permission.CONTACTS_VIEW))
    return found


def _figures(facts: CallFacts, limits: CallLimits) -> list[Reason]:
    """What the pupil's own sessions say. A share of a few sessions says little and gives no priority.

    Penalty notices are for compulsory school age alone (Education Act 1996, s444A).
    """
    view, tally = Permission.FIGURES_VIEW, facts.tally
    found: list[Reason] = []
    enough = tally.possible >= limits.few_sessions
    is_severe = limits.is_over(tally, LineKind.SEVERE)
    if enough and is_severe:
        found.append(Reason("severe", f"Severely absent ({percent(tally.attendance_rate)})", view))
    missed = facts.unauthorised + facts.waiting
    left = sessions_before_notice(missed, limits.notice_sessions)
    if facts.is_compulsory_age and left <= limits.near_legal:
        found.append(Reason("near_legal", _legal_words(facts, limits), view, _legal_count(facts, limits)))
    left = sessions_before_line(tally.absent, tally.possible + facts.to_come)
    if enough and limits.is_over(tally, LineKind.PERSISTENT) and not is_severe:
        found.append(
            Reason("near_persistent", f"Persistently absent ({percent(tally.attendance_rate)})", view)
        )
    elif not is_severe and left <= limits.near_persistent:
        words = f"{count_words(max(left, 0), 'session')} left before persistent absence"
        found.append(Reason("near_persistent", words, view))
    return found


def _silence(facts: CallFacts) -> str:
    words = f"{ordinal(facts.days)} day, no contact"
    if facts.silent_days < facts.days:
        words += f" for {count_words(facts.silent_days, 'school day')}"
    return words


def _last_seen(facts: CallFacts, limits: CallLimits) -> list[str]:
    seen = [f"Not seen since {short_day_words(facts.last_seen_on)}"] if facts.last_seen_on else []
    if facts.days >= limits.visit_day:
        seen.append("home visit planned" if facts.has_visit else "home visit due")
    return [_capital(", ".join(seen))] if seen else []


def _legal_words(facts: CallFacts, limits: CallLimits) -> str:
    is_said = facts.silent_days >= limits.silent_days
    day = f"{ordinal(facts.days)} day. " if facts.days > 1 and not is_said else ""
    stand = f", {facts.unauthorised + facts.waiting} if these stand" if facts.waiting else ""
    return f"{day}{_legal_count(facts, limits, stand)}"


def _legal_count(facts: CallFacts, limits: CallLimits, more: str = "") -> str:
    weeks = count_words(limits.notice_weeks, "week")
    return f"{facts.unauthorised} unauthorised in {weeks}{more} (limit {limits.notice_sessions})"


def _rest(facts: CallFacts, limits: CallLimits) -> tuple[Reason, ...]:
    if facts.is_unmarked:
        return (Reason("unmarked", "No mark: ask for the register first"),)
    nothing = Reason("none", "No concerns recorded")
    if facts.tally.possible < limits.few_sessions:
        return (nothing,)
    rate = percent(facts.tally.attendance_rate)
    return (nothing, Reason("attendance", f"attendance {rate}", Permission.FIGURES_VIEW))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
