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
                    name="Audience",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, unique=True)),
                        ("order", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["order", "name"],
                    },
                ),
                migrations.CreateModel(
                    name="EngagementActivity",
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
                        ("title", models.CharField(max_length=160)),
                        ("slug", models.SlugField(max_length=120, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("event", "Event"),
                                    ("conference", "Conference"),
                                    ("survey", "Survey"),
                                    ("focus-group", "Focus group"),
                                    ("consultation", "Consultation"),
                                    ("meeting", "Meeting attended"),
                                    ("campaign", "Campaign"),
                                    ("programme", "Programme of engagement"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("under-way", "Under way"),
                                    ("closed", "Closed"),
                                ],
                                default="planned",
                                max_length=9,
                            ),
                        ),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                        (
                            "date_text",
                            models.CharField(blank=True, max_length=80, verbose_name="when, as stated"),
                        ),
                        ("place", models.CharField(blank=True, max_length=120)),
                        ("purpose", models.TextField()),
                        ("can_change", models.TextField(blank=True, verbose_name="what can change")),
                        (
                            "cannot_change",
                            models.TextField(blank=True, verbose_name="what cannot change, and why"),
                        ),
                        (
                            "directorate",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="engagement_activities",
                                to="organisation.directorate",
                                verbose_name="led by",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="engagement_activities",
                                to="programmes.priorityproject",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="engagement_activities",
                                to="programmes.programme",
                            ),
                        ),
                        ("methods", models.CharField(blank=True, max_length=300)),
                        (
                            "reached",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="people reached or asked"
                            ),
                        ),
                        (
                            "took_part",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="people who took part"
                            ),
                        ),
                        (
                            "reach_text",
                            models.CharField(blank=True, max_length=200, verbose_name="reach, as stated"),
                        ),
                        ("what_was_said", models.TextField(blank=True)),
                        (
                            "no_change_reason",
                            models.TextField(blank=True, verbose_name="why nothing changed"),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "localities",
                            models.ManyToManyField(
                                blank=True, related_name="engagement_activities", to="organisation.locality"
                            ),
                        ),
                        (
                            "partners",
                            models.ManyToManyField(
                                blank=True,
                                related_name="engagement_activities",
                                to="organisation.partnerorganisation",
                            ),
                        ),
                        (
                            "audiences",
                            models.ManyToManyField(
                                blank=True, related_name="activities", to="engagement.audience"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "engagement activities",
                        "ordering": [
                            models.OrderBy(models.F("starts_on"), descending=True, nulls_last=True),
                            "title",
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on__isnull", True),
                                    ("starts_on__isnull", True),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="activity_ends_after_start",
                                violation_error_message="The last day is before the first.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("took_part__isnull", True),
                                    ("reached__isnull", True),
                                    ("took_part__lte", models.F("reached")),
                                    models.Q(("reach_text", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="took_part_within_reached",
                                violation_error_message="More people took part than were reached. Check both, or say how in the reach.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EngagementPrinciple",
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
                        ("number", models.PositiveSmallIntegerField(unique=True)),
                        ("name", models.CharField(max_length=80)),
                        ("summary", models.CharField(max_length=250)),
                    ],
                    options={
                        "ordering": ["number"],
                    },
                ),
                migrations.CreateModel(
                    name="EngagementStandard",
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
                        ("number", models.PositiveSmallIntegerField(unique=True)),
                        ("name", models.CharField(max_length=80, unique=True)),
                        (
                            "question",
                            models.CharField(max_length=250, verbose_name="what is asked of an activity"),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalEngagementActivity",
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
                        ("title", models.CharField(max_length=160)),
                        ("slug", models.SlugField(max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("event", "Event"),
                                    ("conference", "Conference"),
                                    ("survey", "Survey"),
                                    ("focus-group", "Focus group"),
                                    ("consultation", "Consultation"),
                                    ("meeting", "Meeting attended"),
                                    ("campaign", "Campaign"),
                                    ("programme", "Programme of engagement"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("under-way", "Under way"),
                                    ("closed", "Closed"),
                                ],
                                default="planned",
                                max_length=9,
                            ),
                        ),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                        (
                            "date_text",
                            models.CharField(blank=True, max_length=80, verbose_name="when, as stated"),
                        ),
                        ("place", models.CharField(blank=True, max_length=120)),
                        ("purpose", models.TextField()),
                        ("can_change", models.TextField(blank=True, verbose_name="what can change")),
                        (
                            "cannot_change",
                            models.TextField(blank=True, verbose_name="what cannot change, and why"),
                        ),
                        ("methods", models.CharField(blank=True, max_length=300)),
                        (
                            "reached",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="people reached or asked"
                            ),
                        ),
                        (
                            "took_part",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="people who took part"
                            ),
                        ),
                        (
                            "reach_text",
                            models.CharField(blank=True, max_length=200, verbose_name="reach, as stated"),
                        ),
                        ("what_was_said", models.TextField(blank=True)),
                        (
                            "no_change_reason",
                            models.TextField(blank=True, verbose_name="why nothing changed"),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "directorate",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.directorate",
                                verbose_name="led by",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="programmes.priorityproject",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
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
                        "verbose_name": "historical engagement activity",
                        "verbose_name_plural": "historical engagement activities",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProjectRecord",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "changes_services",
                            models.CharField(
                                choices=[
                                    ("not-recorded", "Not recorded"),
                                    ("yes", "Yes, so the seven steps are recorded"),
                                    ("no", "No"),
                                ],
                                default="not-recorded",
                                max_length=12,
                                verbose_name="does the project change services?",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="programmes.priorityproject",
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
                        "verbose_name": "historical project record",
                        "verbose_name_plural": "historical project records",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProjectStep",
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
                            "step",
                            models.CharField(
                                choices=[
                                    ("1-audience-analysis", "Audience analysis"),
                                    ("2-representation", "Representation"),
                                    ("3-gathering-insight", "Gathering insight"),
                                    ("4-seeking-local-views", "Seeking local views"),
                                    ("5-communication-planning", "Communication planning"),
                                    ("6-proposed-changes", "Engagement on proposed changes"),
                                    ("7-equality-impact", "Equality impact assessment"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("not-recorded", "Not recorded"),
                                    ("planned", "Planned"),
                                    ("done", "Done"),
                                    ("not-needed", "Not needed"),
                                ],
                                default="not-recorded",
                                max_length=12,
                            ),
                        ),
                        ("done_on", models.DateField(blank=True, null=True)),
                        (
                            "note",
                            models.TextField(
                                blank=True, verbose_name="what was done, or why it is not needed"
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                verbose_name="version of the record it was saved with",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="programmes.priorityproject",
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
                        "verbose_name": "historical project step",
                        "verbose_name_plural": "historical project steps",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ProjectRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="engagement_record",
                                to="programmes.priorityproject",
                            ),
                        ),
                        (
                            "changes_services",
                            models.CharField(
                                choices=[
                                    ("not-recorded", "Not recorded"),
                                    ("yes", "Yes, so the seven steps are recorded"),
                                    ("no", "No"),
                                ],
                                default="not-recorded",
                                max_length=12,
                                verbose_name="does the project change services?",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "ordering": ["project"],
                    },
                ),
                migrations.CreateModel(
                    name="ProjectStep",
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
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="engagement_steps",
                                to="programmes.priorityproject",
                            ),
                        ),
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("1-audience-analysis", "Audience analysis"),
                                    ("2-representation", "Representation"),
                                    ("3-gathering-insight", "Gathering insight"),
                                    ("4-seeking-local-views", "Seeking local views"),
                                    ("5-communication-planning", "Communication planning"),
                                    ("6-proposed-changes", "Engagement on proposed changes"),
                                    ("7-equality-impact", "Equality impact assessment"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("not-recorded", "Not recorded"),
                                    ("planned", "Planned"),
                                    ("done", "Done"),
                                    ("not-needed", "Not needed"),
                                ],
                                default="not-recorded",
                                max_length=12,
                            ),
                        ),
                        ("done_on", models.DateField(blank=True, null=True)),
                        (
                            "note",
                            models.TextField(
                                blank=True, verbose_name="what was done, or why it is not needed"
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                verbose_name="version of the record it was saved with",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project", "step"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "step"), name="one_record_a_step")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Feedback",
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
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feedback",
                                to="engagement.engagementactivity",
                            ),
                        ),
                        ("said", models.TextField(verbose_name="you said")),
                        ("did", models.TextField(blank=True, verbose_name="we did")),
                        (
                            "no_change_reason",
                            models.TextField(blank=True, verbose_name="why nothing changed"),
                        ),
                        (
                            "given_on",
                            models.DateField(blank=True, null=True, verbose_name="feedback given on"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name_plural": "feedback",
                        "ordering": ["activity", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("did", ""), _negated=True),
                                    models.Q(("no_change_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="feedback_says_what_changed_or_why_not",
                                violation_error_message="Say what was done, or why nothing changed.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalFeedback",
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
                        ("said", models.TextField(verbose_name="you said")),
                        ("did", models.TextField(blank=True, verbose_name="we did")),
                        (
                            "no_change_reason",
                            models.TextField(blank=True, verbose_name="why nothing changed"),
                        ),
                        (
                            "given_on",
                            models.DateField(blank=True, null=True, verbose_name="feedback given on"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "activity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="engagement.engagementactivity",
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
                        "verbose_name": "historical feedback",
                        "verbose_name_plural": "historical feedback",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalStandardAnswer",
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
                            "answer",
                            models.CharField(
                                choices=[
                                    ("met", "Met"),
                                    ("not-met", "Not met"),
                                    ("not-answered", "Not answered"),
                                ],
                                default="not-answered",
                                max_length=12,
                            ),
                        ),
                        ("explanation", models.TextField(blank=True, verbose_name="how, or why not")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                verbose_name="version of the activity it was saved with",
                            ),
                        ),
                        (
                            "activity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="engagement.engagementactivity",
                            ),
                        ),
                        (
                            "standard",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="engagement.engagementstandard",
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
                        "verbose_name": "historical standard answer",
                        "verbose_name_plural": "historical standard answers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="StandardAnswer",
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
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="standard_answers",
                                to="engagement.engagementactivity",
                            ),
                        ),
                        (
                            "standard",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="engagement.engagementstandard",
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                choices=[
                                    ("met", "Met"),
                                    ("not-met", "Not met"),
                                    ("not-answered", "Not answered"),
                                ],
                                default="not-answered",
                                max_length=12,
                            ),
                        ),
                        ("explanation", models.TextField(blank=True, verbose_name="how, or why not")),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                verbose_name="version of the activity it was saved with",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["activity", "standard"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("activity", "standard"), name="standard_answered_once"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
