import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.create_models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisation", "__first__"),
    ]

    operations = [
        core.create_models.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Event",
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
                                    ("signed-in", "Signed in"),
                                    ("sign-in-failed", "Sign-in failed"),
                                    ("signed-out", "Signed out"),
                                    ("roles-changed", "Roles changed"),
                                    ("account-changed", "Account changed"),
                                    ("downloaded", "Downloaded"),
                                    ("exported", "Exported"),
                                    ("locked", "Quarter locked"),
                                    ("reopened", "Quarter reopened"),
                                    ("published", "Report published"),
                                    ("withdrawn", "Report withdrawn"),
                                    ("upload-applied", "File of figures applied"),
                                    ("choices-changed", "Choices changed"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("at", models.DateTimeField(db_index=True)),
                        (
                            "actor",
                            models.ForeignKey(
                                help_text="Empty for the portal itself, and where nobody is known.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who",
                            ),
                        ),
                        (
                            "subject_type",
                            models.CharField(
                                blank=True, help_text="The model, such as assurance.report.", max_length=60
                            ),
                        ),
                        ("subject_key", models.CharField(blank=True, max_length=64)),
                        (
                            "subject_name",
                            models.CharField(
                                blank=True,
                                help_text="As it was shown then.",
                                max_length=200,
                                verbose_name="about",
                            ),
                        ),
                        ("sentence", models.CharField(max_length=300, verbose_name="what was done")),
                        (
                            "path",
                            models.CharField(blank=True, max_length=300, verbose_name="address of the page"),
                        ),
                        (
                            "request_id",
                            models.CharField(blank=True, max_length=64, verbose_name="id of the request"),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "indexes": [
                            models.Index(fields=["subject_type", "subject_key"], name="event_about"),
                            models.Index(fields=["kind", "-at", "-id"], name="event_of_kind"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LastDone",
                    fields=[
                        ("what", models.CharField(max_length=20, primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("note", models.CharField(blank=True, max_length=200)),
                    ],
                ),
                migrations.CreateModel(
                    name="SealedColumns",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("table", models.CharField(max_length=63)),
                        ("columns", models.JSONField()),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Link",
                    fields=[
                        (
                            "number",
                            models.BigIntegerField(
                                help_text="1, 2, 3 … without a gap.", primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "columns",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.sealedcolumns",
                            ),
                        ),
                        ("table", models.CharField(max_length=63)),
                        ("row", models.BigIntegerField(verbose_name="key of the row")),
                        ("digest", models.CharField(help_text="SHA-256 of the row, in hex.", max_length=64)),
                        (
                            "hash",
                            models.CharField(
                                help_text="SHA-256 over the hash before and this link, in hex.", max_length=64
                            ),
                        ),
                        ("sealed_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("table", "row"), name="row_sealed_once")
                        ],
                    },
                ),
            ],
        ),
    ]
