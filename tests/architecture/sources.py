"""The files of the repository that people write."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "schools", "attendance", "casework", "safeguarding", "reporting", "integrations")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git would keep: committed, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def python_files() -> list[Path]:
    """Our Python, migrations left out: they are written once, by a program."""
    return [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]


def templates() -> list[Path]:
    """Our templates."""
    return [path for path in tracked() if path.is_relative_to(ROOT / "templates") and path.suffix == ".html"]


def relative(path: Path) -> str:
    """A path as a person names it."""
    return str(path.relative_to(ROOT))
