"""Which server and which role the web may use."""

import pytest

from config.database import APP_LIMITS, OwnerMigrates, database, role_problem, server_problem


@pytest.mark.parametrize(("version", "said"), [(170004, "PostgreSQL 17"), (150018, "PostgreSQL 15")])
def test_an_old_server_is_refused_in_a_sentence(version: int, said: str) -> None:
    problem = server_problem(version)
    assert problem is not None
    assert "Daymark needs PostgreSQL 18 or newer" in problem
    assert said in problem


@pytest.mark.parametrize("version", [180000, 180006, 190001])
def test_a_new_server_is_welcome(version: int) -> None:
    assert server_problem(version) is None


@pytest.mark.parametrize(
    ("superuser", "bypasses", "owns", "words"),
    [
        (True, False, False, "is a superuser"),
        (False, True, False, "may bypass row level security"),
        (False, False, True, "owns the tables"),
    ],
)
def test_a_role_that_nothing_holds_back_is_refused(
    superuser: bool, bypasses: bool, owns: bool, words: str
) -> None:
    problem = role_problem("root", superuser=superuser, bypasses=bypasses, owns=owns)
    assert problem is not None
    assert words in problem
    assert '"root"' in problem


def test_a_plain_role_is_welcome() -> None:
    assert role_problem("daymark_app", superuser=False, bypasses=False, owns=False) is None


def test_a_database_entry_has_time_limits_and_kept_connections() -> None:
    entry = database("postgres://daymark_app@/daymark?host=/some/where", APP_LIMITS)
    options = "-c statement_timeout=15s -c lock_timeout=3s -c idle_in_transaction_session_timeout=60s"
    assert entry["OPTIONS"] == {"host": "/some/where", "options": options}
    assert (entry["NAME"], entry["USER"], entry["CONN_MAX_AGE"]) == ("daymark", "daymark_app", 60)
    assert entry["CONN_HEALTH_CHECKS"] is True


def test_only_the_owner_migrates() -> None:
    router = OwnerMigrates()
    assert router.allow_migrate("owner", "schools")
    assert not router.allow_migrate("default", "schools")
