import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.create_models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisation", "0001_people_directorates_and_quarters"),
        ("organisation", "__first__"),
    ]

    operations = [
        core.create_models.CreateModels(
            models=[
                migrations.CreateModel(
                    name="KeptPack",
                    fields=[
                        (
                            "quarter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="kept_pack",
                                serialize=False,
                                to="organisation.quarter",
                            ),
                        ),
                        ("parts", models.JSONField(default=dict)),
                    ],
                ),
                migrations.CreateModel(
                    name="Snapshot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "quarter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="snapshots",
                                to="organisation.quarter",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        ("taken_at", models.DateTimeField()),
                        (
                            "taken_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "schema",
                            models.PositiveSmallIntegerField(help_text="Version of the pack's shape."),
                        ),
                        ("pack", models.JSONField()),
                        ("sha256", models.CharField(max_length=64)),
                    ],
                    options={
                        "ordering": ["quarter", "version"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("quarter", "version"), name="snapshot_version_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Report",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("quarterly", "Quarterly assurance report"),
                                    ("annual", "Annual report"),
                                ],
                                default="quarterly",
                                max_length=9,
                            ),
                        ),
                        (
                            "snapshot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="assurance.snapshot",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Queued"),
                                    ("running", "Being made"),
                                    ("ready", "Ready"),
                                    ("failed", "Failed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="queued",
                                max_length=9,
                            ),
                        ),
                        ("requested_at", models.DateTimeField()),
                        (
                            "requested_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("token", models.UUIDField(blank=True, editable=False, null=True)),
                        ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "sent_at",
                            models.DateTimeField(
                                blank=True,
                                editable=False,
                                null=True,
                                verbose_name="doorbell last rung (wall clock)",
                            ),
                        ),
                        ("step", models.CharField(blank=True, max_length=60)),
                        ("progress", models.PositiveSmallIntegerField(default=0, help_text="Percent.")),
                        (
                            "failure",
                            models.TextField(
                                blank=True,
                                help_text="Why it failed; of a queued one, why its last attempt did.",
                            ),
                        ),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "cancelled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "file",
                            models.CharField(blank=True, max_length=200, verbose_name="name in the store"),
                        ),
                        ("size", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="bytes")),
                        ("pages", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("ready_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "seconds",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=8,
                                null=True,
                                verbose_name="time to render (s)",
                            ),
                        ),
                        (
                            "damage",
                            models.TextField(blank=True, verbose_name="what is wrong with the stored file"),
                        ),
                        ("damage_found_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "sources",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Of an annual report: the four snapshots of the year, chosen when it was asked for.",
                                related_name="annual_reports",
                                to="assurance.snapshot",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-requested_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("snapshot", "kind", "version"), name="report_version_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["queued", "running"])),
                                fields=("snapshot", "kind"),
                                name="one_report_in_the_making",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ready"), _negated=True),
                                    models.Q(
                                        models.Q(("file", ""), _negated=True),
                                        models.Q(("sha256", ""), _negated=True),
                                        ("size__gt", 0),
                                        ("ready_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="ready_report_has_file",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "failed"), _negated=True),
                                    models.Q(("failure", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="failed_report_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "cancelled"), _negated=True),
                                    ("cancelled_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="cancelled_report_says_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("progress__lte", 100)), name="progress_is_a_percentage"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to="assurance.report",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("sending", "Being sent"),
                                    ("sent", "Sent"),
                                    ("not-sent", "Not sent"),
                                    ("not-needed", "Not needed"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("claim", models.UUIDField(blank=True, editable=False, null=True)),
                        ("claimed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("try_again_at", models.DateTimeField(blank=True, null=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "failure",
                            models.CharField(blank=True, max_length=300, verbose_name="why it did not go"),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("report", "person"), name="one_notice_a_report_and_person"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
