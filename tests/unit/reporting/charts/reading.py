"""What stands in a drawing, read back as XML: whatever is no well-formed text of SVG fails here."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, fromstring

from reporting.charts.drawing import Drawing

SVG = "{http://www.w3.org/2000/svg}"


def tree(drawn: Drawing) -> Element:
    return fromstring(drawn.svg)  # noqa: S314 - it is ours


def elements(drawn: Drawing, name: str, *, css: str = "") -> list[Element]:
    found = tree(drawn).iter(f"{SVG}{name}")
    return [each for each in found if not css or css in each.get("class", "").split()]


def numbers(found: Iterable[Element], name: str) -> list[float]:
    return [float(each.get(name, "nan")) for each in found]


def titles(drawn: Drawing) -> list[str]:
    """What a pointer is told, the title of the whole first."""
    return [each.text or "" for each in elements(drawn, "title")]
