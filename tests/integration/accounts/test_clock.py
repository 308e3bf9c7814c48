"""The database's school clock moves only where its owner allows it."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection, transaction

from accounts.audit import acting
from tests.databases import Addresses

SHIFTED = datetime(2026, 3, 9, 8, 52, tzinfo=UTC)


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT daymark_now()")
        row = cursor.fetchone()
    assert isinstance(row[0], datetime)
    return row[0]


@pytest.mark.parametrize("allowed", [True, False])
def test_a_shift_counts_only_when_it_is_allowed(
    own_database: Addresses, owner: psycopg.Connection[tuple[object, ...]], allowed: bool
) -> None:
    owner.execute("UPDATE daymark_clock SET shift_allowed = %s", [allowed])

    with transaction.atomic():
        acting(None, at=SHIFTED)
        assert (database_now() == SHIFTED) is allowed
    assert database_now() != SHIFTED
