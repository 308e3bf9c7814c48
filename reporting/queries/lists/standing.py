"""Whom the filters of sessions leave: the pure rules of bands and lines, asked of each pupil of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attendance.bands import band_of, has_few_sessions, is_falling, is_near, is_target
from attendance.line_rules import LineValues, is_crossed
from attendance.lines import LineKind
from reporting.queries.lists.choices import ABSENCE, BAND, OF_FIGURES, WITH, ListChoice
from reporting.queries.lists.days import ListValues
from reporting.queries.lists.rows import ListedPupil
from schools.wording import count_words

STANDINGS = {
    "persistent": "Persistently absent",
    "severe": "Severely absent",
    "near": "Near persistent absence",
    "falling": "Falling",
    "target": "Target group",
    "few": "Few sessions",
    "none": "No sessions",
}
Rule = Callable[[ListedPupil, ListValues], bool]


def having(values: LineValues) -> dict[str, str]:
    """What a pupil may be listed for having, in words."""
    weeks = count_words(values.notice_weeks, "school week")
    return {
        "late": "Late this school year",
        "unauthorised": "Unauthorised this school year",
        "lately": f"Unauthorised in {weeks}",
        "notice": f"{values.notice_sessions} or more unauthorised in {weeks}",
    }


def stands(pupil: ListedPupil, choice: ListChoice, values: ListValues) -> bool:
    """Whether the filters of sessions leave a pupil; nobody whose figures the person may not see."""
    asked = {param: choice.filters[param] for param in OF_FIGURES if param in choice.filters}
    if not asked:
        return True
    return pupil.is_counted and all(_holds(pupil, param, value, values) for param, value in asked.items())


def _holds(pupil: ListedPupil, param: str, value: str, values: ListValues) -> bool:
    if param == BAND:
        band = band_of(pupil.tally, values.movement)
        return band is not None and str(band.lowest) == value
    return _RULES[param][value](pupil, values)


def _is_absent(kind: LineKind) -> Rule:
    def rule(pupil: ListedPupil, values: ListValues) -> bool:
        tally = pupil.tally
        return is_crossed(kind, tally.absent, tally.possible, is_below=values.movement.is_below)

    return rule


def _is_falling(pupil: ListedPupil, values: ListValues) -> bool:
    return is_falling(pupil.week, pupil.weeks_before, pupil.tally, values.movement)


_RULES: Mapping[str, Mapping[str, Rule]] = {
    ABSENCE: {
        "persistent": _is_absent(LineKind.PERSISTENT),
        "severe": _is_absent(LineKind.SEVERE),
        # Whoever has no session to come, as after leaving, comes near to nothing.
        "near": lambda pupil, values: (
            pupil.to_come > 0 and is_near(pupil.tally, pupil.to_come, values.movement)
        ),
        "falling": _is_falling,
        "target": lambda pupil, values: is_target(pupil.tally, values.movement),
        "few": lambda pupil, values: has_few_sessions(pupil.tally, values.movement),
        "none": lambda pupil, _: not pupil.tally.possible,
    },
    WITH: {
        "late": lambda pupil, _: pupil.tally.late_in_all > 0,
        "unauthorised": lambda pupil, _: pupil.tally.unauthorised > 0,
        "lately": lambda pupil, _: pupil.unauthorised_lately > 0,
        "notice": lambda pupil, values: (
            values.is_of_age(pupil.born_on) and pupil.unauthorised_lately >= values.lines.notice_sessions
        ),
    },
}
