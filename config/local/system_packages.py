"""Makes sure that the machine has the programs and libraries that no Python package brings.

Run by the system's own Python before there is a `.venv`, so it uses the standard library only. Root gets
what is missing by apt-get; anybody else gets the one command that does it, and exit 2. Nothing is skipped.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

OLDEST_PYTHON = (3, 11)
FONTS = Path("/usr/share/fonts")


def library(name: str) -> Callable[[], bool]:
    """A check that the loader finds this shared library."""

    def present() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return present


def program(*names: str) -> Callable[[], bool]:
    """A check that one of these programs is on the path."""
    return lambda: any(shutil.which(name) for name in names)


def dejavu_font() -> bool:
    """Whether the plain font is there that letters fall back to."""
    return any(FONTS.rglob("DejaVuSans.ttf"))


def scanner() -> bool:
    """Whether the virus scanner is there; it lies where only root's path looks."""
    return bool(shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin"))


def venv_module() -> bool:
    """Whether this Python can make a virtual environment."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


NEEDED: dict[str, Callable[[], bool]] = {
    "python3-venv": venv_module,
    "libpango-1.0-0": library("libpango-1.0.so.0"),
    "libpangoft2-1.0-0": library("libpangoft2-1.0.so.0"),
    "libharfbuzz-subset0": library("libharfbuzz-subset.so.0"),
    "fonts-dejavu-core": dejavu_font,
    "chromium-headless-shell": program(
        *("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    ),
    "redis-server": program("redis-server"),
    "clamav-daemon": scanner,
}
# What only the long runs of `make deep` need: a spreadsheet program that opens our exports.
NEEDED_DEEP: dict[str, Callable[[], bool]] = {"libreoffice-calc": program("soffice", "libreoffice")}
DEEP = "--deep"


def missing(needed: Mapping[str, Callable[[], bool]]) -> list[str]:
    """The Debian packages that are not there."""
    return [package for package, present in needed.items() if not present()]


def command(packages: list[str]) -> list[str]:
    """The one command that installs them."""
    return ["apt-get", "install", "--yes", "--no-install-recommends", *packages]


def install(packages: list[str]) -> None:
    """As root: installs the packages, waiting for another apt that runs."""
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    wait = ["-o", "DPkg::Lock::Timeout=600"]
    for step in (["apt-get", "update", "--quiet=2"], [*command(packages), *wait, "--quiet=2"]):
        subprocess.run(step, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)


def main() -> int:
    """Exit code 0 when nothing is missing at the end, else 2."""
    if sys.version_info < OLDEST_PYTHON:
        print(f"Daymark needs Python 3.11 or newer; python3 is {sys.version.split()[0]}.")
        return 2
    needed = NEEDED | NEEDED_DEEP if DEEP in sys.argv[1:] else NEEDED
    packages = missing(needed)
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        install(packages)
        packages = missing(needed)
    if not packages:
        return 0
    print("System packages are missing. On Debian or Ubuntu this one command installs them:")
    print(f"    sudo apt-get update && sudo {' '.join(command(packages))}")
    return 2


if __name__ == "__main__":
    sys.exit(main())
