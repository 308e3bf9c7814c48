from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """Changes note whose lines are to be looked at again; what people did about a line is audited."""

    dependencies = [("attendance", "0018_lines"), ("schools", "0010_first_day_audit")]

    operations = [migrations.RunSQL((HERE / "lines.sql").read_text(encoding="utf-8"))]
