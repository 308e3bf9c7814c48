"""What set-up says and makes: system packages, copied assets, the demo's clock."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from config.demo_clock import offset_seconds
from config.local import system_packages
from config.local.demo_day import demo_start, last_day_of_both
from config.local.postgres import place_of
from config.local.secrets import local_secrets
from config.local.vendor_assets import SOURCE_MAP, icon_names

LONDON = ZoneInfo("Europe/London")


def test_an_ordinary_user_gets_the_one_command_and_exit_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system_packages, "missing", lambda _needed: ["chromium", "redis-server"])
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert system_packages.main() == 2
    said = capsys.readouterr().out
    assert "sudo apt-get install --yes --no-install-recommends chromium redis-server" in said


def test_root_gets_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    left, asked = [["chromium"], []], list[list[str]]()
    monkeypatch.setattr(system_packages, "missing", lambda _needed: left.pop(0))
    monkeypatch.setattr(system_packages, "install", asked.append)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    assert system_packages.main() == 0
    assert asked == [["chromium"]]


def test_nothing_of_a_needed_package_is_skipped() -> None:
    assert {"libpango-1.0-0", "chromium-headless-shell", "fonts-dejavu-core", "redis-server"} <= set(
        system_packages.NEEDED
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a{}\n/*# sourceMappingURL=a.css.map */", b"a{}\n"),
        (b"f();\n//# sourceMappingURL=f.js.map\n", b"f();\n"),
        (b"a{}", b"a{}"),
    ],
)
def test_a_note_of_a_source_map_is_cut(before: bytes, after: bytes) -> None:
    assert SOURCE_MAP.sub(b"\n", before) == after


def test_the_list_of_icons_allows_remarks_and_repeats() -> None:
    assert icon_names("# the menu\nsun\n\nmoon\nsun\n") == ["moon", "sun"]


def test_the_demo_starts_on_the_last_day_on_which_both_schools_meet() -> None:
    saturday = datetime(2026, 11, 21, 22, 0, tzinfo=LONDON)
    assert demo_start("", saturday) == datetime(2026, 11, 20, 8, 52, tzinfo=LONDON)
    assert last_day_of_both(date(2026, 8, 20)) < date(2026, 7, 25)


def test_the_demo_starts_when_it_is_told() -> None:
    now = datetime(2026, 11, 21, 22, 0, tzinfo=LONDON)
    assert demo_start("2026-03-09T08:52", now) == datetime(2026, 3, 9, 8, 52, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("start", "seconds"),
    [
        ("", 0.0),
        ("2026-03-09T10:00", 3600.0),
        ("2026-03-09T09:00+00:00", 0.0),
        ("2026-07-01T10:00", 9849600.0),
    ],
)
def test_the_clock_is_as_far_off_as_the_start_says(start: str, seconds: float) -> None:
    with time_machine.travel(datetime(2026, 3, 9, 9, 0, tzinfo=UTC), tick=False):
        assert offset_seconds(start) == seconds


def test_secrets_are_made_once_and_for_nobody_else(tmp_path: Path) -> None:
    first = local_secrets(tmp_path)
    assert local_secrets(tmp_path) == first
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0
    assert len(first.secret_key) >= 50


def test_a_server_with_a_long_path_gets_a_short_one(tmp_path: Path) -> None:
    long = tmp_path / ("long" * 20) / "data"
    assert len(str(place_of(long).socket)) < 90
    assert place_of(long) == place_of(long)
