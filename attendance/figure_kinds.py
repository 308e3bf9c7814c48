"""The figures that pages of schools and groups show, in their order, with their rules in words. Pure."""

from __future__ import annotations

from enum import Enum

from attendance.figure_bases import Basis
from attendance.line_words import MISSING, PERSISTENT_KEY, RuleWords, beside_published, part_words, title_of
from attendance.lines import LineKind
from schools.value_kinds import METHOD
from schools.wording import count_words


class FigureKind(Enum):
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
    def title(self) -> str:
        """The head of its column."""
        return _TITLES[self]


def figure_rule(kind: FigureKind, basis: Basis, *, is_below: bool, few_sessions: int) -> RuleWords:
    """A figure's title, rule with the values in force, source, and how it differs from the DfE's.

    `is_below`: exactly 90 or 50 per cent is no persistent or severe absence.
    """
    if kind is FigureKind.FEW:
        return _few(few_sessions)
    if kind in (FigureKind.PERSISTENT, FigureKind.SEVERE):
        line = LineKind(kind.value)
        rule = f"{part_words(line, is_below=is_below)} The rate is of pupils on roll with at least one "
        differs = beside_published(basis, is_below=is_below)
        rule += f"possible session. {MISSING}"
        keys = (PERSISTENT_KEY,) if basis is Basis.ALL else ()
        return RuleWords(title_of(line), rule, METHOD, differs, keys)
    title, of = _OF_SESSIONS[kind]
    rule = f"{of}. Possible sessions are those attended, authorised and unauthorised together. {MISSING}"
    differs = beside_published(basis, is_below=False)
    if kind in (FigureKind.LATE, FigureKind.LATE_AFTER_CLOSE):
        differs = f"The DfE's figure of lateness is L and U together. {differs}"
    return RuleWords(title, rule, METHOD, differs)


def both_words(*, is_below: bool) -> str:
    """The rules of persistent and severe absence as a page of figures prints them under its table."""
    lines = (LineKind.PERSISTENT, LineKind.SEVERE)
    return " ".join(f"{title_of(line)}: {part_words(line, is_below=is_below)}" for line in lines)


def _few(few_sessions: int) -> RuleWords:
    return RuleWords(
        FigureKind.FEW.title,
        f"Pupils with at least 1 and fewer than {count_words(few_sessions, 'possible session')} in these "
        "days. Their percentages say little; they are in every figure.",
        f"{METHOD}, note on short enrolments. The number is the school's own",
        "The DfE leaves nobody out for few sessions either, and gives no number.",
        ("figures.few_sessions",),
    )


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
# Its name on a page of its own, and what it counts.
_OF_SESSIONS = {
    FigureKind.ATTENDANCE: ("Attendance", "Sessions attended, of those possible"),
    FigureKind.AUTHORISED: (
        "Authorised absence",
        "Sessions missed with the school's authority, of those possible",
    ),
    FigureKind.UNAUTHORISED: (
        "Unauthorised absence",
        "Sessions missed without authority (G, N, O and U), of those possible",
    ),
    FigureKind.LATE: ("Late", "Sessions coded L, which are attended, of those possible"),
    FigureKind.LATE_AFTER_CLOSE: (
        "Late after the register closed",
        "Sessions coded U, which are unauthorised absences, of those possible",
    ),
}
