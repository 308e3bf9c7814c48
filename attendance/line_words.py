"""What each line, figure and list says of itself: its rule with the values in force, and its source.

Pure. A page says beside each percentage which rule, basis and days it used; the days and the number of marks
are the page's own to say. `keys` are the dated values that the rule rests on, with the school's own source.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from attendance.bands import MovementValues
from attendance.figure_bases import Basis
from attendance.line_rules import ONE_IN, SESSIONS_A_DAY, LineValues
from attendance.lines import LineKind
from schools.value_kinds import GUIDANCE, METHOD, NOTICES, OWN_CHOICE, REGULATIONS
from schools.wording import count_words, list_words

MISSING = "A missing mark is in no figure: it is neither present nor absent."
AT_AGE = "At compulsory school age only."
BREAKS = (
    "A session that was attended or authorised breaks the run; one that was not possible, and a missing "
    "mark, neither breaks it nor counts."
)
RETURNS = f"{GUIDANCE}: sickness returns"
OUR_LIST = "The DfE publishes no such list."
PERSISTENT_KEY = "figures.persistent_rule"


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule as a page prints it; `differs` is how the number differs from the DfE's figure."""

    title: str
    rule: str
    source: str
    differs: str
    keys: tuple[str, ...] = ()


class Figure(StrEnum):
    """A number of sessions or pupils that a page shows, by the word that addresses use."""

    ATTENDANCE = "attendance"
    ABSENCE = "absence"
    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"
    LATE = "late"
    LATE_AFTER_CLOSE = "late_after_close"
    PERSISTENT = "persistent"
    SEVERE = "severe"


class Listed(StrEnum):
    """A list of pupils that no law knows, by the word that addresses use."""

    BANDS = "bands"
    MOVEMENT = "movement"
    FALLING = "falling"
    TARGET = "target"
    NEAR = "near"
    COME_BACK = "back"


def title_of(kind: LineKind) -> str:
    """The name of a line on pages."""
    return _TITLES[kind]


def line_words(kind: LineKind, values: LineValues) -> RuleWords:
    """The rule of a line with the values of a day."""
    return _LINES[kind](values)


def figure_words(figure: Figure, basis: Basis, *, is_below: bool) -> RuleWords:
    """The rule of a figure on a basis. `is_below`: exactly 90 or 50 per cent is no absence of its kind."""
    if figure in {Figure.PERSISTENT, Figure.SEVERE}:
        kind = LineKind(figure.value)
        title, rule = _TITLES[kind], part_words(kind, is_below=is_below)
        rule = f"{rule} The rate is of pupils on roll with at least one possible session. {MISSING}"
        return RuleWords(title, rule, METHOD, _figure_differs(basis, is_below=is_below), (PERSISTENT_KEY,))
    title, of = _FIGURES[figure]
    rule = f"{of}. Possible sessions are those attended, authorised and unauthorised together. {MISSING}"
    return RuleWords(title, rule, METHOD, _figure_differs(basis, is_below=False))


def list_rule(listed: Listed, values: MovementValues) -> RuleWords:
    """The rule of a list of pupils with the values of a day."""
    return _LISTS[listed](values)


def part_words(kind: LineKind, *, is_below: bool) -> str:
    """Persistent or severe absence in a sentence, and what is said of exactly the line."""
    missed = 100 // ONE_IN[kind]
    if is_below:
        there = 100 - missed
        return f"Attended less than {there}% of their own possible sessions; exactly {there}% does not count."
    return f"Missed {missed}% or more of their own possible sessions; exactly {missed}% counts."


def _figure_differs(basis: Basis, *, is_below: bool) -> str:
    """How a school's figure differs from a published one: the pupils, the days and the rule."""
    if basis is Basis.DFE:
        pupils = "Counted for the DfE's cohort, as the DfE counts."
    else:
        pupils = (
            "The DfE counts pupils aged 5 to 15 on 31 August alone, without the second half of the summer "
            "term for those of 15; here everybody on roll counts."
        )
    exactly = " The DfE counts a pupil exactly at the line as well." if is_below else ""
    return f"{pupils} Published figures are of whole terms or weeks; these are of the days shown.{exactly}"


def _persistent(values: LineValues) -> RuleWords:
    return _part_of_year(LineKind.PERSISTENT, values, " Severe absence is part of it.")


def _severe(values: LineValues) -> RuleWords:
    return _part_of_year(LineKind.SEVERE, values, " It is persistent absence as well.")


