import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import core.create_models
import organisation.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        core.create_models.CreateModels(
            models=[
                migrations.CreateModel(
                    name="AssuranceFramework",
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
                        ("name", models.CharField(max_length=120, unique=True)),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        (
                            "component_word",
                            models.CharField(
                                default="component",
                                help_text="“domain”, “component”.",
                                max_length=20,
                                verbose_name="word for one of its parts",
                            ),
                        ),
                        (
                            "first_year",
                            models.PositiveSmallIntegerField(
                                help_text="The calendar year in which it starts: 2013 for 2013/14.",
                                verbose_name="first financial year",
                            ),
                        ),
                        (
                            "last_year",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Empty while another has not replaced it.",
                                null=True,
                                verbose_name="last financial year",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "ordering": ["first_year", "name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("last_year__isnull", True),
                                    ("last_year__gte", models.F("first_year")),
                                    _connector="OR",
                                ),
                                name="framework_ends_after_start",
                                violation_error_message="Its last year is before its first.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cluster",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "retired_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="From this day it is offered for nothing new.",
                                null=True,
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="Directorate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "retired_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="From this day it is offered for nothing new.",
                                null=True,
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        ("order", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["order", "name"],
                    },
                ),
                migrations.CreateModel(
                    name="FinancialYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "start",
                            models.PositiveSmallIntegerField(
                                unique=True,
                                validators=[
                                    django.core.validators.MinValueValidator(2000),
                                    django.core.validators.MaxValueValidator(2100),
                                ],
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["start"],
                    },
                ),
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, unique=True)),
                        ("short_name", models.CharField(max_length=40)),
                        (
                            "portal_name",
                            models.CharField(
                                default="Assurance portal", max_length=80, verbose_name="name of this service"
                            ),
                        ),
                        (
                            "report_name",
                            models.CharField(
                                default="Quarterly assurance report",
                                max_length=80,
                                verbose_name="name of its quarterly report",
                            ),
                        ),
                        ("governing_body_name", models.CharField(default="Governing Body", max_length=80)),
                        (
                            "registered_population",
                            models.PositiveIntegerField(help_text="People registered, for figures per head."),
                        ),
                        (
                            "population_note",
                            models.CharField(
                                help_text="How and when the population was counted.", max_length=200
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="PartnerOrganisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "retired_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="From this day it is offered for nothing new.",
                                null=True,
                            ),
                        ),
                        ("name", models.CharField(max_length=120, unique=True)),
                        ("slug", models.SlugField(max_length=120, unique=True)),
                        ("short_name", models.CharField(blank=True, max_length=60)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("provider", "Provider"),
                                    ("council", "Council"),
                                    ("nhs-body", "NHS body"),
                                    ("other", "Other"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                blank=True,
                                help_text="For example RDZ.",
                                max_length=6,
                                verbose_name="organisation code",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="StrategicAim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "retired_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="From this day it is offered for nothing new.",
                                null=True,
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(unique=True)),
                        ("text", models.CharField(max_length=200, unique=True)),
                    ],
                    options={
                        "ordering": ["order"],
                    },
                ),
                migrations.CreateModel(
                    name="Tally",
                    fields=[
                        ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("count", models.PositiveIntegerField()),
                        ("ends_at", models.DateTimeField(db_index=True)),
                    ],
                    options={
                        "verbose_name_plural": "tallies",
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(max_length=254, unique=True, verbose_name="e-mail address"),
                        ),
                        (
                            "title",
                            models.CharField(
                                help_text="Shown instead of a name: “Contributor, Quality”.",
                                max_length=120,
                                verbose_name="role title",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                        (
                            "is_demonstration",
                            models.BooleanField(
                                default=False,
                                help_text="Refused wherever the demonstration is not switched on.",
                                verbose_name="demonstration account",
                            ),
                        ),
                        (
                            "left_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="The day on which a leaver left, as an administrator said.",
                                null=True,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "sessions_ended",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                help_text="How often all sessions were ended at once. A session of an earlier count is none any more.",
                            ),
                        ),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "person",
                        "verbose_name_plural": "people",
                        "ordering": ["title", "email"],
                    },
                    managers=[
                        ("objects", organisation.models.UserManager()),
                    ],
                ),
                migrations.CreateModel(
                    name="FrameworkComponent",
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
                            "framework",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="components",
                                to="organisation.assuranceframework",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        (
                            "note",
                            models.CharField(blank=True, max_length=300, verbose_name="what it is about"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "ordering": ["framework", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("framework", "number"), name="component_once_in_framework"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAssuranceFramework",
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
                        ("name", models.CharField(db_index=True, max_length=120)),
                        ("slug", models.SlugField(max_length=80)),
                        (
                            "component_word",
                            models.CharField(
                                default="component",
                                help_text="“domain”, “component”.",
                                max_length=20,
                                verbose_name="word for one of its parts",
                            ),
                        ),
                        (
                            "first_year",
                            models.PositiveSmallIntegerField(
                                help_text="The calendar year in which it starts: 2013 for 2013/14.",
                                verbose_name="first financial year",
                            ),
                        ),
                        (
                            "last_year",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Empty while another has not replaced it.",
                                null=True,
                                verbose_name="last financial year",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                        "verbose_name": "historical assurance framework",
                        "verbose_name_plural": "historical assurance frameworks",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCluster",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "retired_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="From this day it is offered for nothing new.",
                                null=True,
                            ),
                        ),
                        ("name", models.CharField(db_index=True, max_length=80)),
                        ("slug", models.SlugField(max_length=80)),
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
                        "verbose_name": "historical cluster",
                        "verbose_name_plural": "historical clusters",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDirectorate",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "retired_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="From this day it is offered for nothing new.",
                                null=True,
                            ),
                        ),
                        ("name", models.CharField(db_index=True, max_length=80)),
                        ("slug", models.SlugField(max_length=80)),
                        ("order", models.PositiveSmallIntegerField(default=0)),
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
                        "verbose_name": "historical directorate",
                        "verbose_name_plural": "historical directorates",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalFrameworkComponent",
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
                        ("number", models.PositiveSmallIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        (
                            "note",
                            models.CharField(blank=True, max_length=300, verbose_name="what it is about"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "framework",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.assuranceframework",
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
                        "verbose_name": "historical framework component",
                        "verbose_name_plural": "historical framework components",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalInvitation",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                        ("title", models.CharField(max_length=120, verbose_name="role title")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Not taken up yet"),
                                    ("accepted", "Taken up"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="open",
                                max_length=9,
                            ),
                        ),
                        ("expires_at", models.DateTimeField()),
                        ("invited_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="last sent")),
                        (
                            "failure",
                            models.CharField(
                                blank=True,
                                help_text="Why the last e-mail did not go, in the mail server's words.",
                                max_length=300,
                            ),
                        ),
                        (
                            "closed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="taken up or withdrawn"),
                        ),
                        (
                            "invited_by",
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
                            "person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Who took it up.",
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
                        "verbose_name": "historical invitation",
                        "verbose_name_plural": "historical invitations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalLocality",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "retired_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="From this day it is offered for nothing new.",
                                null=True,
                            ),
                        ),
                        ("name", models.CharField(db_index=True, max_length=80)),
                        ("slug", models.SlugField(max_length=80)),
                        (
                            "cluster",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Empty where the documents do not say.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.cluster",
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
                        "verbose_name": "historical locality",
                        "verbose_name_plural": "historical localities",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalOrganisation",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(db_index=True, max_length=120)),
                        ("short_name", models.CharField(max_length=40)),
                        (
                            "portal_name",
                            models.CharField(
                                default="Assurance portal", max_length=80, verbose_name="name of this service"
                            ),
                        ),
                        (
                            "report_name",
                            models.CharField(
                                default="Quarterly assurance report",
                                max_length=80,
                                verbose_name="name of its quarterly report",
                            ),
                        ),
                        ("governing_body_name", models.CharField(default="Governing Body", max_length=80)),
                        (
                            "registered_population",
                            models.PositiveIntegerField(help_text="People registered, for figures per head."),
                        ),
                        (
                            "population_note",
                            models.CharField(
                                help_text="How and when the population was counted.", max_length=200
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                        "verbose_name": "historical organisation",
                        "verbose_name_plural": "historical organisations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPartnerOrganisation",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "retired_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="From this day it is offered for nothing new.",
                                null=True,
                            ),
                        ),
                        ("name", models.CharField(db_index=True, max_length=120)),
                        ("slug", models.SlugField(max_length=120)),
                        ("short_name", models.CharField(blank=True, max_length=60)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("provider", "Provider"),
                                    ("council", "Council"),
                                    ("nhs-body", "NHS body"),
                                    ("other", "Other"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                blank=True,
                                help_text="For example RDZ.",
                                max_length=6,
                                verbose_name="organisation code",
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
                        "verbose_name": "historical partner organisation",
                        "verbose_name_plural": "historical partner organisations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalQuarter",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("starts_on", models.DateField(db_index=True)),
                        ("ends_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("upcoming", "Not open yet"),
                                    ("open", "Open for returns"),
                                    ("locked", "Locked"),
                                    ("reported", "Locked and reported"),
                                ],
                                default="upcoming",
                                max_length=8,
                            ),
                        ),
                        (
                            "due_on",
                            models.DateField(
                                help_text="Returns are due ten working days after the quarter's end."
                            ),
                        ),
                        ("locked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "lock_note",
                            models.TextField(
                                blank=True,
                                help_text="What was missing when it was locked, and why that was accepted.",
                            ),
                        ),
                        ("reported_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "reopen_note",
                            models.TextField(
                                blank=True, help_text="Why it was opened again, the last time that it was."
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.financialyear",
                            ),
                        ),
                        (
                            "locked_by",
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
                        "verbose_name": "historical quarter",
                        "verbose_name_plural": "historical quarters",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRoleAssignment",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("contributor", "Contributor"),
                                    ("approver", "Approver"),
                                    ("director", "Director"),
                                    ("assurance", "Assurance team"),
                                    ("finance", "Finance team"),
                                    ("engagement", "Engagement team"),
                                    ("programmes", "Programme office"),
                                    ("governing-body", "Governing body member"),
                                    ("administrator", "Administrator"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("hand", "given by hand"),
                                    ("sign-in", "given by the sign-in provider"),
                                ],
                                default="hand",
                                editable=False,
                                max_length=8,
                                verbose_name="where it is from",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "directorate",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="For contributors, approvers and directors.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.directorate",
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
                        "verbose_name": "historical role assignment",
                        "verbose_name_plural": "historical role assignments",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalStrategicAim",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "retired_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="From this day it is offered for nothing new.",
                                null=True,
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(db_index=True)),
                        ("text", models.CharField(db_index=True, max_length=200)),
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
                        "verbose_name": "historical strategic aim",
                        "verbose_name_plural": "historical strategic aims",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTeam",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "retired_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="From this day it is offered for nothing new.",
                                null=True,
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("slug", models.SlugField(max_length=80)),
                        ("order", models.PositiveSmallIntegerField(default=0)),
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
                        "verbose_name": "historical team",
                        "verbose_name_plural": "historical teams",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalUser",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(db_index=True, max_length=254, verbose_name="e-mail address"),
                        ),
                        (
                            "title",
                            models.CharField(
                                help_text="Shown instead of a name: “Contributor, Quality”.",
                                max_length=120,
                                verbose_name="role title",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                        (
                            "is_demonstration",
                            models.BooleanField(
                                default=False,
                                help_text="Refused wherever the demonstration is not switched on.",
                                verbose_name="demonstration account",
                            ),
                        ),
                        (
                            "left_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="The day on which a leaver left, as an administrator said.",
                                null=True,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                        "verbose_name": "historical person",
                        "verbose_name_plural": "historical people",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                        ("title", models.CharField(max_length=120, verbose_name="role title")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Not taken up yet"),
                                    ("accepted", "Taken up"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="open",
                                max_length=9,
                            ),
                        ),
                        (
                            "link_hash",
                            models.CharField(
                                help_text="SHA-256 of what the link holds.", max_length=64, unique=True
                            ),
                        ),
                        ("expires_at", models.DateTimeField()),
                        (
                            "invited_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("invited_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="last sent")),
                        (
                            "failure",
                            models.CharField(
                                blank=True,
                                help_text="Why the last e-mail did not go, in the mail server's words.",
                                max_length=300,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                help_text="Who took it up.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "closed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="taken up or withdrawn"),
                        ),
                    ],
                    options={
                        "ordering": ["-invited_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("email",),
                                name="invited_once_at_a_time",
                                violation_error_message="This address is invited already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("person__isnull", False), ("state", "accepted")),
                                    models.Q(
                                        models.Q(("state", "accepted"), _negated=True),
                                        ("person__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="invitation_taken_up_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Locality",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "retired_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="From this day it is offered for nothing new.",
                                null=True,
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        (
                            "cluster",
                            models.ForeignKey(
                                blank=True,
                                help_text="Empty where the documents do not say.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="localities",
                                to="organisation.cluster",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "localities",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="Quarter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="quarters",
                                to="organisation.financialyear",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("starts_on", models.DateField(unique=True)),
                        ("ends_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("upcoming", "Not open yet"),
                                    ("open", "Open for returns"),
                                    ("locked", "Locked"),
                                    ("reported", "Locked and reported"),
                                ],
                                default="upcoming",
                                max_length=8,
                            ),
                        ),
                        (
                            "due_on",
                            models.DateField(
                                help_text="Returns are due ten working days after the quarter's end."
                            ),
                        ),
                        ("locked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "locked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "lock_note",
                            models.TextField(
                                blank=True,
                                help_text="What was missing when it was locked, and why that was accepted.",
                            ),
                        ),
                        ("reported_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "reopen_note",
                            models.TextField(
                                blank=True, help_text="Why it was opened again, the last time that it was."
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["starts_on"],
                        "constraints": [
                            models.UniqueConstraint(fields=("year", "number"), name="quarter_once_in_year"),
                            models.CheckConstraint(
                                condition=models.Q(("number__gte", 1), ("number__lte", 4)),
                                name="quarter_number_1_to_4",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                                name="quarter_ends_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoleAssignment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="role_assignments",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("contributor", "Contributor"),
                                    ("approver", "Approver"),
                                    ("director", "Director"),
                                    ("assurance", "Assurance team"),
                                    ("finance", "Finance team"),
                                    ("engagement", "Engagement team"),
                                    ("programmes", "Programme office"),
                                    ("governing-body", "Governing body member"),
                                    ("administrator", "Administrator"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "directorate",
                            models.ForeignKey(
                                blank=True,
                                help_text="For contributors, approvers and directors.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="role_assignments",
                                to="organisation.directorate",
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("hand", "given by hand"),
                                    ("sign-in", "given by the sign-in provider"),
                                ],
                                default="hand",
                                editable=False,
                                max_length=8,
                                verbose_name="where it is from",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["user", "role"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "role", "directorate"),
                                name="role_held_once_there",
                                violation_error_message="This person already holds that role there.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("directorate__isnull", True)),
                                fields=("user", "role"),
                                name="role_held_once",
                                violation_error_message="This person already holds that role.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("directorate__isnull", False),
                                        ("role__in", ["contributor", "approver", "director"]),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("role__in", ["contributor", "approver", "director"]),
                                            _negated=True,
                                        ),
                                        ("directorate__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="directorate_roles_name_one",
                                violation_error_message="A contributor, approver or director needs a directorate; other roles have none.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Team",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "retired_on",
                            models.DateField(
                                blank=True,
                                editable=False,
                                help_text="From this day it is offered for nothing new.",
                                null=True,
                            ),
                        ),
                        (
                            "directorate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="teams",
                                to="organisation.directorate",
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        ("order", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["directorate__order", "order", "name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("directorate", "name"), name="team_name_once_in_directorate"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DataQualityNote",
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
                            "key",
                            models.SlugField(
                                help_text="Names the note, so that it is loaded once.",
                                max_length=120,
                                unique=True,
                            ),
                        ),
                        (
                            "area",
                            models.CharField(
                                choices=[
                                    ("performance", "Performance"),
                                    ("programmes", "Programmes and risks"),
                                    ("finance", "Finance"),
                                    ("engagement", "Engagement"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "about",
                            models.CharField(
                                help_text="The KPI, line or record it is about.", max_length=200
                            ),
                        ),
                        (
                            "path",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="address of that record's page"
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="data_quality_notes",
                                to="organisation.financialyear",
                            ),
                        ),
                        (
                            "quarter",
                            models.ForeignKey(
                                blank=True,
                                help_text="Empty where it concerns the whole year.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="data_quality_notes",
                                to="organisation.quarter",
                            ),
                        ),
                        ("text", models.TextField()),
                        ("resolved_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["area", "key"],
                    },
                ),
                migrations.CreateModel(
                    name="InvitedRole",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "invitation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="roles",
                                to="organisation.invitation",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("contributor", "Contributor"),
                                    ("approver", "Approver"),
                                    ("director", "Director"),
                                    ("assurance", "Assurance team"),
                                    ("finance", "Finance team"),
                                    ("engagement", "Engagement team"),
                                    ("programmes", "Programme office"),
                                    ("governing-body", "Governing body member"),
                                    ("administrator", "Administrator"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "directorate",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.directorate",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["invitation", "role", "directorate"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("invitation", "role", "directorate"), name="invited_role_once_there"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("directorate__isnull", True)),
                                fields=("invitation", "role"),
                                name="invited_role_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("directorate__isnull", False),
                                        ("role__in", ["contributor", "approver", "director"]),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("role__in", ["contributor", "approver", "director"]),
                                            _negated=True,
                                        ),
                                        ("directorate__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="invited_directorate_roles_name_one",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
