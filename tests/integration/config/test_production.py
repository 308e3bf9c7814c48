"""The settings of a real installation, read in a process of their own because settings are read once."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings

from tests.databases import ROOT

PLACE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "DATABASE_URL": "postgres://daymark_app:x@db/daymark",
    "CELERY_BROKER_URL": "redis://redis:6379/0",
    "DAYMARK_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "DAYMARK_FIELD_KEYS": "dGVzdC1vbmx5LXRlc3Qtb25seS10ZXN0LW9ubHktMDE=",
    "DAYMARK_ALLOWED_HOSTS": "daymark.example.org",
    "EMAIL_URL": "smtp://mail:25",
    "DAYMARK_NOW": "2026-03-09T08:52",
}
READ = """
import json
from django.conf import settings
names = json.loads(input())
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


def python(*arguments: str, given: str = "", **changed: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"]} | PLACE | changed
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value},
        input=given,
        capture_output=True,
        text=True,
    )


def production(*names: str) -> dict[str, Any]:
    result = python("-c", READ, given=json.dumps(names))
    assert result.returncode == 0, result.stderr
    values: dict[str, Any] = json.loads(result.stdout)
    return values


def test_the_deployment_check_finds_nothing() -> None:
    result = python("manage.py", "check", "--deploy", "--fail-level", "INFO")
    assert result.returncode == 0, result.stdout + result.stderr


def test_cookies_transport_and_passwords_are_as_strict_as_agreed() -> None:
    found = production(
        *(
            "SESSION_COOKIE_NAME",
            "SESSION_COOKIE_SECURE",
            "SESSION_COOKIE_HTTPONLY",
            "SESSION_COOKIE_SAMESITE",
        ),
        *("CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS", "DEBUG"),
        *("SESSION_ENGINE", "PASSWORD_HASHERS", "DAYMARK_CLOCK_OFFSET", "DAYMARK_NOW", "DATABASES"),
    )
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_COOKIE_NAME"].startswith("__Host-")
    for name in (
        "SESSION_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "CSRF_COOKIE_SECURE",
        "CSRF_COOKIE_HTTPONLY",
    ):
        assert found[name] is True
    assert found["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert found["SESSION_ENGINE"] == "django.contrib.sessions.backends.db"
    assert "Argon2" in found["PASSWORD_HASHERS"][0]
    assert found["DEBUG"] is False
    assert (found["DAYMARK_NOW"], found["DAYMARK_CLOCK_OFFSET"]) == ("", 0.0)
    assert set(found["DATABASES"]) == {"default"}


def test_the_page_policy_allows_no_script_or_style_in_the_page() -> None:
    rules = production("CONTENT_SECURITY_POLICY")["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == rules["style-src"] == ["'self'"]
    assert rules["frame-ancestors"] == ["'none'"]


@pytest.mark.parametrize("name", sorted(set(PLACE) - {"DJANGO_SETTINGS_MODULE", "DAYMARK_NOW"}))
def test_a_missing_value_stops_the_start_and_is_named(name: str) -> None:
    result = python("-c", "from django.conf import settings; settings.DEBUG", **{name: ""})
    assert result.returncode == 1
    assert name in result.stderr


def test_every_file_that_a_page_names_is_collected(tmp_path: Path) -> None:
    manifest = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=str(tmp_path), STORAGES=manifest):
        call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert {"vendor/bootstrap.min.css", "vendor/htmx.min.js", "vendor/icons.svg", "css/base.css"} <= set(
        names
    )
    assert (tmp_path / f"{names['vendor/bootstrap.min.css']}.br").exists()