def _part_of_year(kind: LineKind, values: LineValues, more: str) -> RuleWords:
    rule = f"{part_words(kind, is_below=values.is_below)} Counted from 1 September to the day, at every age."
    differs = _figure_differs(Basis.ALL, is_below=values.is_below)
    return RuleWords(_TITLES[kind], f"{rule}{more} {MISSING}", METHOD, differs, (PERSISTENT_KEY,))


def _notice(values: LineValues) -> RuleWords:
    rolls = (
        "The weeks roll with the day, back to the same weekday."
        if values.rolls_by_day
        else "Weeks begin on Monday and a part week counts whole."
    )
    rule = (
        f"{_coded(values.notice_sessions)} G, N, O or U in any mix within {_weeks(values.notice_weeks)}, "
        f"across terms and school years. A week without a school day drops out. {rolls} N counts until it is "
        f"settled. {AT_AGE}"
    )
    keys = ("notice.sessions", "notice.weeks", "notice.bucket")
    differs = "The DfE's rates have no such window: they count each unauthorised session of the days shown."
    return RuleWords(_TITLES[LineKind.NOTICE], rule, NOTICES, differs, keys)


def _return(values: LineValues) -> RuleWords:
    rule = f"{_running(values.continuous_days)} G, N, O or U, up to the last session. {BREAKS} {AT_AGE}"
    differs = "The DfE's own report of ten days counts twenty sessions as well; its rates have no such run."
    return RuleWords(
        _TITLES[LineKind.RETURN],
        rule,
        f"{GUIDANCE}: attendance returns. Which codes count, and what breaks the run, is our reading",
        differs,
        ("absence.continuous_days",),
    )


def _long(values: LineValues) -> RuleWords:
    rule = (
        f"{_running(values.long_days)} G, N or O, up to the last session. Any other code breaks the run, an "
        "arrival after the register closed (U) and a session that was not possible included; a missing mark "
        f"neither breaks it nor counts. {AT_AGE}"
    )
    source = f"{REGULATIONS}, reg 9(1), ground (i): twenty school days"
    differs = "The DfE's rates have no such run."
    return RuleWords(_TITLES[LineKind.LONG], rule, source, differs, ("absence.long_days",))


def _sickness(values: LineValues) -> RuleWords:
    unit = (
        "Two sessions coded I make a day."
        if values.by_sessions
        else "A day counts that contains an I, morning or afternoon."
    )
    days = count_words(values.sickness_days, "day")
    rule = f"{days} of illness (I) since 1 September, together or apart. {unit} {AT_AGE}"
    there = "; those may be more days" if values.by_sessions else ", as here"
    differs = f"The DfE's own report counts each day that contains a sickness code{there}."
    return RuleWords(_TITLES[LineKind.SICKNESS], rule, RETURNS, differs, _SICKNESS_KEYS)


def _expected(values: LineValues) -> RuleWords:
    days = count_words(values.sickness_days, "day")
    rule = (
        f"Somebody expects the pupil to reach {days} of illness (I) this school year, and says why. It "
        f"stands until the days are reached, the year ends or a person ends it. {AT_AGE}"
    )
    differs = "The DfE's own report counts days that were coded, and none that are expected."
    return RuleWords(_TITLES[LineKind.SICKNESS_EXPECTED], rule, RETURNS, differs, _SICKNESS_KEYS)


def _lates(values: LineValues) -> RuleWords:
    rule = f"{_coded(values.late_count)} L or U within {_weeks(values.late_weeks)}, at every age."
    differs = (
        "The DfE's figures count L as attended and U as an unauthorised absence; they have no such line."
    )
    return RuleWords(_TITLES[LineKind.LATES], rule, OWN_CHOICE, differs, ("late.count", "late.weeks"))


def _bands(values: MovementValues) -> RuleWords:
    cuts = list_words([f"{cut}%" for cut in values.cuts])
    exactly = (
        "Exactly a cut point belongs to the band above."
        if values.is_below
        else "Exactly 90% and 50% belong to the band below, as the DfE counts them, and exactly another cut "
        "point to the band above."
    )
    rule = f"Attendance of the school year so far, cut at {cuts}. {exactly}"
    return RuleWords("Bands of attendance", rule, OWN_CHOICE, OUR_LIST, ("figures.bands", PERSISTENT_KEY))


