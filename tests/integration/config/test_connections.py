"""The web connects as a plain role, with time limits, or not at all."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, connections

from tests.databases import Addresses


def test_the_web_connects_as_the_plain_role_with_time_limits(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_setting('statement_timeout'), current_setting('lock_timeout'),"
            " current_setting('idle_in_transaction_session_timeout')"
        )
        assert cursor.fetchone() == ("daymark_app", "15s", "3s", "1min")


def test_the_web_owns_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_the_owner_is_refused_as_the_webs_role(
    own_database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.close()
    monkeypatch.setitem(connections.settings["default"], "USER", "daymark_owner")
    with pytest.raises(ImproperlyConfigured, match="owns the tables") as refusal:
        connection.ensure_connection()
    assert "DATABASE_URL" in str(refusal.value)
    assert connection.connection is None


def test_migrations_run_as_the_owner_only(own_database: Addresses) -> None:
    call_command("migrate", verbosity=0)
    with pytest.raises(CommandError, match="DATABASE_OWNER_URL"):
        call_command("migrate", database="default", verbosity=0)


def test_nothing_of_the_last_test_is_left_and_nothing_is_flushed(own_database: Addresses) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('schools_school', 'TRUNCATE'), current_database()")
        assert cursor.fetchone() == (False, own_database.name)
