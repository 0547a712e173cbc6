import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import core.create_models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisation", "0001_people_directorates_and_quarters"),
        ("organisation", "__first__"),
        ("programmes", "0001_programmes_projects_and_risks"),
    ]

    operations = [
        core.create_models.CreateModels(
            models=[
                migrations.CreateModel(
                    name="CoverSheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "provenance",
                            models.CharField(
                                choices=[
                                    ("published", "Published"),
                                    ("returned", "Returned"),
                                    ("imported", "Imported"),
                                    ("derived", "Derived"),
                                    ("illustrative", "Illustrative"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                blank=True,
                                help_text="The document, file or record it was taken from.",
                                max_length=250,
                                verbose_name="where it is from",
                            ),
                        ),
                        (
                            "quarter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cover_sheets",
                                to="organisation.quarter",
                            ),
                        ),
                        ("spans_year", models.BooleanField(default=False, verbose_name="for the year")),
                        (
                            "meeting_on",
                            models.DateField(blank=True, null=True, verbose_name="date of the meeting"),
                        ),
                        (
                            "author",
                            models.CharField(blank=True, max_length=120, verbose_name="author (role)"),
                        ),
                        (
                            "sponsor",
                            models.CharField(blank=True, max_length=120, verbose_name="sponsor (role)"),
                        ),
                        ("purpose", models.TextField(max_length=2000)),
                        ("recommendation", models.TextField(max_length=2000)),
                        ("previous_committees", models.TextField(blank=True, max_length=2000)),
                        ("initials", models.CharField(blank=True, max_length=10)),
                        (
                            "confirmed_role",
                            models.CharField(
                                blank=True, max_length=120, verbose_name="role of whoever confirms"
                            ),
                        ),
                        (
                            "confirmed_on",
                            models.DateField(blank=True, null=True, verbose_name="confirmed on"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("confirmed_on__isnull", True), ("initials", "")),
                                    models.Q(
                                        models.Q(("initials", ""), _negated=True),
                                        ("confirmed_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="cover_sheet_confirmed_with_initials_and_date",
                                violation_error_message="A confirmation has initials and a date.",
                            ),
                            models.UniqueConstraint(
                                fields=("quarter", "spans_year"), name="cover_sheet_once_in_quarter"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCoverSheet",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "provenance",
                            models.CharField(
                                choices=[
                                    ("published", "Published"),
                                    ("returned", "Returned"),
                                    ("imported", "Imported"),
                                    ("derived", "Derived"),
                                    ("illustrative", "Illustrative"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                blank=True,
                                help_text="The document, file or record it was taken from.",
                                max_length=250,
                                verbose_name="where it is from",
                            ),
                        ),
                        ("spans_year", models.BooleanField(default=False, verbose_name="for the year")),
                        (
                            "meeting_on",
                            models.DateField(blank=True, null=True, verbose_name="date of the meeting"),
                        ),
                        (
                            "author",
                            models.CharField(blank=True, max_length=120, verbose_name="author (role)"),
                        ),
                        (
                            "sponsor",
                            models.CharField(blank=True, max_length=120, verbose_name="sponsor (role)"),
                        ),
                        ("purpose", models.TextField(max_length=2000)),
                        ("recommendation", models.TextField(max_length=2000)),
                        ("previous_committees", models.TextField(blank=True, max_length=2000)),
                        ("initials", models.CharField(blank=True, max_length=10)),
                        (
                            "confirmed_role",
                            models.CharField(
                                blank=True, max_length=120, verbose_name="role of whoever confirms"
                            ),
                        ),
                        (
                            "confirmed_on",
                            models.DateField(blank=True, null=True, verbose_name="confirmed on"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "quarter",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.quarter",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical cover sheet",
                        "verbose_name_plural": "historical cover sheets",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalReportAudience",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(db_index=True, max_length=80)),
                        ("slug", models.SlugField(max_length=80)),
                        ("title", models.CharField(max_length=120, verbose_name="title of the report")),
                        (
                            "readers",
                            models.CharField(
                                help_text="Who reads it, as it stands on the cover: “Governing Body”.",
                                max_length=120,
                                verbose_name="for",
                            ),
                        ),
                        ("purpose", models.TextField(blank=True, verbose_name="what it is for")),
                        (
                            "frequency",
                            models.CharField(
                                choices=[
                                    ("quarterly", "Every quarter"),
                                    ("two-monthly", "Every two months"),
                                    ("annual", "Every year, over four quarters"),
                                ],
                                default="quarterly",
                                max_length=12,
                                verbose_name="how often",
                            ),
                        ),
                        (
                            "detail",
                            models.CharField(
                                choices=[("full", "Everything"), ("exceptions", "Only what is off track")],
                                default="full",
                                max_length=10,
                            ),
                        ),
                        (
                            "part",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Part 1: public"), (2, "Part 2: private")], default=1
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        (
                            "produced_on_lock",
                            models.BooleanField(default=False, verbose_name="due when a quarter is locked"),
                        ),
                        ("is_main", models.BooleanField(default=False, editable=False)),
                        ("retired_on", models.DateField(blank=True, editable=False, null=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "directorate",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Only this directorate’s KPIs, projects, risks and text.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.directorate",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Only this programme’s projects, milestones, risks and KPIs.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="programmes.programme",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical report audience",
                        "verbose_name_plural": "historical report audiences",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="KeptPack",
                    fields=[
                        (
                            "quarter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
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
                    name="ReportAudience",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        ("title", models.CharField(max_length=120, verbose_name="title of the report")),
                        (
                            "readers",
                            models.CharField(
                                help_text="Who reads it, as it stands on the cover: “Governing Body”.",
                                max_length=120,
                                verbose_name="for",
                            ),
                        ),
                        ("purpose", models.TextField(blank=True, verbose_name="what it is for")),
                        (
                            "frequency",
                            models.CharField(
                                choices=[
                                    ("quarterly", "Every quarter"),
                                    ("two-monthly", "Every two months"),
                                    ("annual", "Every year, over four quarters"),
                                ],
                                default="quarterly",
                                max_length=12,
                                verbose_name="how often",
                            ),
                        ),
                        (
                            "detail",
                            models.CharField(
                                choices=[("full", "Everything"), ("exceptions", "Only what is off track")],
                                default="full",
                                max_length=10,
                            ),
                        ),
                        (
                            "directorate",
                            models.ForeignKey(
                                blank=True,
                                help_text="Only this directorate’s KPIs, projects, risks and text.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="report_audiences",
                                to="organisation.directorate",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                blank=True,
                                help_text="Only this programme’s projects, milestones, risks and KPIs.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="report_audiences",
                                to="programmes.programme",
                            ),
                        ),
                        (
                            "part",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Part 1: public"), (2, "Part 2: private")], default=1
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        (
                            "produced_on_lock",
                            models.BooleanField(default=False, verbose_name="due when a quarter is locked"),
                        ),
                        ("is_main", models.BooleanField(default=False, editable=False)),
                        ("retired_on", models.DateField(blank=True, editable=False, null=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "ordering": ["position", "name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("directorate", None), ("programme", None), _connector="OR"
                                ),
                                name="audience_of_directorate_or_programme",
                                violation_error_message="Choose a directorate or a programme, not both.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_main", True)),
                                fields=("is_main",),
                                name="one_main_audience",
                            ),
                        ],
                    },
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
                        ("is_position", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["quarter", "version"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("quarter", "is_position", "version"), name="snapshot_version_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AudienceSection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "audience",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sections",
                                to="assurance.reportaudience",
                            ),
                        ),
                        (
                            "section",
                            models.CharField(
                                choices=[
                                    ("cover-sheet", "Governing body cover sheet"),
                                    ("foreword", "Foreword and key messages"),
                                    ("summary", "Executive summary"),
                                    ("restated", "Restated since the last report"),
                                    ("year", "The year in four quarters"),
                                    ("schedules", "KPI schedules"),
                                    ("outlook", "Year-end forecast"),
                                    ("variation", "Variation in depth"),
                                    ("ambitions", "Outcome ambitions"),
                                    ("projects", "Projects by working group"),
                                    ("milestones", "Milestones"),
                                    ("finance", "Finance"),
                                    ("running", "Running costs per head"),
                                    ("risks", "Risks"),
                                    ("frameworks", "Assurance frameworks"),
                                    ("engagement", "Engagement"),
                                    ("complete", "Completeness and data quality"),
                                    ("provenance", "Provenance"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "part",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Part 1: public"), (2, "Part 2: private")], default=1
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["audience", "position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("audience", "section"), name="audience_section_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Committee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("slug", models.SlugField(editable=False, max_length=80, unique=True)),
                        (
                            "audience",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="committees",
                                to="assurance.reportaudience",
                                verbose_name="whose reports",
                            ),
                        ),
                        (
                            "occasion",
                            models.CharField(
                                choices=[
                                    ("published", "When it is published: a link that needs no account"),
                                    ("ready", "When it is ready: a link that needs an account here"),
                                ],
                                default="published",
                                max_length=9,
                                verbose_name="when",
                            ),
                        ),
                        (
                            "write_to",
                            models.EmailField(
                                help_text="Printed under each e-mail: who takes an address off the list.",
                                max_length=254,
                                verbose_name="whom to write to",
                            ),
                        ),
                        ("addresses", models.TextField(blank=True, verbose_name="who is written to")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="CoverAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="assurance.coversheet",
                            ),
                        ),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("strategic-aims", "Strategic aims"),
                                    ("quality", "Quality"),
                                    ("risk", "Risk"),
                                    ("budget", "Budget"),
                                    ("legal", "Legal"),
                                    ("people", "People"),
                                    ("information-technology", "Information technology"),
                                    ("equality-impact", "Equality impact"),
                                    ("freedom-of-information", "Freedom of information"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                choices=[
                                    ("yes", "Yes"),
                                    ("action-required", "Action required"),
                                    ("no", "No"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("comment", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("sheet", "topic"), name="cover_answer_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAudienceSection",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "section",
                            models.CharField(
                                choices=[
                                    ("cover-sheet", "Governing body cover sheet"),
                                    ("foreword", "Foreword and key messages"),
                                    ("summary", "Executive summary"),
                                    ("restated", "Restated since the last report"),
                                    ("year", "The year in four quarters"),
                                    ("schedules", "KPI schedules"),
                                    ("outlook", "Year-end forecast"),
                                    ("variation", "Variation in depth"),
                                    ("ambitions", "Outcome ambitions"),
                                    ("projects", "Projects by working group"),
                                    ("milestones", "Milestones"),
                                    ("finance", "Finance"),
                                    ("running", "Running costs per head"),
                                    ("risks", "Risks"),
                                    ("frameworks", "Assurance frameworks"),
                                    ("engagement", "Engagement"),
                                    ("complete", "Completeness and data quality"),
                                    ("provenance", "Provenance"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "part",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Part 1: public"), (2, "Part 2: private")], default=1
                            ),
                        ),
                        (
                            "audience",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="assurance.reportaudience",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical audience section",
                        "verbose_name_plural": "historical audience sections",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCommittee",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(db_index=True, max_length=80)),
                        ("slug", models.SlugField(editable=False, max_length=80)),
                        (
                            "occasion",
                            models.CharField(
                                choices=[
                                    ("published", "When it is published: a link that needs no account"),
                                    ("ready", "When it is ready: a link that needs an account here"),
                                ],
                                default="published",
                                max_length=9,
                                verbose_name="when",
                            ),
                        ),
                        (
                            "write_to",
                            models.EmailField(
                                help_text="Printed under each e-mail: who takes an address off the list.",
                                max_length=254,
                                verbose_name="whom to write to",
                            ),
                        ),
                        ("addresses", models.TextField(blank=True, verbose_name="who is written to")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "audience",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="assurance.reportaudience",
                                verbose_name="whose reports",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical committee",
                        "verbose_name_plural": "historical committees",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCoverAnswer",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("strategic-aims", "Strategic aims"),
                                    ("quality", "Quality"),
                                    ("risk", "Risk"),
                                    ("budget", "Budget"),
                                    ("legal", "Legal"),
                                    ("people", "People"),
                                    ("information-technology", "Information technology"),
                                    ("equality-impact", "Equality impact"),
                                    ("freedom-of-information", "Freedom of information"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                choices=[
                                    ("yes", "Yes"),
                                    ("action-required", "Action required"),
                                    ("no", "No"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("comment", models.CharField(blank=True, max_length=300)),
                        (
                            "sheet",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="assurance.coversheet",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical cover answer",
                        "verbose_name_plural": "historical cover answers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalQuarterText",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "provenance",
                            models.CharField(
                                choices=[
                                    ("published", "Published"),
                                    ("returned", "Returned"),
                                    ("imported", "Imported"),
                                    ("derived", "Derived"),
                                    ("illustrative", "Illustrative"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                blank=True,
                                help_text="The document, file or record it was taken from.",
                                max_length=250,
                                verbose_name="where it is from",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("foreword", "Foreword"),
                                    ("key-messages", "Key messages"),
                                    ("commentary", "Commentary"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("text", models.TextField(blank=True, max_length=2000)),
                        (
                            "part",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Part 1: public"), (2, "Part 2: private")],
                                default=1,
                                verbose_name="belongs to",
                            ),
                        ),
                        (
                            "spans_year",
                            models.BooleanField(
                                default=False,
                                help_text="It stands in the report of the year that ends with the quarter.",
                                verbose_name="for the year",
                            ),
                        ),
                        (
                            "is_draft",
                            models.BooleanField(
                                default=False,
                                help_text="Whoever locks the quarter is warned, as it is frozen with it.",
                                verbose_name="still a draft",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "quarter",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.quarter",
                            ),
                        ),
                        (
                            "directorate",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.directorate",
                            ),
                        ),
                        (
                            "audience",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="assurance.reportaudience",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical quarter text",
                        "verbose_name_plural": "historical quarter texts",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="QuarterText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "provenance",
                            models.CharField(
                                choices=[
                                    ("published", "Published"),
                                    ("returned", "Returned"),
                                    ("imported", "Imported"),
                                    ("derived", "Derived"),
                                    ("illustrative", "Illustrative"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                blank=True,
                                help_text="The document, file or record it was taken from.",
                                max_length=250,
                                verbose_name="where it is from",
                            ),
                        ),
                        (
                            "quarter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="texts",
                                to="organisation.quarter",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("foreword", "Foreword"),
                                    ("key-messages", "Key messages"),
                                    ("commentary", "Commentary"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "directorate",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="texts",
                                to="organisation.directorate",
                            ),
                        ),
                        (
                            "audience",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="texts",
                                to="assurance.reportaudience",
                            ),
                        ),
                        ("text", models.TextField(blank=True, max_length=2000)),
                        (
                            "part",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "Part 1: public"), (2, "Part 2: private")],
                                default=1,
                                verbose_name="belongs to",
                            ),
                        ),
                        (
                            "spans_year",
                            models.BooleanField(
                                default=False,
                                help_text="It stands in the report of the year that ends with the quarter.",
                                verbose_name="for the year",
                            ),
                        ),
                        (
                            "is_draft",
                            models.BooleanField(
                                default=False,
                                help_text="Whoever locks the quarter is warned, as it is frozen with it.",
                                verbose_name="still a draft",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "ordering": ["quarter", "kind", "directorate__order", "audience__position"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("directorate__isnull", False), ("kind", "commentary")),
                                    models.Q(
                                        models.Q(("kind", "commentary"), _negated=True), ("directorate", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="commentary_is_of_directorate",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("audience", None), ("kind", "key-messages"), _connector="OR"
                                ),
                                name="only_messages_are_for_an_audience",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("audience", None), ("directorate", None)),
                                fields=("quarter", "kind", "spans_year"),
                                name="quarter_text_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("directorate__isnull", False)),
                                fields=("quarter", "directorate", "spans_year"),
                                name="commentary_once_in_quarter",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("audience__isnull", False)),
                                fields=("quarter", "audience"),
                                name="audience_messages_once_in_quarter",
                            ),
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
                            "audience",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="assurance.reportaudience",
                            ),
                        ),
                        (
                            "description",
                            models.JSONField(
                                default=dict,
                                help_text="What is printed depends on this and on the snapshot, so that a retry makes the same file.",
                                verbose_name="the audience as it was when the report was asked for",
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
                        (
                            "data_sha256",
                            models.CharField(
                                blank=True, max_length=64, verbose_name="SHA-256 of the JSON inside the file"
                            ),
                        ),
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
                                fields=("snapshot", "audience", "version"), name="report_version_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["queued", "running"])),
                                fields=("snapshot", "audience"),
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
                    name="Publication",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="publications",
                                to="assurance.report",
                            ),
                        ),
                        (
                            "quarter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="publications",
                                to="organisation.quarter",
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80)),
                        ("version", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=160)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Proposed"),
                                    ("published", "Published"),
                                    ("replaced", "Replaced by a correction"),
                                    ("withdrawn", "Withdrawn"),
                                    ("declined", "Not published"),
                                ],
                                default="proposed",
                                max_length=9,
                            ),
                        ),
                        ("proposed_at", models.DateTimeField()),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="for the second person"
                            ),
                        ),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "replaces",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replacements",
                                to="assurance.publication",
                            ),
                        ),
                        (
                            "in_brief",
                            models.CharField(
                                blank=True,
                                max_length=600,
                                verbose_name="for whom it is, and what stands in it",
                            ),
                        ),
                        (
                            "correction",
                            models.CharField(blank=True, max_length=600, verbose_name="what was corrected"),
                        ),
                        (
                            "ended_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="withdrawn or declined at"
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
                            "end_reason",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="why it was withdrawn or declined"
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="withdrawal confirmed at"
                            ),
                        ),
                        (
                            "confirmed_by",
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
                        "ordering": ["-quarter__starts_on", "slug", "-version", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["proposed", "published", "replaced"])),
                                fields=("report",),
                                name="report_published_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "proposed")),
                                fields=("quarter", "slug"),
                                name="one_proposal_at_a_time",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "published")),
                                fields=("quarter", "slug"),
                                name="one_current_publication",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["published", "replaced"])),
                                fields=("quarter", "slug", "version"),
                                name="one_public_report_an_address",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["published", "replaced"]), _negated=True),
                                    models.Q(
                                        ("published_at__isnull", False), ("published_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="publication_says_who_published",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("published_by", None),
                                    models.Q(("published_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="publication_takes_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["withdrawn", "declined"]), _negated=True),
                                    models.Q(
                                        ("ended_at__isnull", False),
                                        ("ended_by__isnull", False),
                                        models.Q(("end_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="ended_publication_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                                    models.Q(
                                        ("confirmed_at__isnull", False),
                                        ("confirmed_by__isnull", False),
                                        ("state", "withdrawn"),
                                        models.Q(("confirmed_by", models.F("ended_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="withdrawal_is_confirmed_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("replaces", None),
                                    models.Q(("correction", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="correction_says_what",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
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
                migrations.CreateModel(
                    name="CommitteeLetter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("ready", "Ready"),
                                    ("published", "Published"),
                                    ("withdrawn", "Withdrawn"),
                                    ("put-back", "Put back"),
                                ],
                                max_length=9,
                            ),
                        ),
                        (
                            "committee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="assurance.committee",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="committee_letters",
                                to="assurance.report",
                            ),
                        ),
                        (
                            "publication",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="assurance.publication",
                            ),
                        ),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="of the withdrawal at"),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "ready")),
                                fields=("committee", "email", "report"),
                                name="one_letter_a_ready_report",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "published")),
                                fields=("committee", "email", "publication"),
                                name="one_letter_a_publication",
                            ),
                            models.UniqueConstraint(
                                fields=("committee", "email", "publication", "kind", "withdrawn_at"),
                                name="one_letter_a_withdrawal",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "ready"), ("publication", None), ("withdrawn_at", None)
                                    ),
                                    models.Q(
                                        ("kind", "published"),
                                        ("publication__isnull", False),
                                        ("withdrawn_at", None),
                                    ),
                                    models.Q(
                                        ("kind__in", ["withdrawn", "put-back"]),
                                        ("publication__isnull", False),
                                        ("withdrawn_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="letter_says_of_what",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalPublication",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80)),
                        ("version", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=160)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Proposed"),
                                    ("published", "Published"),
                                    ("replaced", "Replaced by a correction"),
                                    ("withdrawn", "Withdrawn"),
                                    ("declined", "Not published"),
                                ],
                                default="proposed",
                                max_length=9,
                            ),
                        ),
                        ("proposed_at", models.DateTimeField()),
                        (
                            "note",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="for the second person"
                            ),
                        ),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "in_brief",
                            models.CharField(
                                blank=True,
                                max_length=600,
                                verbose_name="for whom it is, and what stands in it",
                            ),
                        ),
                        (
                            "correction",
                            models.CharField(blank=True, max_length=600, verbose_name="what was corrected"),
                        ),
                        (
                            "ended_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="withdrawn or declined at"
                            ),
                        ),
                        (
                            "end_reason",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="why it was withdrawn or declined"
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="withdrawal confirmed at"
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="assurance.report",
                            ),
                        ),
                        (
                            "quarter",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.quarter",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "replaces",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="assurance.publication",
                            ),
                        ),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical publication",
                        "verbose_name_plural": "historical publications",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="PublishedFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "publication",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="assurance.publication",
                            ),
                        ),
                        (
                            "format",
                            models.CharField(
                                choices=[
                                    ("xlsx", "Excel workbook"),
                                    ("json", "JSON"),
                                    ("zip", "CSV files"),
                                    ("html", "Page"),
                                    ("facts", "Facts"),
                                ],
                                max_length=5,
                            ),
                        ),
                        ("file", models.CharField(max_length=200, verbose_name="name in the store")),
                        ("size", models.PositiveBigIntegerField(verbose_name="bytes")),
                        ("sha256", models.CharField(max_length=64)),
                        ("tables", models.JSONField(blank=True, default=list)),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("publication", "format"), name="published_file_once_a_format"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
