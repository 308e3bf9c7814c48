"""Which lines a pupil's marks cross, each with its rule, and what is left before the next."""

from __future__ import annotations

from dataclasses import dataclass

from attendance.bands import is_good_at, sessions_left, sessions_to_come_back
from attendance.line_evidence import NOT_OF_AGE, OF_THE_YEAR, evidence_words
from attendance.line_rules import LineDays, LineValues, PupilMarks, lines_in
from attendance.line_words import line_words
from attendance.lines import BY_HAND, Evidence, LineKind
from attendance.metrics import Tally
from schools.wording import count_words, date_words

AT_EVERY_AGE = OF_THE_YEAR | {LineKind.LATES}


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
    """A pupil's marks as the lines take them, the school year's tally, and the sessions that it still has."""

    marks: PupilMarks
    values: LineValues
    days: LineDays
    tally: Tally
    to_come: int


def line_lines(facts: YearFacts, *, duties: bool) -> list[LineLine]:
    """Each line that this pupil may cross, those of the year's figures first.

    `duties`: the others as well, which are told to who follows cases.
    """
    crossed = lines_in(facts.marks, facts.values, facts.days)
    kinds = [kind for kind in LineKind if kind not in BY_HAND and (duties or kind in OF_THE_YEAR)]
    is_of_age = facts.marks.is_of_age(facts.days.on)
    return [
        _line(kind, crossed.get(kind), facts.values, is_of_age=is_of_age)
        for kind in kinds
        if is_of_age or kind in AT_EVERY_AGE
    ]


def left_words(facts: YearFacts) -> list[str]:
    """What may still be missed this year before 95, 90 and 50 per cent, or what brings the pupil back."""
    if not facts.tally.possible:
        return []
    left = sessions_left(facts.tally, facts.to_come, is_below=facts.values.is_below)
    return [_left(facts, percent, sessions) for percent, sessions in left.items()]


def _left(facts: YearFacts, percent: int, left: int) -> str:
    back = sessions_to_come_back(facts.tally, percent, is_below=facts.values.is_below)
    if not back:
        return f"{count_words(left, 'session')} left this year before {percent}%"
    there = "to" if is_good_at(percent, is_below=facts.values.is_below) else "above"
    if back > facts.to_come:
        return f"Not back {there} {percent}% this year: {count_words(facts.to_come, 'session')} to come"
    return f"{count_words(back, 'session')} attended in a row bring back {there} {percent}%"


def _line(kind: LineKind, found: Evidence | None, values: LineValues, *, is_of_age: bool) -> LineLine:
    words = line_words(kind, values)
    crossed = _crossed(found) if found else "Not crossed."
    return LineLine(
        title=words.title,
        is_crossed=found is not None,
        words=crossed if is_of_age else f"{crossed} {NOT_OF_AGE}.",
        rule=words.rule,
        source=words.source,
        differs=words.differs,
    )


def _crossed(found: Evidence) -> str:
    """Since when and by how much: "Crossed on 2 March 2027: 25 of 212 sessions missed, 11.8%"."""
    return (
        f"Crossed on {date_words(found.reached_on)}: {evidence_words(found)}. "
        f"Counted {date_words(found.from_on)} to {date_words(found.until_on)}."
    )
