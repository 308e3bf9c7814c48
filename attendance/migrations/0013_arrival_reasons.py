from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """The reason of a late arrival is given after the pupil was let in."""

    dependencies = [("attendance", "0012_first_day_guards")]

    operations = [migrations.RunSQL((HERE / "arrival_reasons.sql").read_text(encoding="utf-8"))]
