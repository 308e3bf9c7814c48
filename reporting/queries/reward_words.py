"""The rules of rewards in words, with the school's values."""

from __future__ import annotations

from attendance.queries.rewards import RewardWeeks
from attendance.rewards import RewardKind, RewardValues
from schools.wording import count_words, date_words

FAIR = (
    "Absence with authority costs nobody a reward: illness, medical appointments, religious days, a "
    "part-time timetable and granted leave count like attendance in these weeks. So does a suspension (E): "
    "each line says how many sessions were away with authority. An N counts as missed until its reason is "
    "known."
)
NONE = {
    RewardKind.IMPROVED: "Nobody gained so much.",
    RewardKind.BACK: "Nobody came back after a hard spell.",
    RewardKind.PUNCTUAL: "Nobody was on time for so many weeks in a row.",
    RewardKind.BEST: "Nobody had the best weeks of their own.",
}


def weeks_words(found: RewardWeeks) -> str:
    """Which weeks are looked at: "4 school weeks, 1 February to 5 March 2027, and the 4 before them"."""
    mondays = found.weeks.mondays
    now = mondays[: found.values.weeks]
    before = len(mondays[found.values.weeks :][: found.values.before_weeks])
    words = f"{count_words(len(now), 'school week')}, {period_words(found)}"
    return f"{words}, and the {before} before" if before else words


def period_words(found: RewardWeeks) -> str:
    """The weeks looked at, by their days: "1 February 2027 to 5 March 2027"."""
    return f"{date_words(found.days.from_on)} to {date_words(found.days.until_on)}"


def rule_of(kind: RewardKind, values: RewardValues) -> str:
    """The rule of a list, as the school set it."""
    since = count_words(values.back_missed, "session")
    return {
        RewardKind.IMPROVED: (
            f"Missed without authority at least {count_words(values.gain_points, 'percentage point')} less "
            "than they missed at all in the weeks before, and at least "
            f"{count_words(values.gain_sessions, 'session')} gained by it. What was missed before counts "
            "with authority, too, so that an illness then takes no reward away."
        ),
        RewardKind.BACK: (
            f"Missed {values.back_percent}% or more of the weeks before, for whatever reason, and since then "
            f"{'no session' if not values.back_missed else f'{since} at most'} without authority."
        ),
        RewardKind.PUNCTUAL: (
            f"At least {count_words(values.punctual_weeks, 'school week')} in a row without a late mark and "
            "without absence that was not authorised. A week with an N is passed over: it neither ends the "
            "row nor adds to it."
        ),
        RewardKind.BEST: (
            "Missed less without authority than they missed at all in each earlier stretch of "
            f"{count_words(values.weeks, 'school week')} this year: {values.best_of} or more of them."
        ),
    }[kind]


def none_words(kind: RewardKind, found: RewardWeeks) -> str:
    """What is true of an empty list: there may not be weeks enough yet."""
    values, have = found.values, len(found.weeks.mondays)
    # One week before is enough to compare with.
    needed = {
        RewardKind.PUNCTUAL: values.punctual_weeks,
        RewardKind.BEST: values.weeks * (values.best_of + 1),
    }.get(kind, values.weeks + 1)
    if have >= needed:
        return NONE[kind]
    over = f"{have} {'is' if have == 1 else 'are'} over"
    return f"It takes {count_words(needed, 'school week')} of one year. So far {over}."
