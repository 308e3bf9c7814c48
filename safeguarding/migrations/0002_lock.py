from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """The lock is not undone: tables that a migration can unlock are not sealed."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("safeguarding", "0001_sealed_tables"),
        ("accounts", "0002_audit"),
        ("sessions", "0001_initial"),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL((HERE / name).read_text(encoding="utf-8"))
        for name in ("lock.sql", "openings.sql", "writing.sql", "policies.sql")
    ]
