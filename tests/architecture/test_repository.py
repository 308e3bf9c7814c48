"""Facts about the tree that no tool of its own watches."""

import re
from pathlib import Path

from tests.architecture.sources import ROOT, python_files, relative, templates, tracked

# Spelt in pieces, so that this file does not find itself.
WORDS = "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3))
LEFT_UNDONE = re.compile(
    rf"#\s*({WORDS})\b|pytest\.mark\.(skip|xfail)\b|no co[v]er|raise NotImplemented[E]rror"
)
INLINE = re.compile(
    r"<script(?![^>]*\b(src=|type=\"application/json\"))[^>]*>"
    r"|<style\b|\sstyle=|\son(click|change|submit|load|input|keydown)=|javascript:"
)
THIRD_PARTY = ("node_modules", "static/vendor", ".venv")


def test_the_top_level_is_the_owners() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in tracked() if path.parent != ROOT}
    code = {name for name in folders if list((ROOT / name).glob("*.py"))}
    assert code == {
        *("accounts", "attendance", "casework", "config", "integrations"),
        *("reporting", "safeguarding", "schools", "tests"),
    }


def test_no_file_of_another_project_is_kept() -> None:
    assert [relative(path) for path in tracked() if relative(path).startswith(THIRD_PARTY)] == []


def test_nothing_is_left_undone_or_switched_off() -> None:
    assert [relative(path) for path in python_files() if LEFT_UNDONE.search(path.read_text())] == []


def test_pages_hold_no_inline_script_or_style() -> None:
    found = [
        f"{relative(path)}: {hit[0]}" for path in templates() for hit in INLINE.finditer(path.read_text())
    ]
    assert found == []


def test_the_check_of_every_change_can_run() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert re.findall(r"^make \w+$", script.read_text(), re.MULTILINE) == ["make check", "make test"]


def test_the_makefile_offers_what_was_agreed() -> None:
    text = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):.*## ", text, re.MULTILINE))
    assert {"help", "demo", "test", "check", "fix", "bench", "deep", "screens"} <= targets


def test_every_icon_that_a_page_uses_is_in_the_list() -> None:
    listed = set(Path(ROOT / "static/icons.txt").read_text().split())
    used = {
        name
        for path in templates()
        for name in re.findall(r"""\{%\s*icon\s+["']([\w-]+)["']""", path.read_text())
    }
    assert used - listed == set()
