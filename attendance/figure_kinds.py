"""The figures that pages of schools and groups show, in their order, with their rules in words. Pure."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from attendance.figure_bases import Basis, PersistentRule
from attendance.line_words import Figure, RuleWords, figure_words, part_words
from attendance.lines import LineKind
from schools.value_kinds import METHOD
from schools.wording import count_words


class FigureKind(StrEnum):
    """A figure, by the word that an address carries."""

    ATTENDANCE = "attendance"
    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"
    LATE = "late"
    LATE_AFTER_CLOSE = "late_after_close"
    PERSISTENT = "persistent"
    SEVERE = "severe"
    FEW = "few"

    @property
    def title(self) -> str:  # type: ignore[override]  # str.title() has no use on a figure
        """The head of its column."""
        return _TITLES[self]


_TITLES = {
    FigureKind.ATTENDANCE: "Attendance",
    FigureKind.AUTHORISED: "Authorised",
    FigureKind.UNAUTHORISED: "Unauthorised",
    FigureKind.LATE: "Late (L)",
    FigureKind.LATE_AFTER_CLOSE: "After close (U)",
    FigureKind.PERSISTENT: "Persistent",
    FigureKind.SEVERE: "Severe",
    FigureKind.FEW: "Few sessions",
}


def figure_rule(kind: FigureKind, basis: Basis, rule: PersistentRule, few_sessions: int) -> RuleWords:
    """A figure's title, rule with the values in force, source, and how it differs from the DfE's."""
    if kind is FigureKind.FEW:
        return RuleWords(
            "Few sessions",
            f"Pupils with at least 1 and fewer than {count_words(few_sessions, 'possible session')} in these "
            "days. Their percentages say little; they are in every figure.",
            f"{METHOD}, note on short enrolments. The number is the school's own",
            "The DfE leaves nobody out for few sessions either, and gives no number.",
            ("figures.few_sessions",),
        )
    words = figure_words(Figure(kind.value), basis, is_below=rule is PersistentRule.BELOW)
    if kind in (FigureKind.LATE, FigureKind.LATE_AFTER_CLOSE):
        return replace(words, differs=f"The DfE's figure of lateness is L and U together. {words.differs}")
    return words


def persistent_words(rule: PersistentRule) -> str:
    """The rule of persistent absence as a sentence."""
    return part_words(LineKind.PERSISTENT, is_below=rule is PersistentRule.BELOW)


def severe_words(rule: PersistentRule) -> str:
    """The rule of severe absence as a sentence."""
    return part_words(LineKind.SEVERE, is_below=rule is PersistentRule.BELOW)


def both_words(rule: PersistentRule) -> str:
    """The two rules as a page of figures prints them under its table."""
    return f"Persistent absence: {persistent_words(rule)} Severe absence: {severe_words(rule)}"