def _movement(values: MovementValues) -> RuleWords:
    persistent = part_words(LineKind.PERSISTENT, is_below=values.is_below)
    rule = (
        "The school year so far at the end of this school week against the end of the week before: who came "
        f"over the line of persistent or severe absence, and who came back. {persistent}"
    )
    return RuleWords("Movement since last week", rule, METHOD, OUR_LIST, (PERSISTENT_KEY,))


def _falling(values: MovementValues) -> RuleWords:
    rule = (
        f"{count_words(values.falling_sessions, 'session')} or more missed in the week, and attendance at "
        f"least {count_words(values.falling_points, 'percentage point')} lower than in the pupil's own "
        f"{count_words(values.falling_weeks, 'school week')} before, while not persistently absent."
    )
    keys = ("figures.falling_sessions", "figures.falling_points", "figures.falling_weeks")
    return RuleWords("Falling this week", rule, OWN_CHOICE, OUR_LIST, keys)


def _target(values: MovementValues) -> RuleWords:
    highest, lowest = values.target
    rule = f"Attendance of the school year so far from {lowest}% to {highest}%, both included."
    return RuleWords("Target group", rule, OWN_CHOICE, OUR_LIST, ("figures.target",))


def _near(values: MovementValues) -> RuleWords:
    left = count_words(values.near_sessions, "session")
    tenth = "more than a tenth" if values.is_below else "a tenth"
    rule = (
        f"{left} left, or fewer, before persistent absence: with the last of them missed, {tenth} of the "
        "year's possible sessions is missed, those to come included."
    )
    keys = ("figures.near_sessions", PERSISTENT_KEY)
    return RuleWords("Close to persistent absence", rule, OWN_CHOICE, OUR_LIST, keys)


def _come_back(values: MovementValues) -> RuleWords:
    back = "reaches 90%" if values.is_below else "is above 90%; exactly 90% is still persistent absence"
    rule = f"So many sessions in a row, all attended, until attendance {back}."
    return RuleWords("Sessions in a row to come back", rule, OWN_CHOICE, OUR_LIST, (PERSISTENT_KEY,))


def _coded(sessions: int) -> str:
    return f"{count_words(sessions, 'session')} coded"


def _running(days: int) -> str:
    return f"{count_words(days, 'school day')} running, counted as {_coded(days * SESSIONS_A_DAY)}"


def _weeks(weeks: int) -> str:
    return "this school week" if weeks == 1 else f"the last {weeks} school weeks"


_SICKNESS_KEYS = ("absence.sickness_days", "absence.sickness_unit")
_TITLES = {
    LineKind.PERSISTENT: "Persistent absence",
    LineKind.SEVERE: "Severe absence",
    LineKind.NOTICE: "Penalty notice to consider",
    LineKind.RETURN: "Attendance return",
    LineKind.LONG: "Long absence, not seen",
    LineKind.SICKNESS: "Sickness return",
    LineKind.SICKNESS_EXPECTED: "Sickness return, expected",
    LineKind.LATES: "Lates",
}
_FIGURES = {
    Figure.ATTENDANCE: ("Attendance", "Sessions attended, of those possible"),
    Figure.ABSENCE: ("Absence", "Sessions missed with authority or without, of those possible"),
    Figure.AUTHORISED: (
        "Authorised absence",
        "Sessions missed with the school's authority, of those possible",
    ),
    Figure.UNAUTHORISED: (
        "Unauthorised absence",
        "Sessions missed without authority (G, N, O and U), of those possible",
    ),
    Figure.LATE: ("Late", "Sessions coded L, which are attended, of those possible"),
    Figure.LATE_AFTER_CLOSE: (
        "Late after the register closed",
        "Sessions coded U, which are unauthorised absences, of those possible",
    ),
}
_LINES: dict[LineKind, Callable[[LineValues], RuleWords]] = {
    LineKind.PERSISTENT: _persistent,
    LineKind.SEVERE: _severe,
    LineKind.NOTICE: _notice,
    LineKind.RETURN: _return,
    LineKind.LONG: _long,
    LineKind.SICKNESS: _sickness,
    LineKind.SICKNESS_EXPECTED: _expected,
    LineKind.LATES: _lates,
}
_LISTS: dict[Listed, Callable[[MovementValues], RuleWords]] = {
    Listed.BANDS: _bands,
    Listed.MOVEMENT: _movement,
    Listed.FALLING: _falling,
    Listed.TARGET: _target,
    Listed.NEAR: _near,
    Listed.COME_BACK: _come_back,
}
