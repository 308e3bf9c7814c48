"""One at a time: two presses of one form, or two people with one record, wait for each other."""

from __future__ import annotations

from django.db import connection

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('safeguarding:' || %s, 0))"


def take_turn(of: object) -> None:
    """Wait for whoever works on the same thing, until the transaction ends; whoever comes second sees all."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [str(of)])
