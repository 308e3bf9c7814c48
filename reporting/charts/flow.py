"""Pupils between bands then and now: a ribbon for who stayed, rose or fell, as thick as they are many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reporting.charts.drawing import Drawing, Paper, draw
from reporting.charts.paints import INK, INK_2, LINE, MARKS
from reporting.charts.svg import element, rectangle, text, words
from schools.wording import count_words

WIDTH, LEFT, RIGHT, TOP, NODE = 366, 118, 34, 20, 8
# All pupils together are so high; whoever is few is thicker than that, to be seen.
HEIGHT, LEAST, LEAST_NODE, GAP, FOOT = 190, 1.5, 16, 5, 26
STAYED, ROSE, FELL = "stayed", "rose", "fell"
# From light to dark, so that the three are told apart without their colours.
PAINTS = {STAYED: LINE, ROSE: MARKS["pres"].edge, FELL: MARKS["unau"].fill}

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Ribbon:
    """Pupils of a band then and a band now: where their ribbon begins and ends, and how thick it is."""

    then: int
    now: int
    count: int
    y_then: float
    y_now: float
    thick: float

    @property
    def kind(self) -> str:
        if self.then == self.now:
            return STAYED
        return ROSE if self.now < self.then else FELL


def band_flow(
    key: str, title: str, bands: Sequence[str], moved: Mapping[Pair, int], *, without: int = 0
) -> Drawing | None:
    """How many pupils moved from a band to another; None without any.

    `bands` are named from the highest; `moved` counts pupils by the places of their band then and now in it;
    `without` are pupils who had no band in one of the weeks.
    """
    pairs = {pair: count for pair, count in sorted(moved.items()) if count}
    if not pairs:
        return None
    thick = {pair: max(LEAST, HEIGHT * count / sum(pairs.values())) for pair, count in pairs.items()}
    sides = [_tops(len(bands), thick, side) for side in (0, 1)]
    ribbons = list(_ribbons(pairs, thick, sides))
    height = TOP + max(tops[-1] for tops in sides) + FOOT
    counts = {kind: sum(each.count for each in ribbons if each.kind == kind) for kind in PAINTS}
    said = (
        f"Of {count_words(sum(pairs.values()), 'pupil')} {counts[STAYED]} stayed in their band, "
        f"{counts[ROSE]} rose and {counts[FELL]} fell"
    )
    return Drawing(
        key=key,
        title=title,
        words=said,
        svg=draw(
            key,
            title,
            said,
            Paper("flow", WIDTH, height),
            *(_ribbon(each, bands) for each in sorted(ribbons, key=lambda each: each.kind != STAYED)),
            *_nodes(bands, pairs, sides),
            *_key(counts, height),
        ),
        headings=["Week before", "Now", "Pupils"],
        rows=[(bands[then], [bands[now], str(count)]) for (then, now), count in pairs.items()],
        missing=f"{count_words(without, 'pupil')} without sessions in one of the weeks" if without else "",
    )


def _tops(bands: int, thick: Mapping[Pair, float], side: int) -> list[float]:
    """Where each band begins at a side, and last where all end."""
    tops = [0.0]
    for band in range(bands):
        full = sum(each for pair, each in thick.items() if pair[side] == band)
        tops.append(tops[-1] + max(LEAST_NODE, full) + GAP)
    return tops


def _ribbons(
    pairs: Mapping[Pair, int], thick: Mapping[Pair, float], sides: Sequence[Sequence[float]]
) -> Iterator[_Ribbon]:
    """The ribbons in the order of their bands at both sides, so that they cross no more than they must."""
    filled = [list(tops) for tops in sides]
    for pair, count in pairs.items():
        ends = [TOP + filled[side][pair[side]] for side in (0, 1)]
        yield _Ribbon(*pair, count, ends[0], ends[1], thick[pair])
        for side in (0, 1):
            filled[side][pair[side]] += thick[pair]


def _ribbon(ribbon: _Ribbon, bands: Sequence[str]) -> str:
    left, right = LEFT + NODE, WIDTH - RIGHT - NODE
    middle, then, now = (left + right) / 2, round(ribbon.y_then, 1), round(ribbon.y_now, 1)
    low_then, low_now = round(then + ribbon.thick, 1), round(now + ribbon.thick, 1)
    path = (
        f"M{left} {then} C{middle} {then} {middle} {now} {right} {now} "
        f"V{low_now} C{middle} {low_now} {middle} {low_then} {left} {low_then} Z"
    )
    told = f"{count_words(ribbon.count, 'pupil')}: {bands[ribbon.then]}"
    told += " as before" if ribbon.kind == STAYED else f", now {bands[ribbon.now]}"
    return element(
        "path",
        element("title", words(told)),
        d=path,
        class_=f"flow-{ribbon.kind}",
        fill=PAINTS[ribbon.kind],
        fill_opacity=0.85,
    )


def _nodes(
    bands: Sequence[str], pairs: Mapping[Pair, int], sides: Sequence[Sequence[float]]
) -> Iterator[str]:
    """The bands with their names at the left, and how many pupils stood and stand in each."""
    small: dict[str, str | int] = {"class_": "label", "font_size": 12, "fill": INK_2}
    yield text("Before", LEFT + NODE, 12, text_anchor="end", **small)
    yield text("Now", WIDTH - RIGHT - NODE, 12, **small)
    for side, tops in enumerate(sides):
        x = LEFT if side == 0 else WIDTH - RIGHT - NODE
        for band, name in enumerate(bands):
            top, high = TOP + tops[band], tops[band + 1] - tops[band] - GAP
            y, count = top + high / 2 + 4, sum(count for pair, count in pairs.items() if pair[side] == band)
            yield rectangle(x, top, NODE, high, rx=1, class_="node", fill=INK_2)
            if side == 0:
                yield text(name, 0, y, **small)
                yield _count(count, x - 6, y, "end")
            else:
                yield _count(count, x + NODE + 6, y, "start")


def _count(count: int, x: float, y: float, anchor: str) -> str:
    return text(str(count), x, y, text_anchor=anchor, class_="count", font_size=12, font_weight=600, fill=INK)


def _key(counts: Mapping[str, int], height: float) -> Iterator[str]:
    x = 0.0
    for kind in (FELL, ROSE, STAYED):
        said = f"{counts[kind]} {kind}"
        yield rectangle(x, height - 13, 12, 10, rx=2, class_=f"flow-{kind}", fill=PAINTS[kind])
        yield text(said, x + 17, height - 4, class_="label", font_size=12, fill=INK_2)
        x += 36 + 7 * len(said)
