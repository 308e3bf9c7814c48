"""Raising a concern."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from safeguarding.models import Concern


def send(concern: Concern, *, due_at: datetime) -> int:
    """Send a concern that stands written, inside its writer's door, and give its number.

    From here on its clock runs: `due_at` is when others are told unless somebody reads it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT safeguarding_send(%s, %s)", [concern.pk, due_at])
        return int(cursor.fetchone()[0])
