from django.db import migrations

# The words of a safety note are read where its right is asked for, and nowhere else.
TABLES = [
    ("schools_halfterm", "school_id", "pupil_id", ""),
    ("schools_safetynote", "school_id", "pupil_id", "text"),
    ("schools_siblingpair", "school_id", "one_id", ""),
    ("schools_proposedleaving", "school_id", "pupil_id", ""),
    ("schools_period", "school_id", "pupil_id", ""),
    ("schools_lesson", "school_id", "pupil_id", ""),
    ("schools_lessoncover", "school_id", "pupil_id", ""),
]


class Migration(migrations.Migration):
    """Every change to notes, pairs, proposals and the timetable writes its audit row."""

    dependencies = [("schools", "0003_set_up"), ("accounts", "0002_audit")]

    operations = [
        migrations.RunSQL(
            f"SELECT daymark_audit_table('{table}', school_column => '{school}', pupil_column => '{pupil}', "
            f"hidden_columns => '{{{hidden}}}')",
            migrations.RunSQL.noop,
        )
        for table, school, pupil, hidden in TABLES
    ]
