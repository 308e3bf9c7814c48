"""Colours of marks and drawings: letters that can be read, and kinds that nobody tells apart by colour alone.

Colour-blindness is simulated as full dichromacy (Viénot, Brettel and Mollon 1999), distance is that of CIE
1976 L*a*b*: about 2 is the least that an eye sees side by side.
"""

import re
from itertools import combinations
from pathlib import Path

import pytest

from reporting.charts import paints
from reporting.charts.flow import PAINTS
from reporting.charts.heatmap import HATCHED, HOLLOW, QUIET
from reporting.charts.paints import MARKS

Colour = tuple[float, float, float]
TOKENS = Path(__file__).parents[4] / "static/css/tokens.css"
THEMES = {"light": ":root{", "dark": "[data-bs-theme=dark]{"}
# In linear light, red, green and blue of each sight.
SIGHTS: dict[str, tuple[Colour, Colour, Colour]] = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "without red": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "without green": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}
LETTER, GRAPHIC, SEEN = 4.5, 3, 8
# Kinds that have a cue beside their letter: no letter at all, a thick hollow edge, or a hatching.
CUED = {QUIET, HOLLOW, HATCHED}


def tokens(theme: str) -> dict[str, str]:
    block = TOKENS.read_text().split(THEMES[theme], 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):(#[0-9A-Fa-f]{6})", block))


def linear(colour: str) -> Colour:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def times(rows: tuple[Colour, Colour, Colour], colour: Colour) -> Colour:
    first, second, third = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in rows)
    return first, second, third


def contrast(one: str, other: str) -> float:
    lights = sorted(times(SIGHTS["grey"], linear(each))[0] for each in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(colour: Colour) -> Colour:
    xyz = times(((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)), colour)
    whole = (part / white for part, white in zip(xyz, (0.9505, 1, 1.089), strict=True))
    x, y, z = (max(p, 0) ** (1 / 3) if p > 0.008856 else 7.787 * p + 16 / 116 for p in whole)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, sight: str) -> float:
    seen = [lab(times(SIGHTS[sight], linear(each))) for each in (one, other)]
    return float(sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("css", MARKS)
def test_the_letter_of_each_kind_can_be_read(theme: str, css: str) -> None:
    found = tokens(theme)
    assert contrast(found[f"m-{css}-bg"], found[f"m-{css}-fg"]) >= LETTER


@pytest.mark.parametrize("theme", THEMES)
def test_words_and_lines_of_drawings_stand_out_from_the_page(theme: str) -> None:
    found = tokens(theme)
    for words in ("ink", "ink-2", "accent"):
        assert contrast(found["surface"], found[words]) >= LETTER
    for shape in ("accent", "ink-2", "m-unau-bg", "m-n-bd", "m-pres-bd"):
        assert contrast(found["surface"], found[shape]) >= GRAPHIC


def test_paper_has_the_light_values() -> None:
    found = tokens("light")
    assert {css: (p.fill, p.ink, p.edge) for css, p in MARKS.items()} == {
        css: (found[f"m-{css}-bg"], found[f"m-{css}-fg"], found[f"m-{css}-bd"]) for css in MARKS
    }
    names = {
        "INK": "ink",
        "INK_2": "ink-2",
        "LINE": "line",
        "CONTROL": "ctl",
        "ACCENT": "accent",
    }
    assert {name: getattr(paints, name) for name in names} == {name: found[names[name]] for name in names}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", ["full", "without red", "without green"])
def test_kinds_whose_only_cue_is_a_letter_differ_for_colour_blind_readers(theme: str, sight: str) -> None:
    found = tokens(theme)
    close = [
        (one, other)
        for one, other in combinations(sorted(MARKS.keys() - CUED), 2)
        if distance(found[f"m-{one}-bg"], found[f"m-{other}-bg"], sight) < SEEN
    ]
    assert close == []


def test_in_greyscale_paper_tells_attended_authorised_and_unauthorised_apart() -> None:
    light = tokens("light")
    for one, other in combinations(("late", "eoa", "auth", "unau"), 2):
        assert distance(light[f"m-{one}-bg"], light[f"m-{other}-bg"], "grey") >= SEEN


@pytest.mark.parametrize("sight", SIGHTS)
def test_who_stayed_rose_and_fell_is_told_apart_by_every_reader(sight: str) -> None:
    for one, other in combinations(PAINTS.values(), 2):
        assert distance(one, other, sight) >= 2 * SEEN
    dark = tokens("dark")
    for one, other in combinations((dark["line"], dark["m-pres-bd"], dark["m-unau-bg"]), 2):
        assert distance(one, other, sight) >= 2 * SEEN
