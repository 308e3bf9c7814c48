"""Copies the few files of other projects that our pages use from node_modules to static/vendor.

`static/icons.txt` names the icons; all others stay out. Source map notes are cut, because the maps are not
copied and the manifest storage refuses a file that names a missing one.
"""

import re
import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "node_modules"
TARGET = ROOT / "static" / "vendor"
ICON_NAMES = ROOT / "static" / "icons.txt"
SVG = "{http://www.w3.org/2000/svg}"
SOURCE_MAP = re.compile(rb"\n?(/\*|//)# sourceMappingURL=[^\n]*?(\*/)?\s*$")

FILES = {
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap.LICENSE": "bootstrap/LICENSE",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx.LICENSE": "htmx.org/LICENSE",
    "inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "inter-latin-ext.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
    "inter.LICENSE": "@fontsource-variable/inter/LICENSE",
    "tabler-icons.LICENSE": "@tabler/icons/LICENSE",
}


def icon_names(text: str) -> list[str]:
    """The names in the list: one a line, lines that start with # left out."""
    lines = (line.strip() for line in text.splitlines())
    return sorted({line for line in lines if line and not line.startswith("#")})


def icon_file(name: str) -> Path:
    """Where Tabler keeps this icon; a name that ends in -filled is of its filled set."""
    outline = name.removesuffix("-filled")
    folder = "outline" if outline == name else "filled"
    return PACKAGES / "@tabler" / "icons" / "icons" / folder / f"{outline}.svg"


def symbol(name: str) -> str:
    """One icon as a symbol of the sprite."""
    file = icon_file(name)
    if not file.exists():
        sys.exit(f'There is no icon "{name}" in Tabler Icons. Correct static/icons.txt.')
    drawing = ElementTree.parse(file).getroot()  # noqa: S314 - a file of a hashed package
    shapes = [shape for shape in drawing if shape.get("stroke") != "none" or shape.get("fill") != "none"]
    body = "".join(ElementTree.tostring(shape, encoding="unicode") for shape in shapes)
    paint = 'fill="currentColor"' if name.endswith("-filled") else 'fill="none" stroke="currentColor"'
    body = body.replace(f' xmlns:ns0="{SVG[1:-1]}"', "").replace("ns0:", "")
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" {paint} stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round">{body}</symbol>'
    )


def sprite(names: list[str]) -> str:
    """All named icons in one file."""
    return f'<svg xmlns="{SVG[1:-1]}">{"".join(map(symbol, names))}</svg>\n'


def copy_files() -> None:
    """Makes static/vendor anew."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for name, source in FILES.items():
        content = (PACKAGES / source).read_bytes()
        (TARGET / name).write_bytes(SOURCE_MAP.sub(b"\n", content))
    (TARGET / "icons.svg").write_text(sprite(icon_names(ICON_NAMES.read_text())))


if __name__ == "__main__":
    copy_files()
