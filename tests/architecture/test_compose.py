"""The container files cannot be built here, so each variable, command and port in them is checked."""

import importlib
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from config.database import APP_ROLE, OLDEST_SERVER, OWNER_ROLE
from config.local.system_packages import NEEDED

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SCRIPT = (ROOT / "config/compose/make_roles.sh").read_text()
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("build")}
FROM_OUTSIDE = re.compile(r"\$\{(\w+):\?\}")
READ_BY_SETTINGS = re.compile(r'env\.\w+\(\s*"(\w+)"(, default=)?')


def settings_text() -> str:
    return "".join(file.read_text() for file in (ROOT / "config/settings").glob("*.py"))


def variables() -> set[str]:
    return {name for service in OURS.values() for name in service["environment"]}


def commands() -> list[list[str]]:
    given = [service["command"] for service in OURS.values() if "command" in service]
    checks = [service["healthcheck"]["test"] for service in OURS.values() if "healthcheck" in service]
    own = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert own is not None
    return [*given, *(test[1:] for test in checks if test[0] == "CMD"), yaml.safe_load(own[1])]


def test_every_variable_is_read_by_the_settings() -> None:
    read = {name for name, _ in READ_BY_SETTINGS.findall(settings_text())} | {"DJANGO_SETTINGS_MODULE"}
    in_dockerfile = set(re.findall(r"\b(DAYMARK_\w+|DATABASE_URL|CELERY_BROKER_URL|EMAIL_URL)=", DOCKERFILE))
    assert (variables() | in_dockerfile) - read == set()


def test_every_variable_that_production_demands_is_given() -> None:
    text = (ROOT / "config/settings/production.py").read_text()
    reads = READ_BY_SETTINGS.findall(text)
    demanded = {name for name, _ in reads} - {name for name, default in reads if default}
    assert demanded
    for name in ("web", "worker", "beat", "drain"):
        assert demanded - set(OURS[name]["environment"]) == set()


def test_only_the_migration_knows_the_owner() -> None:
    knows = {name for name, service in OURS.items() if "DATABASE_OWNER_URL" in service["environment"]}
    assert knows == {"migrate"}


def test_no_secret_stands_in_the_file() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEYS", name):
                assert FROM_OUTSIDE.fullmatch(value), name
            if "://" in value and "@" in value:
                assert re.search(r":\$\{\w+:\?\}@", value), name


def test_roles_and_server_are_those_of_the_settings() -> None:
    assert SERVICES["db"]["image"] == f"postgres:{OLDEST_SERVER}"
    assert f"CREATE ROLE {OWNER_ROLE} LOGIN" in SCRIPT
    assert f"CREATE ROLE {APP_ROLE} LOGIN" in SCRIPT
    assert OURS["web"]["environment"]["DATABASE_URL"].startswith(f"postgres://{APP_ROLE}:")
    assert OURS["migrate"]["environment"]["DATABASE_OWNER_URL"].startswith(f"postgres://{OWNER_ROLE}:")
    given = set(SERVICES["db"]["environment"])
    assert set(re.findall(r"\$(\w+)", SCRIPT)) <= given


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_exists(command: list[str]) -> None:
    program = command[0]
    assert shutil.which(program) or (ROOT / ".venv/bin" / program).exists()
    if "-m" in command and program == "python":
        importlib.import_module(command[command.index("-m") + 1])
    if "manage.py" in command:
        assert command[command.index("manage.py") + 1] in get_commands()
    if "-A" in command:
        assert importlib.import_module(command[command.index("-A") + 1]).celery_app
    if program == "granian":
        module, _, name = command[-1].partition(":")
        assert f"\n{name} = " in (ROOT / module.replace(".", "/")).with_suffix(".py").read_text()


def test_one_port_everywhere() -> None:
    exposed = re.search(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE)
    assert exposed is not None
    port = exposed[1]
    assert f'"--port", "{port}"' in DOCKERFILE
    assert OURS["web"]["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert OURS["web"]["healthcheck"]["test"][-1] == f"http://127.0.0.1:{port}/healthz"


def test_every_part_has_a_health_check() -> None:
    assert {name for name, service in SERVICES.items() if "healthcheck" not in service} == {"migrate"}


def test_mounted_and_copied_files_exist() -> None:
    volumes = [volume for service in SERVICES.values() for volume in service.get("volumes", [])]
    hosts = [volume.split(":")[0] for volume in volumes]
    assert all((ROOT / host).exists() for host in hosts if host.startswith("."))
    assert {host for host in hosts if not host.startswith(".")} == set(COMPOSE["volumes"])
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    assert all((ROOT / name).exists() for line in copied for name in line.split())


def test_the_image_runs_as_a_plain_user_with_the_production_lock_and_known_packages() -> None:
    user = re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)
    assert user == ["daymark"]
    assert DOCKERFILE.index("USER daymark") < DOCKERFILE.index("CMD [")
    assert "--require-hashes -r requirements-production.lock" in DOCKERFILE
    packages = set(
        re.findall(r"\b(lib[\w.-]+|fonts-[\w-]+)", DOCKERFILE.split("FROM python")[1].split("&& rm")[0])
    )
    assert packages
    assert packages <= set(NEEDED)
