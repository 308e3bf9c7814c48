from django.db import migrations

TABLES = [
    ("schools_school", "id", "pupil_id"),
    ("schools_sessionhours", "school_id", "pupil_id"),
    ("schools_academicyear", "school_id", "pupil_id"),
    ("schools_closure", "school_id", "pupil_id"),
    ("schools_datedvalue", "school_id", "pupil_id"),
    ("schools_staff", "school_id", "pupil_id"),
    ("schools_membership", "school_id", "pupil_id"),
    ("schools_group", "school_id", "pupil_id"),
    ("schools_groupstaff", "school_id", "pupil_id"),
    ("schools_groupmember", "school_id", "pupil_id"),
    ("schools_pupil", "school_id", "id"),
    ("schools_pupiladdress", "school_id", "pupil_id"),
    ("schools_supportfact", "school_id", "pupil_id"),
    ("schools_protectedfact", "school_id", "pupil_id"),
    ("schools_parent", "school_id", "pupil_id"),
    ("schools_contact", "school_id", "pupil_id"),
    ("schools_rollentry", "school_id", "pupil_id"),
]


class Migration(migrations.Migration):
    """Every change to a school's people, calendar and settings writes its audit row."""

    dependencies = [("schools", "0001_initial"), ("accounts", "0002_audit")]

    operations = [
        migrations.RunSQL(
            f"SELECT daymark_audit_table('{table}', school_column => '{school}', pupil_column => '{pupil}')",
            migrations.RunSQL.noop,
        )
        for table, school, pupil in TABLES
    ]
