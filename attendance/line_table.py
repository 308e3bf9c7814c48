"""The reference of lines, figures and lists, printed from their own words for `docs/`. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attendance.bands import MOVEMENT_KEYS, MovementValues
from attendance.figure_bases import Basis
from attendance.figure_kinds import FigureKind, figure_rule
from attendance.line_rules import LINE_KEYS, LineValues
from attendance.line_words import Ruled, RuleWords, line_words, list_rule
from attendance.lines import LineKind
from schools.value_table import BY_KEY

HEADINGS = (
    "Name",
    "Rule, where the school has set nothing",
    "May be set",
    "Source",
    "Beside the DfE's figure",
)


def line_table_markdown() -> str:
    """Every line, figure and list as Markdown tables, with the values of a school that has set nothing."""
    lines = LineValues.of(_defaults(LINE_KEYS))
    lists = MovementValues.of(_defaults(MOVEMENT_KEYS))
    parts = (
        ("Lines", [line_words(kind, lines) for kind in LineKind]),
        (
            "Figures of everybody on roll",
            [
                figure_rule(kind, Basis.ALL, is_below=lists.is_below, few_sessions=lists.few_sessions)
                for kind in FigureKind
            ],
        ),
        ("Lists", [list_rule(ruled, lists) for ruled in Ruled]),
    )
    return "\n".join(f"## {name}\n\n{_table(rules)}" for name, rules in parts)


def _defaults(keys: Iterable[str]) -> dict[str, object]:
    return {key: BY_KEY[key].read(BY_KEY[key].default) for key in keys}


def _table(rules: Sequence[RuleWords]) -> str:
    ruled = [HEADINGS, ("---",) * len(HEADINGS), *(_cells(rule) for rule in rules)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in ruled)


def _cells(words: RuleWords) -> tuple[str, ...]:
    values = "; ".join(BY_KEY[key].title for key in words.keys)
    return words.title, words.rule, values, words.source, words.differs
