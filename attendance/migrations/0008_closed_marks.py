from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """The note, source, person and time of a closed mark change with its code alone."""

    dependencies = [("attendance", "0007_the_register_in_full_audit")]

    operations = [migrations.RunSQL((HERE / "closed_marks.sql").read_text(encoding="utf-8"))]
