from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent
UNDONE = """
ALTER TABLE attendance_foundpattern DROP CONSTRAINT foundpattern_school_of_sibling;
ALTER TABLE attendance_foundpattern DROP CONSTRAINT foundpattern_school_of_pupil;
GRANT UPDATE ON attendance_foundpattern TO daymark_app;
"""


class Migration(migrations.Migration):
    """A pattern is of its pupil's school, and replaced rather than changed."""

    dependencies = [("attendance", "0023_patterns")]

    operations = [migrations.RunSQL((HERE / "patterns.sql").read_text(encoding="utf-8"), UNDONE)]
