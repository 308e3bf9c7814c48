from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

HERE = Path(__file__).parent

UNDO_ROWS = """
DROP TRIGGER daymark_audit_insert ON accounts_user;
DROP TRIGGER daymark_audit_update ON accounts_user;
DROP TRIGGER daymark_audit_delete ON accounts_user;
DROP TRIGGER daymark_audit_insert ON accounts_invitation;
DROP TRIGGER daymark_audit_update ON accounts_invitation;
DROP TRIGGER daymark_audit_delete ON accounts_invitation;
DROP FUNCTION daymark_audit_table(regclass, text, text, text[]);
DROP FUNCTION daymark_audit_rows();
DROP FUNCTION daymark_write_rows(text, text, text[], text, text, jsonb[], jsonb[]);
"""
UNDO_CLOCK = "DROP FUNCTION daymark_now(); DROP TABLE daymark_clock;"


class Migration(migrations.Migration):
    """The audit is not undone: a record that can be dropped by a migration is none."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0001_initial")]

    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL((HERE / "audit.sql").read_text(encoding="utf-8")),
        migrations.RunSQL((HERE / "audit_rows.sql").read_text(encoding="utf-8"), UNDO_ROWS),
        migrations.RunSQL((HERE / "clock.sql").read_text(encoding="utf-8"), UNDO_CLOCK),
    ]
