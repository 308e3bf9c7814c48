"""Which lines a pupil's marks cross, each with its rule, and what is left before the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from attendance.bands import sessions_left, sessions_to_come_back
from attendance.line_rules import LineDays, LineValues, PupilMarks, lines_in
from attendance.line_words import line_words, sourced
from attendance.lines import BY_HAND, Evidence, LineKind
from attendance.metrics import Tally
from schools.wording import count_words, date_words

# At every age, and for whoever sees figures; the others are duties, told to who follows cases.
OF_FIGURES = (LineKind.PERSISTENT, LineKind.SEVERE)
AT_EVERY_AGE = frozenset({*OF_FIGURES, LineKind.LATES})


@dataclass(frozen=True)
class LineLine:
    """A line: whether it is crossed, by how much and since when, and the rule with its source."""

    title: str
    is_crossed: bool
    words: str
    rule: str
    source: str
    differs: str


@dataclass(frozen=True)
class YearFacts:
    """A pupil's marks as the lines take them, the school year's tally, and the sessions that it still has.

    `sources` are the school's own, of the values that it has set.
    """

    marks: PupilMarks
    values: LineValues
    days: LineDays
    tally: Tally
    to_come: int
    sources: Mapping[str, str]


def line_lines(facts: YearFacts, *, duties: bool) -> list[LineLine]:
    """Each line that this pupil may cross, those of the figures first; `duties`: those of the law as well."""
    crossed = lines_in(facts.marks, facts.values, facts.days)
    kinds = [kind for kind in LineKind if kind not in BY_HAND] if duties else OF_FIGURES
    is_of_age = facts.marks.is_of_age(facts.days.on)
    return [_line(kind, crossed.get(kind), facts) for kind in kinds if is_of_age or kind in AT_EVERY_AGE]


def left_words(facts: YearFacts) -> list[str]:
    """What may still be missed this year before 95, 90 and 50 per cent, or what brings the pupil back."""
    if not facts.tally.possible:
        return []
    left = sessions_left(facts.tally, facts.to_come)
    return [_left(facts, percent, sessions) for percent, sessions in left.items()]


def _left(facts: YearFacts, percent: int, left: int) -> str:
    back = sessions_to_come_back(facts.tally, percent, is_below=facts.values.is_below)
    if not back:
        return (
            f"{count_words(left, 'session')} left this year before {percent}%"
            if left >= 0
            else f"No session left this year before {percent}%"
        )
    if back > facts.to_come:
        return f"Not above {percent}% again this year: {count_words(facts.to_come, 'session')} to come"
    return f"{count_words(back, 'session')} attended in a row bring back above {percent}%"


def _line(kind: LineKind, found: Evidence | None, facts: YearFacts) -> LineLine:
    words = sourced(line_words(kind, facts.values), facts.sources)
    return LineLine(
        title=words.title,
        is_crossed=found is not None,
        words=_crossed(found) if found else "Not crossed.",
        rule=words.rule,
        source=words.source,
        differs=words.differs,
    )


def _crossed(found: Evidence) -> str:
    """By how much and since when: "Crossed on 2 March 2027: 25 sessions missed of 212; the line is at 22"."""
    if found.kind in OF_FIGURES:
        counted = f"{count_words(found.count, 'session')} missed of {found.possible}"
    elif found.kind == LineKind.SICKNESS:
        counted = count_words(found.count, "day")
    else:
        counted = count_words(found.count, "session")
    return (
        f"Crossed on {date_words(found.reached_on)}: {counted}; the line is at {found.limit}. "
        f"Counted {date_words(found.from_on)} to {date_words(found.until_on)}."
    )
