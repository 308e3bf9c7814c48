"""The colours of drawings as paper takes them: the light values of `static/css/tokens.css`.

Pages put the tokens over them by class (`static/css/charts.css`); the press reads no rules within a drawing.
"""

from __future__ import annotations

from dataclasses import dataclass

INK, INK_2, LINE, CONTROL, ACCENT = "#1B2430", "#4B5563", "#DDE1E7", "#868E99", "#0B5C7A"
FONT = "Inter, sans-serif"


@dataclass(frozen=True, slots=True)
class Paint:
    """What a kind of mark looks like, one of its letters, and what it is called."""

    fill: str
    ink: str
    edge: str
    letter: str
    words: str


# By the class of a code, in the order of the legend.
MARKS = {
    "pres": Paint("#DDF3E4", "#14532D", "#5B9A74", "/", "present"),
    "late": Paint("#F7B733", "#432B00", "#946600", "L", "late"),
    "eoa": Paint("#48A999", "#00231F", "#1F6F64", "V", "educated off site"),
    "auth": Paint("#2B62B8", "#FFFFFF", "#2B62B8", "I", "authorised"),
    "unau": Paint("#6E0F2B", "#FFFFFF", "#6E0F2B", "O", "unauthorised"),
    "n": Paint("#FFFFFF", "#8A0F6B", "#C2189A", "N", "no reason yet"),
    "nr": Paint("#CDD2D9", "#2B3036", "#6F7680", "Y2", "not required"),
}
# Lines of the hatching of what is not required: between its fill and its edge.
HATCH = "#B0B7C0"
