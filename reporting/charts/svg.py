"""Elements of SVG as text, with every word escaped."""

from __future__ import annotations

from html import escape

Value = str | int | float


def element(name: str, *inside: str, **attributes: Value) -> str:
    """An element round others. `class_` and `text_anchor` are the attributes `class` and `text-anchor`."""
    pairs = "".join(f' {_name(key)}="{_value(value)}"' for key, value in attributes.items() if value != "")
    return f"<{name}{pairs}>{''.join(inside)}</{name}>"


def words(text: str) -> str:
    """Text as it may stand inside an element."""
    return escape(text, quote=False)


def text(said: str, x: float, y: float, **attributes: Value) -> str:
    """Words at a place; `y` is the line that they stand on."""
    return element("text", words(said), x=x, y=y, **attributes)


def rectangle(x: float, y: float, width: float, height: float, *inside: str, **attributes: Value) -> str:
    """A rectangle by its upper left corner."""
    return element("rect", *inside, x=x, y=y, width=width, height=height, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: Value) -> str:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def hatching(name: str, *, back: str, stroke: str) -> str:
    """A pattern of slanting lines on a ground, which `fill="url(#name)"` paints with."""
    ground = rectangle(0, 0, 4, 4, class_="hatch-back", fill=back)
    slant = element("path", d="M-1 1 L1 -1 M0 4 L4 0 M3 5 L5 3", class_="hatch-line", stroke=stroke)
    return element("pattern", ground, slant, id=name, width=4, height=4, patternUnits="userSpaceOnUse")


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: Value) -> str:
    return escape(value) if isinstance(value, str) else f"{round(value, 2):g}"
