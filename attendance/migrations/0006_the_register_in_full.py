import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import attendance.models.permit


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0005_facts"),
        ("schools", "0008_trust_audit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("codes", "codes in bulk"), ("closure", "closure")], max_length=7
                    ),
                ),
                ("code", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("whom", models.CharField(help_text="The groups or pupils, in words", max_length=300)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="BulkMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
                ("session", models.PositiveSmallIntegerField(choices=[(1, "AM"), (2, "PM")])),
                ("before", models.PositiveSmallIntegerField(help_text="Null where no mark stood", null=True)),
                ("minutes_before", models.PositiveSmallIntegerField(null=True)),
                ("source_before", models.CharField(blank=True, max_length=8)),
                ("note_before", models.CharField(blank=True, max_length=200)),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="attendance.bulkact",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.pupil",
                    ),
                ),
            ],
            options={
                "ordering": ["date", "session", "pupil"],
            },
        ),
        migrations.CreateModel(
            name="LessonFollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
                ("opened_at", models.DateTimeField()),
                ("found_at", models.DateTimeField(blank=True, null=True)),
                ("found_where", models.CharField(blank=True, max_length=120)),
                ("parent_told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("truanted", "Truanted, in school"),
                            ("left_site", "Left the site without leave"),
                            ("with_staff", "With another member of staff"),
                            ("medical", "In the medical room"),
                            ("signed_out", "Had left with leave"),
                            ("in_lesson", "Was in the lesson, marked by mistake"),
                            ("other", "Other (say what)"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.lesson"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.pupil"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-date", "lesson"],
            },
        ),
        migrations.CreateModel(
            name="LessonMark",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "pupil_id",
                        "date",
                        "lesson_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("date", models.DateField()),
                (
                    "code",
                    models.CharField(choices=[("/", "here"), ("L", "late"), ("N", "not here")], max_length=1),
                ),
                ("minutes_late", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("set_at", models.DateTimeField()),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.lesson"
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.pupil",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["date", "lesson"],
            },
        ),
        migrations.CreateModel(
            name="LessonTaken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
                ("started_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.lesson"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["date", "lesson"],
            },
        ),
        migrations.CreateModel(
            name="SaveKey",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("path", models.CharField(max_length=200)),
                ("answer", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ScreenAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("here", "a pupil is here whom the office had elsewhere"),
                            ("reminder", "a register is missing"),
                        ],
                        max_length=8,
                    ),
                ),
                ("date", models.DateField()),
                ("session", models.PositiveSmallIntegerField(choices=[(1, "AM"), (2, "PM")])),
                ("code_before", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("raised_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.group"
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.pupil",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-raised_at"],
            },
        ),
        migrations.CreateModel(
            name="SignOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
                ("out_at", models.DateTimeField()),
                ("back_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(max_length=120)),
                ("collected_by", models.CharField(blank=True, max_length=120)),
                (
                    "back_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.pupil"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["date", "out_at"],
            },
        ),
        migrations.CreateModel(
            name="Trip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("place", models.CharField(blank=True, max_length=120)),
                ("leader", models.CharField(blank=True, help_text="Who supervises", max_length=120)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schools.group",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.school"
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "title"],
            },
        ),
        migrations.CreateModel(
            name="CodePermit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(help_text="The last day")),
                (
                    "places",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=attendance.models.permit.a_week,
                        size=None,
                    ),
                ),
                ("note", models.CharField(blank=True, help_text="What the register shows", max_length=80)),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="What was agreed; never on a register", max_length=300
                    ),
                ),
                (
                    "provider",
                    models.CharField(
                        blank=True, help_text="Where the pupil is taught meanwhile", max_length=120
                    ),
                ),
                (
                    "licence",
                    models.CharField(blank=True, help_text="Licence or exemption (C1)", max_length=120),
                ),
                ("agreed_on", models.DateField(blank=True, null=True)),
                (
                    "agreed_by",
                    models.CharField(blank=True, help_text="Who agreed for the school", max_length=120),
                ),
                ("review_on", models.DateField(blank=True, null=True)),
                ("granted_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=200)),
                (
                    "agreed_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="schools.parent",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.pupil"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "trip",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="permits",
                        to="attendance.trip",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="bulkact",
            index=models.Index(fields=["school", "-made_at"], name="bulk_act_school"),
        ),
        migrations.AddConstraint(
            model_name="bulkact",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="bulk_act_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at", None), ("undone_by", None)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="bulk_act_undone_when_and_by_whom",
            ),
        ),
        migrations.AddIndex(
            model_name="bulkmark",
            index=models.Index(fields=["pupil", "date", "session"], name="bulk_mark_mark"),
        ),
        migrations.AddConstraint(
            model_name="bulkmark",
            constraint=models.UniqueConstraint(
                fields=("act", "pupil", "date", "session"), name="bulk_mark_once"
            ),
        ),
        migrations.AddIndex(
            model_name="lessonfollowup",
            index=models.Index(fields=["school", "date"], name="follow_up_school_day"),
        ),
        migrations.AddConstraint(
            model_name="lessonfollowup",
            constraint=models.UniqueConstraint(fields=("pupil", "lesson", "date"), name="follow_up_once"),
        ),
        migrations.AddConstraint(
            model_name="lessonfollowup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", ""), ("settled_at", None), ("settled_by", None)),
                    models.Q(
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="follow_up_settled_with_outcome",
            ),
        ),
        migrations.AddIndex(
            model_name="lessonmark",
            index=models.Index(fields=["school", "date"], include=("code",), name="lesson_mark_school_day"),
        ),
        migrations.AddConstraint(
            model_name="lessonmark",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__in", ["/", "L", "N"])), name="lesson_mark_code"
            ),
        ),
        migrations.AddIndex(
            model_name="lessontaken",
            index=models.Index(fields=["school", "date"], name="lesson_taken_school_day"),
        ),
        migrations.AddConstraint(
            model_name="lessontaken",
            constraint=models.UniqueConstraint(fields=("lesson", "date"), name="lesson_taken_once"),
        ),
        migrations.AddIndex(
            model_name="savekey",
            index=models.Index(fields=["at"], name="save_key_at"),
        ),
        migrations.AddIndex(
            model_name="screenalert",
            index=models.Index(
                condition=models.Q(("seen_at", None)), fields=["school", "date"], name="alert_unseen"
            ),
        ),
        migrations.AddConstraint(
            model_name="screenalert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "reminder"), ("seen_at", None)),
                fields=("group", "date", "session"),
                name="one_reminder_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="screenalert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "here"), ("seen_at", None)),
                fields=("pupil", "date", "session"),
                name="one_here_alert_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="screenalert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "reminder"), ("pupil", None)),
                    models.Q(("kind", "here"), ("pupil__isnull", False)),
                    _connector="OR",
                ),
                name="alert_names_a_pupil_or_a_register",
            ),
        ),
        migrations.AddConstraint(
            model_name="screenalert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seen_at", None), ("seen_by", None)),
                    models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                    _connector="OR",
                ),
                name="alert_seen_when_and_by_whom",
            ),
        ),
        migrations.AddIndex(
            model_name="signout",
            index=models.Index(fields=["school", "date"], name="sign_out_school_day"),
        ),
        migrations.AddConstraint(
            model_name="signout",
            constraint=models.UniqueConstraint(
                condition=models.Q(("back_at", None)),
                fields=("pupil", "date"),
                name="signed_out_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="signout",
            constraint=models.CheckConstraint(
                condition=models.Q(("back_at", None), ("back_at__gte", models.F("out_at")), _connector="OR"),
                name="sign_out_times_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="trip",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_on__lte", models.F("ends_on"))), name="trip_dates_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="codepermit",
            index=models.Index(fields=["pupil", "starts_on"], name="permit_pupil"),
        ),
        migrations.AddIndex(
            model_name="codepermit",
            index=models.Index(fields=["school", "ends_on"], include=("starts_on",), name="permit_school"),
        ),
        migrations.AddConstraint(
            model_name="codepermit",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_on__lte", models.F("ends_on"))), name="permit_dates_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="codepermit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("places__contained_by", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
                    models.Q(("places", []), _negated=True),
                ),
                name="permit_of_sessions",
            ),
        ),
        migrations.AddConstraint(
            model_name="codepermit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("code__isnull", False), models.Q(("note", ""), _negated=True), _connector="OR"
                ),
                name="permit_has_code_or_note",
            ),
        ),
        migrations.AddConstraint(
            model_name="codepermit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        models.Q(("ended_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="permit_ended_with_reason",
            ),
        ),
    ]
