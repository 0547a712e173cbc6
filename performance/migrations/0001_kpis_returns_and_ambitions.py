from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
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
                    name="FigureUpload",
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
                                    ("workbook", "Workbook of a return"),
                                    ("history", "Figures of earlier periods"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("checked", "Checked, not applied"),
                                    ("applied", "Applied"),
                                    ("discarded", "Discarded"),
                                    ("expired", "Waited too long"),
                                ],
                                default="checked",
                                max_length=9,
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
                        (
                            "quarter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.quarter",
                            ),
                        ),
                        ("file_name", models.CharField(max_length=120)),
                        ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                        ("size", models.PositiveIntegerField(verbose_name="bytes")),
                        ("payload", models.JSONField(default=dict)),
                        (
                            "outcome",
                            models.CharField(blank=True, max_length=200, verbose_name="what it changed"),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="figure_uploads",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        (
                            "applied_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("applied_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "discarded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("discarded_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "file of figures",
                        "verbose_name_plural": "files of figures",
                        "ordering": ["-pk"],
                        "indexes": [models.Index(fields=["sha256"], name="upload_by_file")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "history"),
                                    models.Q(("directorate__isnull", False), ("quarter__isnull", False)),
                                    _connector="OR",
                                ),
                                name="workbook_is_of_a_return",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "applied"), _negated=True),
                                    ("applied_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="applied_upload_says_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "discarded"), _negated=True),
                                    models.Q(
                                        ("discarded_at__isnull", False), ("discarded_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="discarded_upload_says_who_and_when",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalIncentiveScheme",
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
                                choices=[("quality-premium", "Quality Premium"), ("cquin", "CQUIN")],
                                max_length=15,
                                verbose_name="scheme",
                            ),
                        ),
                        ("slug", models.SlugField(max_length=100)),
                        (
                            "total",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=13,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="total at stake",
                            ),
                        ),
                        (
                            "total_note",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="how the total is worked out"
                            ),
                        ),
                        (
                            "deduction_percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0")),
                                    django.core.validators.MaxValueValidator(Decimal("100")),
                                ],
                                verbose_name="reduced by, in %",
                            ),
                        ),
                        (
                            "deduction_reason",
                            models.CharField(
                                blank=True,
                                help_text="For the Quality Premium: which NHS Constitution standards were missed.",
                                max_length=200,
                                verbose_name="why it is reduced",
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "year",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.financialyear",
                                verbose_name="financial year",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="For the CQUIN scheme of one provider’s contract.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.partnerorganisation",
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
                        "verbose_name": "historical incentive scheme",
                        "verbose_name_plural": "historical incentive schemes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalKPI",
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
                        ("name", models.CharField(max_length=250, verbose_name="name, as published")),
                        ("short_name", models.CharField(max_length=90, verbose_name="short name for boards")),
                        (
                            "measure",
                            models.CharField(
                                choices=[
                                    ("count", "Count"),
                                    ("percentage", "Percentage"),
                                    ("ratio", "n of d"),
                                    ("money", "Money (£)"),
                                    ("days", "Days"),
                                    ("rate", "Rate per population"),
                                    ("score", "Score"),
                                    ("number", "Decimal number"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "measure_label",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="what the first measure counts"
                            ),
                        ),
                        (
                            "second_measure",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("count", "Count"),
                                    ("percentage", "Percentage"),
                                    ("ratio", "n of d"),
                                    ("money", "Money (£)"),
                                    ("days", "Days"),
                                    ("rate", "Rate per population"),
                                    ("score", "Score"),
                                    ("number", "Decimal number"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "second_measure_label",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="what the second measure counts"
                            ),
                        ),
                        (
                            "assessed_measure",
                            models.CharField(
                                choices=[("first", "The first measure"), ("second", "The second measure")],
                                default="first",
                                max_length=6,
                                verbose_name="measure that the target is about",
                            ),
                        ),
                        (
                            "second_is_part_of_first",
                            models.BooleanField(
                                default=False,
                                help_text="Issued, and converted of those issued: more converted than issued is then a data-quality note.",
                                verbose_name="the second measure is a part of the first",
                            ),
                        ),
                        (
                            "polarity",
                            models.CharField(
                                choices=[
                                    ("higher", "Higher is better"),
                                    ("lower", "Lower is better"),
                                    ("neither", "Neither way is better"),
                                ],
                                max_length=8,
                                verbose_name="which way is better",
                            ),
                        ),
                        (
                            "frequency",
                            models.CharField(
                                choices=[
                                    ("monthly", "Monthly"),
                                    ("quarterly", "Quarterly"),
                                    ("annually", "Annually"),
                                ],
                                max_length=9,
                                verbose_name="how often it is reported",
                            ),
                        ),
                        (
                            "roll_up",
                            models.CharField(
                                choices=[
                                    ("sum", "Added up"),
                                    ("mean", "Mean of the periods"),
                                    ("pooled", "Pooled: sum of n over sum of d"),
                                    ("last", "The last period's figure"),
                                ],
                                default="sum",
                                max_length=6,
                                verbose_name="how months make a quarter",
                            ),
                        ),
                        (
                            "second_roll_up",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("sum", "Added up"),
                                    ("mean", "Mean of the periods"),
                                    ("pooled", "Pooled: sum of n over sum of d"),
                                    ("last", "The last period's figure"),
                                ],
                                max_length=6,
                                verbose_name="how months of the second measure make a quarter",
                            ),
                        ),
                        (
                            "tolerance_percent",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("10"),
                                max_digits=5,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="amber within this share of the target, in %",
                            ),
                        ),
                        ("definition", models.TextField(blank=True, verbose_name="what is counted")),
                        (
                            "numerator",
                            models.TextField(blank=True, verbose_name="numerator: what counts as n"),
                        ),
                        (
                            "denominator",
                            models.TextField(blank=True, verbose_name="denominator: out of what, d"),
                        ),
                        ("data_source", models.TextField(blank=True, verbose_name="source of the data")),
                        ("collection", models.TextField(blank=True, verbose_name="how it is collected")),
                        ("retired_on", models.DateField(blank=True, null=True)),
                        (
                            "number",
                            models.PositiveSmallIntegerField(
                                db_index=True,
                                error_messages={"unique": "Another KPI has this number."},
                                verbose_name="number in the schedule",
                            ),
                        ),
                        ("slug", models.SlugField(max_length=100)),
                        (
                            "owner_role",
                            models.CharField(
                                blank=True,
                                help_text="The role that a document names, where nobody holds it here.",
                                max_length=120,
                                verbose_name="owner, as published",
                            ),
                        ),
                        ("rationale", models.TextField(blank=True, verbose_name="why it is measured")),
                        ("known_issues", models.TextField(blank=True, verbose_name="known data issues")),
                        (
                            "review_every",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("year", "Every year"),
                                    ("half-year", "Every six months"),
                                    ("two-years", "Every two years"),
                                    ("on-change", "When the national definition changes"),
                                ],
                                max_length=10,
                                verbose_name="how often the definition is reviewed",
                            ),
                        ),
                        (
                            "linked_to",
                            models.TextField(
                                blank=True,
                                editable=False,
                                help_text="So that the trail can tell it.",
                                verbose_name="what it is linked to, in words",
                            ),
                        ),
                        (
                            "published_by",
                            models.CharField(
                                blank=True,
                                help_text="The body that publishes its figures, such as NHS England: what it publishes is no secret here.",
                                max_length=120,
                                verbose_name="published nationally by",
                            ),
                        ),
                        (
                            "derived_from",
                            models.CharField(
                                blank=True,
                                help_text="The portal's own records that propose the figure.",
                                max_length=30,
                                verbose_name="proposed from",
                            ),
                        ),
                        ("active_from", models.DateField()),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.team",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "deputy",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="deputy",
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
                        "verbose_name": "historical KPI",
                        "verbose_name_plural": "historical KPIs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRemindersStopped",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("stopped_at", models.DateTimeField()),
                        (
                            "person",
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
                        "verbose_name": "historical reminders stopped",
                        "verbose_name_plural": "historical people whose reminders are stopped",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalReturn",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("not-started", "Not started"),
                                    ("in-progress", "In progress"),
                                    ("submitted", "Submitted"),
                                    ("signed-off", "Signed off"),
                                    ("locked", "Locked"),
                                ],
                                default="not-started",
                                max_length=11,
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "returned_at",
                            models.DateTimeField(
                                blank=True,
                                editable=False,
                                help_text="When it had come in at the first lock: what is corrected after a reopening is not late by that.",
                                null=True,
                            ),
                        ),
                        ("signed_off_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "provenance_note",
                            models.CharField(
                                blank=True,
                                help_text="For returns that the demonstration invents.",
                                max_length=200,
                            ),
                        ),
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
                            "submitted_by",
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
                            "signed_off_by",
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
                        "verbose_name": "historical return",
                        "verbose_name_plural": "historical returns",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="IncentiveScheme",
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
                            "kind",
                            models.CharField(
                                choices=[("quality-premium", "Quality Premium"), ("cquin", "CQUIN")],
                                max_length=15,
                                verbose_name="scheme",
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="incentive_schemes",
                                to="organisation.financialyear",
                                verbose_name="financial year",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                help_text="For the CQUIN scheme of one provider’s contract.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="incentive_schemes",
                                to="organisation.partnerorganisation",
                            ),
                        ),
                        ("slug", models.SlugField(max_length=100, unique=True)),
                        (
                            "total",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=13,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="total at stake",
                            ),
                        ),
                        (
                            "total_note",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="how the total is worked out"
                            ),
                        ),
                        (
                            "deduction_percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0")),
                                    django.core.validators.MaxValueValidator(Decimal("100")),
                                ],
                                verbose_name="reduced by, in %",
                            ),
                        ),
                        (
                            "deduction_reason",
                            models.CharField(
                                blank=True,
                                help_text="For the Quality Premium: which NHS Constitution standards were missed.",
                                max_length=200,
                                verbose_name="why it is reduced",
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "ordering": ["-year__start", "-kind", "provider__name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "year", "provider"),
                                name="one_scheme_a_year_and_provider",
                                violation_error_message="There already is such a scheme for that year.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("provider__isnull", True)),
                                fields=("kind", "year"),
                                name="one_scheme_a_year",
                                violation_error_message="There already is such a scheme for that year.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("deduction_percent__isnull", True),
                                    models.Q(("deduction_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="deduction_has_reason",
                                violation_error_message="Say why it is reduced.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KPI",
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
                        ("name", models.CharField(max_length=250, verbose_name="name, as published")),
                        ("short_name", models.CharField(max_length=90, verbose_name="short name for boards")),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="organisation.team",
                            ),
                        ),
                        (
                            "measure",
                            models.CharField(
                                choices=[
                                    ("count", "Count"),
                                    ("percentage", "Percentage"),
                                    ("ratio", "n of d"),
                                    ("money", "Money (£)"),
                                    ("days", "Days"),
                                    ("rate", "Rate per population"),
                                    ("score", "Score"),
                                    ("number", "Decimal number"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "measure_label",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="what the first measure counts"
                            ),
                        ),
                        (
                            "second_measure",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("count", "Count"),
                                    ("percentage", "Percentage"),
                                    ("ratio", "n of d"),
                                    ("money", "Money (£)"),
                                    ("days", "Days"),
                                    ("rate", "Rate per population"),
                                    ("score", "Score"),
                                    ("number", "Decimal number"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "second_measure_label",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="what the second measure counts"
                            ),
                        ),
                        (
                            "assessed_measure",
                            models.CharField(
                                choices=[("first", "The first measure"), ("second", "The second measure")],
                                default="first",
                                max_length=6,
                                verbose_name="measure that the target is about",
                            ),
                        ),
                        (
                            "second_is_part_of_first",
                            models.BooleanField(
                                default=False,
                                help_text="Issued, and converted of those issued: more converted than issued is then a data-quality note.",
                                verbose_name="the second measure is a part of the first",
                            ),
                        ),
                        (
                            "polarity",
                            models.CharField(
                                choices=[
                                    ("higher", "Higher is better"),
                                    ("lower", "Lower is better"),
                                    ("neither", "Neither way is better"),
                                ],
                                max_length=8,
                                verbose_name="which way is better",
                            ),
                        ),
                        (
                            "frequency",
                            models.CharField(
                                choices=[
                                    ("monthly", "Monthly"),
                                    ("quarterly", "Quarterly"),
                                    ("annually", "Annually"),
                                ],
                                max_length=9,
                                verbose_name="how often it is reported",
                            ),
                        ),
                        (
                            "roll_up",
                            models.CharField(
                                choices=[
                                    ("sum", "Added up"),
                                    ("mean", "Mean of the periods"),
                                    ("pooled", "Pooled: sum of n over sum of d"),
                                    ("last", "The last period's figure"),
                                ],
                                default="sum",
                                max_length=6,
                                verbose_name="how months make a quarter",
                            ),
                        ),
                        (
                            "second_roll_up",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("sum", "Added up"),
                                    ("mean", "Mean of the periods"),
                                    ("pooled", "Pooled: sum of n over sum of d"),
                                    ("last", "The last period's figure"),
                                ],
                                max_length=6,
                                verbose_name="how months of the second measure make a quarter",
                            ),
                        ),
                        (
                            "tolerance_percent",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("10"),
                                max_digits=5,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="amber within this share of the target, in %",
                            ),
                        ),
                        ("definition", models.TextField(blank=True, verbose_name="what is counted")),
                        (
                            "numerator",
                            models.TextField(blank=True, verbose_name="numerator: what counts as n"),
                        ),
                        (
                            "denominator",
                            models.TextField(blank=True, verbose_name="denominator: out of what, d"),
                        ),
                        ("data_source", models.TextField(blank=True, verbose_name="source of the data")),
                        ("collection", models.TextField(blank=True, verbose_name="how it is collected")),
                        ("retired_on", models.DateField(blank=True, null=True)),
                        (
                            "number",
                            models.PositiveSmallIntegerField(
                                error_messages={"unique": "Another KPI has this number."},
                                unique=True,
                                verbose_name="number in the schedule",
                            ),
                        ),
                        ("slug", models.SlugField(max_length=100, unique=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="owned_kpis",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "owner_role",
                            models.CharField(
                                blank=True,
                                help_text="The role that a document names, where nobody holds it here.",
                                max_length=120,
                                verbose_name="owner, as published",
                            ),
                        ),
                        (
                            "deputy",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deputised_kpis",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="deputy",
                            ),
                        ),
                        ("rationale", models.TextField(blank=True, verbose_name="why it is measured")),
                        ("known_issues", models.TextField(blank=True, verbose_name="known data issues")),
                        (
                            "review_every",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("year", "Every year"),
                                    ("half-year", "Every six months"),
                                    ("two-years", "Every two years"),
                                    ("on-change", "When the national definition changes"),
                                ],
                                max_length=10,
                                verbose_name="how often the definition is reviewed",
                            ),
                        ),
                        (
                            "linked_to",
                            models.TextField(
                                blank=True,
                                editable=False,
                                help_text="So that the trail can tell it.",
                                verbose_name="what it is linked to, in words",
                            ),
                        ),
                        (
                            "published_by",
                            models.CharField(
                                blank=True,
                                help_text="The body that publishes its figures, such as NHS England: what it publishes is no secret here.",
                                max_length=120,
                                verbose_name="published nationally by",
                            ),
                        ),
                        (
                            "derived_from",
                            models.CharField(
                                blank=True,
                                help_text="The portal's own records that propose the figure.",
                                max_length=30,
                                verbose_name="proposed from",
                            ),
                        ),
                        ("active_from", models.DateField()),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "programmes",
                            models.ManyToManyField(
                                blank=True, related_name="kpis", to="programmes.programme"
                            ),
                        ),
                        (
                            "projects",
                            models.ManyToManyField(
                                blank=True,
                                related_name="kpis",
                                to="programmes.priorityproject",
                                verbose_name="priority projects",
                            ),
                        ),
                        (
                            "strategic_aims",
                            models.ManyToManyField(
                                blank=True, related_name="kpis", to="organisation.strategicaim"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "KPI",
                        "ordering": ["number"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("assessed_measure", "first"),
                                    models.Q(("second_measure", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="assessed_second_measure_exists",
                                violation_error_message="There is no second measure to assess.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("retired_on__isnull", True),
                                    ("retired_on__gte", models.F("active_from")),
                                    _connector="OR",
                                ),
                                name="kpi_retires_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutcomeDomain",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(unique=True)),
                        ("name", models.CharField(max_length=160)),
                    ],
                    options={
                        "ordering": ["number"],
                    },
                ),
                migrations.CreateModel(
                    name="RemindersStopped",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reminders_stopped",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("stopped_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name_plural": "people whose reminders are stopped",
                        "ordering": ["stopped_at"],
                    },
                ),
                migrations.CreateModel(
                    name="Return",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "directorate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returns",
                                to="organisation.directorate",
                            ),
                        ),
                        (
                            "quarter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returns",
                                to="organisation.quarter",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("not-started", "Not started"),
                                    ("in-progress", "In progress"),
                                    ("submitted", "Submitted"),
                                    ("signed-off", "Signed off"),
                                    ("locked", "Locked"),
                                ],
                                default="not-started",
                                max_length=11,
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
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
                        (
                            "returned_at",
                            models.DateTimeField(
                                blank=True,
                                editable=False,
                                help_text="When it had come in at the first lock: what is corrected after a reopening is not late by that.",
                                null=True,
                            ),
                        ),
                        ("signed_off_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "signed_off_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "provenance_note",
                            models.CharField(
                                blank=True,
                                help_text="For returns that the demonstration invents.",
                                max_length=200,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "ordering": ["quarter", "directorate"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("directorate", "quarter"), name="one_return_a_quarter"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnReminder",
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
                                related_name="reminders",
                                to="organisation.quarter",
                            ),
                        ),
                        (
                            "directorate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reminders",
                                to="organisation.directorate",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("before", "First reminder"),
                                    ("due", "Second reminder"),
                                    ("after", "Third reminder"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reminders",
                                to=settings.AUTH_USER_MODEL,
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
                                verbose_name="as whom",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Waiting to be sent"),
                                    ("sending", "Being sent"),
                                    ("sent", "Sent"),
                                    ("failed", "Not sent yet"),
                                    ("refused", "Could not be delivered"),
                                    ("unknown", "May have been sent"),
                                    ("not-needed", "No longer needed"),
                                ],
                                default="queued",
                                max_length=10,
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                blank=True,
                                help_text="Who sent it by hand; empty for the schedule.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("queued_at", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        (
                            "claim",
                            models.UUIDField(blank=True, help_text="Of the worker that sends it.", null=True),
                        ),
                        ("claimed_at", models.DateTimeField(blank=True, null=True)),
                        ("try_again_at", models.DateTimeField(blank=True, null=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "failure",
                            models.CharField(blank=True, max_length=300, verbose_name="why it did not go"),
                        ),
                        (
                            "provenance_note",
                            models.CharField(
                                blank=True,
                                help_text="For reminders that the demonstration invents.",
                                max_length=200,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["quarter", "directorate", "queued_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["queued", "sending", "failed"])),
                                fields=["queued_at"],
                                name="reminders_unfinished",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("quarter", "directorate", "stage", "person"),
                                name="one_reminder_a_stage_and_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                                    models.Q(
                                        models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_sent_reminder_says_when",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Baseline",
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
                            "kpi",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="performance.kpi",
                            ),
                        ),
                        ("reason", models.TextField(max_length=500, verbose_name="why")),
                        (
                            "set_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("set_on", models.DateField(verbose_name="decided on")),
                        (
                            "withdrawn_reason",
                            models.TextField(blank=True, max_length=500, verbose_name="why it was withdrawn"),
                        ),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "withdrawn_on",
                            models.DateField(blank=True, null=True, verbose_name="withdrawn on"),
                        ),
                        (
                            "points",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(12)]
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["kpi", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_on__isnull", True),
                                    models.Q(("withdrawn_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="withdrawn_baseline_has_reason",
                                violation_error_message="Say why it is withdrawn.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_on__isnull", True)),
                                fields=("kpi",),
                                name="one_standing_baseline",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("points__gte", 12)),
                                name="baseline_of_twelve_or_more",
                                violation_error_message="A baseline needs 12 points or more.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EarlierDefinition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=250, verbose_name="name, as published")),
                        ("short_name", models.CharField(max_length=90, verbose_name="short name for boards")),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="organisation.team",
                            ),
                        ),
                        (
                            "measure",
                            models.CharField(
                                choices=[
                                    ("count", "Count"),
                                    ("percentage", "Percentage"),
                                    ("ratio", "n of d"),
                                    ("money", "Money (£)"),
                                    ("days", "Days"),
                                    ("rate", "Rate per population"),
                                    ("score", "Score"),
                                    ("number", "Decimal number"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "measure_label",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="what the first measure counts"
                            ),
                        ),
                        (
                            "second_measure",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("count", "Count"),
                                    ("percentage", "Percentage"),
                                    ("ratio", "n of d"),
                                    ("money", "Money (£)"),
                                    ("days", "Days"),
                                    ("rate", "Rate per population"),
                                    ("score", "Score"),
                                    ("number", "Decimal number"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "second_measure_label",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="what the second measure counts"
                            ),
                        ),
                        (
                            "assessed_measure",
                            models.CharField(
                                choices=[("first", "The first measure"), ("second", "The second measure")],
                                default="first",
                                max_length=6,
                                verbose_name="measure that the target is about",
                            ),
                        ),
                        (
                            "second_is_part_of_first",
                            models.BooleanField(
                                default=False,
                                help_text="Issued, and converted of those issued: more converted than issued is then a data-quality note.",
                                verbose_name="the second measure is a part of the first",
                            ),
                        ),
                        (
                            "polarity",
                            models.CharField(
                                choices=[
                                    ("higher", "Higher is better"),
                                    ("lower", "Lower is better"),
                                    ("neither", "Neither way is better"),
                                ],
                                max_length=8,
                                verbose_name="which way is better",
                            ),
                        ),
                        (
                            "frequency",
                            models.CharField(
                                choices=[
                                    ("monthly", "Monthly"),
                                    ("quarterly", "Quarterly"),
                                    ("annually", "Annually"),
                                ],
                                max_length=9,
                                verbose_name="how often it is reported",
                            ),
                        ),
                        (
                            "roll_up",
                            models.CharField(
                                choices=[
                                    ("sum", "Added up"),
                                    ("mean", "Mean of the periods"),
                                    ("pooled", "Pooled: sum of n over sum of d"),
                                    ("last", "The last period's figure"),
                                ],
                                default="sum",
                                max_length=6,
                                verbose_name="how months make a quarter",
                            ),
                        ),
                        (
                            "second_roll_up",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("sum", "Added up"),
                                    ("mean", "Mean of the periods"),
                                    ("pooled", "Pooled: sum of n over sum of d"),
                                    ("last", "The last period's figure"),
                                ],
                                max_length=6,
                                verbose_name="how months of the second measure make a quarter",
                            ),
                        ),
                        (
                            "tolerance_percent",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("10"),
                                max_digits=5,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="amber within this share of the target, in %",
                            ),
                        ),
                        ("definition", models.TextField(blank=True, verbose_name="what is counted")),
                        (
                            "numerator",
                            models.TextField(blank=True, verbose_name="numerator: what counts as n"),
                        ),
                        (
                            "denominator",
                            models.TextField(blank=True, verbose_name="denominator: out of what, d"),
                        ),
                        ("data_source", models.TextField(blank=True, verbose_name="source of the data")),
                        ("collection", models.TextField(blank=True, verbose_name="how it is collected")),
                        ("retired_on", models.DateField(blank=True, null=True)),
                        (
                            "kpi",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="earlier_definitions",
                                to="performance.kpi",
                            ),
                        ),
                        (
                            "until",
                            models.DateField(
                                verbose_name="first day of the quarter from which the next definition holds"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["kpi", "until"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kpi", "until"), name="one_earlier_definition_a_change"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalBaseline",
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
                        ("reason", models.TextField(max_length=500, verbose_name="why")),
                        ("set_on", models.DateField(verbose_name="decided on")),
                        (
                            "withdrawn_reason",
                            models.TextField(blank=True, max_length=500, verbose_name="why it was withdrawn"),
                        ),
                        (
                            "withdrawn_on",
                            models.DateField(blank=True, null=True, verbose_name="withdrawn on"),
                        ),
                        (
                            "points",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(12)]
                            ),
                        ),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.kpi",
                            ),
                        ),
                        (
                            "set_by",
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
                            "withdrawn_by",
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
                        "verbose_name": "historical baseline",
                        "verbose_name_plural": "historical baselines",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalEarlierDefinition",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=250, verbose_name="name, as published")),
                        ("short_name", models.CharField(max_length=90, verbose_name="short name for boards")),
                        (
                            "measure",
                            models.CharField(
                                choices=[
                                    ("count", "Count"),
                                    ("percentage", "Percentage"),
                                    ("ratio", "n of d"),
                                    ("money", "Money (£)"),
                                    ("days", "Days"),
                                    ("rate", "Rate per population"),
                                    ("score", "Score"),
                                    ("number", "Decimal number"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "measure_label",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="what the first measure counts"
                            ),
                        ),
                        (
                            "second_measure",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("count", "Count"),
                                    ("percentage", "Percentage"),
                                    ("ratio", "n of d"),
                                    ("money", "Money (£)"),
                                    ("days", "Days"),
                                    ("rate", "Rate per population"),
                                    ("score", "Score"),
                                    ("number", "Decimal number"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "second_measure_label",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="what the second measure counts"
                            ),
                        ),
                        (
                            "assessed_measure",
                            models.CharField(
                                choices=[("first", "The first measure"), ("second", "The second measure")],
                                default="first",
                                max_length=6,
                                verbose_name="measure that the target is about",
                            ),
                        ),
                        (
                            "second_is_part_of_first",
                            models.BooleanField(
                                default=False,
                                help_text="Issued, and converted of those issued: more converted than issued is then a data-quality note.",
                                verbose_name="the second measure is a part of the first",
                            ),
                        ),
                        (
                            "polarity",
                            models.CharField(
                                choices=[
                                    ("higher", "Higher is better"),
                                    ("lower", "Lower is better"),
                                    ("neither", "Neither way is better"),
                                ],
                                max_length=8,
                                verbose_name="which way is better",
                            ),
                        ),
                        (
                            "frequency",
                            models.CharField(
                                choices=[
                                    ("monthly", "Monthly"),
                                    ("quarterly", "Quarterly"),
                                    ("annually", "Annually"),
                                ],
                                max_length=9,
                                verbose_name="how often it is reported",
                            ),
                        ),
                        (
                            "roll_up",
                            models.CharField(
                                choices=[
                                    ("sum", "Added up"),
                                    ("mean", "Mean of the periods"),
                                    ("pooled", "Pooled: sum of n over sum of d"),
                                    ("last", "The last period's figure"),
                                ],
                                default="sum",
                                max_length=6,
                                verbose_name="how months make a quarter",
                            ),
                        ),
                        (
                            "second_roll_up",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("sum", "Added up"),
                                    ("mean", "Mean of the periods"),
                                    ("pooled", "Pooled: sum of n over sum of d"),
                                    ("last", "The last period's figure"),
                                ],
                                max_length=6,
                                verbose_name="how months of the second measure make a quarter",
                            ),
                        ),
                        (
                            "tolerance_percent",
                            models.DecimalField(
                                decimal_places=2,
                                default=Decimal("10"),
                                max_digits=5,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="amber within this share of the target, in %",
                            ),
                        ),
                        ("definition", models.TextField(blank=True, verbose_name="what is counted")),
                        (
                            "numerator",
                            models.TextField(blank=True, verbose_name="numerator: what counts as n"),
                        ),
                        (
                            "denominator",
                            models.TextField(blank=True, verbose_name="denominator: out of what, d"),
                        ),
                        ("data_source", models.TextField(blank=True, verbose_name="source of the data")),
                        ("collection", models.TextField(blank=True, verbose_name="how it is collected")),
                        ("retired_on", models.DateField(blank=True, null=True)),
                        (
                            "until",
                            models.DateField(
                                verbose_name="first day of the quarter from which the next definition holds"
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.team",
                            ),
                        ),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.kpi",
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
                        "verbose_name": "historical earlier definition",
                        "verbose_name_plural": "historical earlier definitions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalKPIAction",
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
                        ("text", models.TextField(max_length=1000, verbose_name="what will be done")),
                        ("owner", models.CharField(max_length=120, verbose_name="owner (role)")),
                        ("opened_on", models.DateField(verbose_name="opened on")),
                        ("due_on", models.DateField(verbose_name="due by")),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                        (
                            "outcome",
                            models.TextField(blank=True, max_length=1000, verbose_name="what came of it"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.kpi",
                            ),
                        ),
                        (
                            "arose_in",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.quarter",
                                verbose_name="quarter it arose in",
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
                        "verbose_name": "historical KPI action",
                        "verbose_name_plural": "historical KPI actions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalKPIEvidence",
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
                            "component",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.frameworkcomponent",
                            ),
                        ),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.kpi",
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
                        "verbose_name": "historical KPI evidence",
                        "verbose_name_plural": "historical KPI evidences",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalKPIProposal",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("new", "A new KPI"),
                                    ("change", "A change"),
                                    ("retire", "Retirement"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("title", models.CharField(max_length=90, verbose_name="short name of the KPI")),
                        ("asked", models.JSONField(blank=True, default=dict)),
                        (
                            "holds_from",
                            models.DateField(
                                help_text="Of a retirement: the first quarter without it.",
                                verbose_name="first day of the quarter from which it should hold",
                            ),
                        ),
                        ("reason", models.TextField(verbose_name="why")),
                        ("kpi_version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting for an answer"),
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="open",
                                max_length=9,
                            ),
                        ),
                        ("proposed_at", models.DateTimeField()),
                        ("answer", models.TextField(blank=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.kpi",
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
                            "answered_by",
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
                        "verbose_name": "historical proposal",
                        "verbose_name_plural": "historical proposals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalKPIValue",
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
                            "period_kind",
                            models.CharField(
                                choices=[
                                    ("month", "Month"),
                                    ("quarter", "Quarter"),
                                    ("year", "Financial year"),
                                ],
                                max_length=7,
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        (
                            "value",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                help_text="In the measure's unit; percent for n of d.",
                                max_digits=19,
                                null=True,
                            ),
                        ),
                        (
                            "numerator",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True),
                        ),
                        (
                            "denominator",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True),
                        ),
                        (
                            "second_value",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True),
                        ),
                        (
                            "second_numerator",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True),
                        ),
                        (
                            "second_denominator",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True),
                        ),
                        ("not_collected", models.BooleanField(default=False)),
                        ("not_collected_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "is_complete",
                            models.BooleanField(
                                default=True,
                                help_text="False where a month that makes this quarter is missing, or was not collected.",
                            ),
                        ),
                        ("printed", models.CharField(blank=True, max_length=60, verbose_name="as published")),
                        ("commentary", models.TextField(blank=True)),
                        (
                            "self_assessed",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("red", "Red"),
                                    ("amber", "Amber"),
                                    ("green", "Green"),
                                    ("grey", "Grey"),
                                ],
                                help_text="Empty: not recorded, or agrees with the rule.",
                                max_length=5,
                                verbose_name="self-assessed RAG",
                            ),
                        ),
                        (
                            "self_assessed_reason",
                            models.TextField(blank=True, verbose_name="why it is rated otherwise"),
                        ),
                        ("sent_back_comment", models.TextField(blank=True)),
                        ("sent_back_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("recorded_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.kpi",
                            ),
                        ),
                        (
                            "sent_back_by",
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
                            "recorded_by",
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
                        "verbose_name": "historical KPI value",
                        "verbose_name_plural": "historical KPI values",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalOutcomeAmbition",
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
                        ("number", models.PositiveSmallIntegerField(db_index=True)),
                        ("name", models.TextField(verbose_name="ambition, as published")),
                        ("short_name", models.CharField(max_length=90)),
                        ("measure", models.CharField(blank=True, max_length=200)),
                        ("unit", models.CharField(blank=True, max_length=60)),
                        (
                            "polarity",
                            models.CharField(
                                choices=[
                                    ("higher", "Higher is better"),
                                    ("lower", "Lower is better"),
                                    ("neither", "Neither way is better"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "baseline",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True),
                        ),
                        ("baseline_printed", models.CharField(blank=True, max_length=80)),
                        (
                            "baseline_period",
                            models.CharField(blank=True, max_length=40, verbose_name="year of the baseline"),
                        ),
                        ("note", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "domain",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.outcomedomain",
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
                        "verbose_name": "historical outcome ambition",
                        "verbose_name_plural": "historical outcome ambitions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRebase",
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
                        ("reason", models.TextField(max_length=500, verbose_name="why")),
                        ("set_on", models.DateField(verbose_name="decided on")),
                        (
                            "withdrawn_reason",
                            models.TextField(blank=True, max_length=500, verbose_name="why it was withdrawn"),
                        ),
                        (
                            "withdrawn_on",
                            models.DateField(blank=True, null=True, verbose_name="withdrawn on"),
                        ),
                        (
                            "starts_on",
                            models.DateField(
                                verbose_name="first day of the period from which limits start afresh"
                            ),
                        ),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.kpi",
                            ),
                        ),
                        (
                            "set_by",
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
                            "withdrawn_by",
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
                        "verbose_name": "historical rebase",
                        "verbose_name_plural": "historical rebases",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTarget",
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
                            "from_quarter",
                            models.PositiveSmallIntegerField(
                                default=1, verbose_name="quarter of the year from which it holds"
                            ),
                        ),
                        ("no_target", models.BooleanField(default=False, verbose_name="no target")),
                        (
                            "comparator",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("at_least", "At least"),
                                    ("at_most", "At most"),
                                    ("exactly", "Exactly"),
                                    ("between", "Between"),
                                    ("better_than_last_year", "Better than last year"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True),
                        ),
                        (
                            "upper_value",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=19,
                                null=True,
                                verbose_name="upper value, for between",
                            ),
                        ),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("each_period", "Each period"),
                                    ("running_total", "Running total, against an even profile"),
                                    ("year_end", "Year end only"),
                                ],
                                default="each_period",
                                max_length=13,
                            ),
                        ),
                        (
                            "profile",
                            models.JSONField(
                                blank=True,
                                default=list,
                                help_text="Twelve decimals as text; empty: even parts.",
                                verbose_name="total expected by the end of each month, April to March",
                            ),
                        ),
                        ("printed", models.CharField(blank=True, max_length=60, verbose_name="as published")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.kpi",
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
                        "verbose_name": "historical target",
                        "verbose_name_plural": "historical targets",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalYearEndForecast",
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
                            "value",
                            models.DecimalField(
                                decimal_places=4, max_digits=19, verbose_name="forecast for the year"
                            ),
                        ),
                        ("reason", models.TextField(max_length=1000, verbose_name="why it will end there")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.kpi",
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
                            "made_in",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.quarter",
                                verbose_name="quarter it was made in",
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
                        "verbose_name": "historical year-end forecast",
                        "verbose_name_plural": "historical year-end forecasts",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="KPIAction",
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
                            "kpi",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions",
                                to="performance.kpi",
                            ),
                        ),
                        (
                            "arose_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="kpi_actions",
                                to="organisation.quarter",
                                verbose_name="quarter it arose in",
                            ),
                        ),
                        ("text", models.TextField(max_length=1000, verbose_name="what will be done")),
                        ("owner", models.CharField(max_length=120, verbose_name="owner (role)")),
                        ("opened_on", models.DateField(verbose_name="opened on")),
                        ("due_on", models.DateField(verbose_name="due by")),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                        (
                            "outcome",
                            models.TextField(blank=True, max_length=1000, verbose_name="what came of it"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "KPI action",
                        "ordering": ["due_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_on__isnull", True),
                                    models.Q(("outcome", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="closed_action_has_outcome",
                                violation_error_message="Say what came of it.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_on__isnull", True),
                                    ("closed_on__gte", models.F("opened_on")),
                                    _connector="OR",
                                ),
                                name="action_closes_after_opening",
                                violation_error_message="An action is not closed before it was opened.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KPIEvidence",
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
                            "component",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)s_links",
                                to="organisation.frameworkcomponent",
                            ),
                        ),
                        (
                            "kpi",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="performance.kpi",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "KPI evidence",
                        "ordering": ["component"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("kpi", "component"), name="kpi_evidence_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KPIProposal",
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
                                    ("new", "A new KPI"),
                                    ("change", "A change"),
                                    ("retire", "Retirement"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="performance.kpi",
                            ),
                        ),
                        (
                            "directorate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="kpi_proposals",
                                to="organisation.directorate",
                            ),
                        ),
                        ("title", models.CharField(max_length=90, verbose_name="short name of the KPI")),
                        ("asked", models.JSONField(blank=True, default=dict)),
                        (
                            "holds_from",
                            models.DateField(
                                help_text="Of a retirement: the first quarter without it.",
                                verbose_name="first day of the quarter from which it should hold",
                            ),
                        ),
                        ("reason", models.TextField(verbose_name="why")),
                        ("kpi_version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting for an answer"),
                                    ("accepted", "Accepted"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="open",
                                max_length=9,
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("proposed_at", models.DateTimeField()),
                        ("answer", models.TextField(blank=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "proposal",
                        "ordering": ["-proposed_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind", "new"), ("kpi__isnull", False), _connector="OR"),
                                name="proposal_names_its_kpi",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kpi__isnull", False), ("state", "open")),
                                fields=("kpi",),
                                name="one_open_proposal_a_kpi",
                            ),
                            models.UniqueConstraint(
                                models.F("directorate"),
                                django.db.models.functions.text.Lower("title"),
                                condition=models.Q(("kind", "new"), ("state", "open")),
                                name="one_open_proposal_a_new_name",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KPIValue",
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
                            "kpi",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="values",
                                to="performance.kpi",
                            ),
                        ),
                        (
                            "period_kind",
                            models.CharField(
                                choices=[
                                    ("month", "Month"),
                                    ("quarter", "Quarter"),
                                    ("year", "Financial year"),
                                ],
                                max_length=7,
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        (
                            "value",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                help_text="In the measure's unit; percent for n of d.",
                                max_digits=19,
                                null=True,
                            ),
                        ),
                        (
                            "numerator",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True),
                        ),
                        (
                            "denominator",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True),
                        ),
                        (
                            "second_value",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True),
                        ),
                        (
                            "second_numerator",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True),
                        ),
                        (
                            "second_denominator",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True),
                        ),
                        ("not_collected", models.BooleanField(default=False)),
                        ("not_collected_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "is_complete",
                            models.BooleanField(
                                default=True,
                                help_text="False where a month that makes this quarter is missing, or was not collected.",
                            ),
                        ),
                        ("printed", models.CharField(blank=True, max_length=60, verbose_name="as published")),
                        ("commentary", models.TextField(blank=True)),
                        (
                            "self_assessed",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("red", "Red"),
                                    ("amber", "Amber"),
                                    ("green", "Green"),
                                    ("grey", "Grey"),
                                ],
                                help_text="Empty: not recorded, or agrees with the rule.",
                                max_length=5,
                                verbose_name="self-assessed RAG",
                            ),
                        ),
                        (
                            "self_assessed_reason",
                            models.TextField(blank=True, verbose_name="why it is rated otherwise"),
                        ),
                        ("sent_back_comment", models.TextField(blank=True)),
                        ("sent_back_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "sent_back_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "KPI value",
                        "ordering": ["kpi", "starts_on"],
                        "indexes": [
                            models.Index(fields=["period_kind", "starts_on"], name="value_by_period")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kpi", "period_kind", "starts_on"), name="one_value_a_period"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("not_collected", False),
                                    models.Q(
                                        ("denominator__isnull", True),
                                        ("numerator__isnull", True),
                                        ("second_value__isnull", True),
                                        ("value__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="not_collected_has_no_figure",
                                violation_error_message="A figure that was not collected cannot have a value.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="value_ends_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutcomeAmbition",
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
                        (
                            "domain",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ambitions",
                                to="performance.outcomedomain",
                            ),
                        ),
                        ("name", models.TextField(verbose_name="ambition, as published")),
                        ("short_name", models.CharField(max_length=90)),
                        ("measure", models.CharField(blank=True, max_length=200)),
                        ("unit", models.CharField(blank=True, max_length=60)),
                        (
                            "polarity",
                            models.CharField(
                                choices=[
                                    ("higher", "Higher is better"),
                                    ("lower", "Lower is better"),
                                    ("neither", "Neither way is better"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "baseline",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True),
                        ),
                        ("baseline_printed", models.CharField(blank=True, max_length=80)),
                        (
                            "baseline_period",
                            models.CharField(blank=True, max_length=40, verbose_name="year of the baseline"),
                        ),
                        ("note", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "ordering": ["number"],
                    },
                ),
                migrations.CreateModel(
                    name="Rebase",
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
                            "kpi",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="performance.kpi",
                            ),
                        ),
                        ("reason", models.TextField(max_length=500, verbose_name="why")),
                        (
                            "set_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("set_on", models.DateField(verbose_name="decided on")),
                        (
                            "withdrawn_reason",
                            models.TextField(blank=True, max_length=500, verbose_name="why it was withdrawn"),
                        ),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "withdrawn_on",
                            models.DateField(blank=True, null=True, verbose_name="withdrawn on"),
                        ),
                        (
                            "starts_on",
                            models.DateField(
                                verbose_name="first day of the period from which limits start afresh"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["kpi", "starts_on", "pk"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_on__isnull", True),
                                    models.Q(("withdrawn_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="withdrawn_rebase_has_reason",
                                violation_error_message="Say why it is withdrawn.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_on__isnull", True)),
                                fields=("kpi", "starts_on"),
                                name="one_standing_rebase_a_period",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Target",
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
                            "kpi",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="targets",
                                to="performance.kpi",
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="targets",
                                to="organisation.financialyear",
                            ),
                        ),
                        (
                            "from_quarter",
                            models.PositiveSmallIntegerField(
                                default=1, verbose_name="quarter of the year from which it holds"
                            ),
                        ),
                        ("no_target", models.BooleanField(default=False, verbose_name="no target")),
                        (
                            "comparator",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("at_least", "At least"),
                                    ("at_most", "At most"),
                                    ("exactly", "Exactly"),
                                    ("between", "Between"),
                                    ("better_than_last_year", "Better than last year"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=19, null=True),
                        ),
                        (
                            "upper_value",
                            models.DecimalField(
                                blank=True,
                                decimal_places=4,
                                max_digits=19,
                                null=True,
                                verbose_name="upper value, for between",
                            ),
                        ),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("each_period", "Each period"),
                                    ("running_total", "Running total, against an even profile"),
                                    ("year_end", "Year end only"),
                                ],
                                default="each_period",
                                max_length=13,
                            ),
                        ),
                        (
                            "profile",
                            models.JSONField(
                                blank=True,
                                default=list,
                                help_text="Twelve decimals as text; empty: even parts.",
                                verbose_name="total expected by the end of each month, April to March",
                            ),
                        ),
                        ("printed", models.CharField(blank=True, max_length=60, verbose_name="as published")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "ordering": ["kpi", "year", "from_quarter"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kpi", "year", "from_quarter"),
                                name="one_target_a_quarter",
                                violation_error_message="There already is a target from that quarter.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("from_quarter__gte", 1), ("from_quarter__lte", 4)),
                                name="target_from_quarter_1_to_4",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("no_target", True),
                                    ("comparator", "better_than_last_year"),
                                    models.Q(
                                        ("value__isnull", False), models.Q(("comparator", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="target_has_value",
                                violation_error_message="Give the target's value.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("comparator", "between"), _negated=True),
                                    models.Q(
                                        ("upper_value__gte", models.F("value")),
                                        ("upper_value__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="between_has_upper_value",
                                violation_error_message="Give an upper value that is not below the lower one.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearEndForecast",
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
                            "kpi",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="year_end_forecasts",
                                to="performance.kpi",
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="kpi_forecasts",
                                to="organisation.financialyear",
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                decimal_places=4, max_digits=19, verbose_name="forecast for the year"
                            ),
                        ),
                        ("reason", models.TextField(max_length=1000, verbose_name="why it will end there")),
                        (
                            "made_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.quarter",
                                verbose_name="quarter it was made in",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "year-end forecast",
                        "ordering": ["kpi", "year"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kpi", "year"),
                                name="one_forecast_a_year",
                                violation_error_message="There already is a forecast for that year.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="forecast_says_why",
                                violation_error_message="Say why it will end there.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AmbitionForecast",
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
                            "ambition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="forecasts",
                                to="performance.outcomeambition",
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ambition_forecasts",
                                to="organisation.financialyear",
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                decimal_places=4, max_digits=12, verbose_name="expected level"
                            ),
                        ),
                        ("reason", models.TextField(verbose_name="why")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "ordering": ["ambition", "year"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("ambition", "year"), name="one_ambition_forecast_a_year"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AmbitionLevel",
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
                            "ambition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="levels",
                                to="performance.outcomeambition",
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ambition_levels",
                                to="organisation.financialyear",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("target", "Target"), ("actual", "Reported")], max_length=6
                            ),
                        ),
                        ("value", models.DecimalField(decimal_places=4, max_digits=12)),
                        ("printed", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "ordering": ["ambition", "year"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("ambition", "year", "kind"),
                                name="one_ambition_level_a_year",
                                violation_error_message="There already is a figure for that year.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExceptionNote",
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
                            "value",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exception",
                                to="performance.kpivalue",
                            ),
                        ),
                        ("issue", models.TextField()),
                        ("cause", models.TextField(blank=True)),
                        ("action", models.TextField(blank=True)),
                        ("owner", models.CharField(blank=True, max_length=120, verbose_name="owner (role)")),
                        (
                            "recovery_on",
                            models.DateField(blank=True, null=True, verbose_name="expected recovery date"),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAmbitionForecast",
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
                            "value",
                            models.DecimalField(
                                decimal_places=4, max_digits=12, verbose_name="expected level"
                            ),
                        ),
                        ("reason", models.TextField(verbose_name="why")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "ambition",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.outcomeambition",
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
                        "verbose_name": "historical ambition forecast",
                        "verbose_name_plural": "historical ambition forecasts",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAmbitionLevel",
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
                                choices=[("target", "Target"), ("actual", "Reported")], max_length=6
                            ),
                        ),
                        ("value", models.DecimalField(decimal_places=4, max_digits=12)),
                        ("printed", models.CharField(blank=True, max_length=80)),
                        (
                            "ambition",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.outcomeambition",
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
                        "verbose_name": "historical ambition level",
                        "verbose_name_plural": "historical ambition levels",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalExceptionNote",
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
                        ("issue", models.TextField()),
                        ("cause", models.TextField(blank=True)),
                        ("action", models.TextField(blank=True)),
                        ("owner", models.CharField(blank=True, max_length=120, verbose_name="owner (role)")),
                        (
                            "recovery_on",
                            models.DateField(blank=True, null=True, verbose_name="expected recovery date"),
                        ),
                        (
                            "value",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.kpivalue",
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
                        "verbose_name": "historical exception note",
                        "verbose_name_plural": "historical exception notes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="IncentiveMeasure",
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
                            "scheme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measures",
                                to="performance.incentivescheme",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                help_text="Where it is one of several that make a measure.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="performance.incentivemeasure",
                                verbose_name="part of",
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=0)),
                        (
                            "scope",
                            models.CharField(
                                choices=[("national", "National"), ("local", "Local")],
                                max_length=8,
                                verbose_name="national or local",
                            ),
                        ),
                        ("name", models.CharField(max_length=250, verbose_name="measure")),
                        (
                            "agreement",
                            models.CharField(
                                choices=[
                                    ("agreed", "Agreed"),
                                    ("awaiting-guidance", "Awaiting guidance"),
                                    ("under-review", "Being reviewed locally"),
                                    ("in-consultation", "In consultation with providers"),
                                    ("to-be-agreed", "To be agreed"),
                                ],
                                default="agreed",
                                max_length=17,
                                verbose_name="is it agreed?",
                            ),
                        ),
                        (
                            "agreement_note",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="as published, or what is still open"
                            ),
                        ),
                        (
                            "weight_percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0")),
                                    django.core.validators.MaxValueValidator(Decimal("100")),
                                ],
                                verbose_name="weight, in % of the total",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                help_text="Where it is stated. Otherwise it follows from the weight.",
                                max_digits=13,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="money at stake",
                            ),
                        ),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="incentive_measures",
                                to="performance.kpi",
                                verbose_name="measured by the KPI",
                            ),
                        ),
                        (
                            "ambition",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="incentive_measures",
                                to="performance.outcomeambition",
                                verbose_name="measured by the outcome ambition",
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("not-assessed", "Not assessed yet"),
                                    ("forecast-achieved", "Forecast to be achieved"),
                                    ("forecast-partly", "Forecast to be partly achieved"),
                                    ("forecast-not", "Forecast not to be achieved"),
                                    ("achieved", "Achieved"),
                                    ("partly", "Partly achieved"),
                                    ("not-achieved", "Not achieved"),
                                ],
                                default="not-assessed",
                                max_length=17,
                            ),
                        ),
                        (
                            "earned_percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0")),
                                    django.core.validators.MaxValueValidator(Decimal("100")),
                                ],
                                verbose_name="share of its money that is earned, in %",
                            ),
                        ),
                        ("result_reason", models.TextField(blank=True, verbose_name="why")),
                        (
                            "result_provenance",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("published", "Published"),
                                    ("returned", "Returned"),
                                    ("imported", "Imported"),
                                    ("derived", "Derived"),
                                    ("illustrative", "Illustrative"),
                                ],
                                max_length=12,
                                verbose_name="where the result is from",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "measure",
                        "ordering": ["scheme", "-scope", "order", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("parent__isnull", True)),
                                fields=("scheme", "scope", "name"),
                                name="measure_once_in_scheme",
                                violation_error_message="The scheme already has that measure.",
                            ),
                            models.UniqueConstraint(
                                fields=("parent", "name"),
                                name="part_once_in_measure",
                                violation_error_message="The measure already has that part.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("result", "not-assessed"), ("agreement", "agreed"), _connector="OR"
                                ),
                                name="only_what_is_agreed_has_a_result",
                                violation_error_message="A measure that is not agreed yet has no result.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("result", "not-assessed"),
                                    models.Q(("result_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="result_has_reason",
                                violation_error_message="Say why.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("earned_percent__isnull", False),
                                        ("result__in", ["partly", "forecast-partly"]),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("result__in", ["partly", "forecast-partly"]), _negated=True
                                        ),
                                        ("earned_percent__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="partly_says_how_much",
                                violation_error_message="Say how much of its money is earned.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PerformanceLevel",
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
                        ("row", models.PositiveSmallIntegerField(unique=True)),
                        (
                            "domain",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="performance_levels",
                                to="performance.outcomedomain",
                            ),
                        ),
                        (
                            "ambition",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="performance_levels",
                                to="performance.outcomeambition",
                            ),
                        ),
                        ("indicator", models.TextField()),
                        ("short_name", models.CharField(max_length=120)),
                        (
                            "area",
                            models.CharField(
                                max_length=40, verbose_name="organisation or area, as published"
                            ),
                        ),
                        ("level", models.CharField(max_length=80, verbose_name="level, as published")),
                        ("as_at", models.CharField(max_length=30)),
                    ],
                    options={
                        "ordering": ["row"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalIncentiveMeasure",
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
                        ("order", models.PositiveSmallIntegerField(default=0)),
                        (
                            "scope",
                            models.CharField(
                                choices=[("national", "National"), ("local", "Local")],
                                max_length=8,
                                verbose_name="national or local",
                            ),
                        ),
                        ("name", models.CharField(max_length=250, verbose_name="measure")),
                        (
                            "agreement",
                            models.CharField(
                                choices=[
                                    ("agreed", "Agreed"),
                                    ("awaiting-guidance", "Awaiting guidance"),
                                    ("under-review", "Being reviewed locally"),
                                    ("in-consultation", "In consultation with providers"),
                                    ("to-be-agreed", "To be agreed"),
                                ],
                                default="agreed",
                                max_length=17,
                                verbose_name="is it agreed?",
                            ),
                        ),
                        (
                            "agreement_note",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="as published, or what is still open"
                            ),
                        ),
                        (
                            "weight_percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0")),
                                    django.core.validators.MaxValueValidator(Decimal("100")),
                                ],
                                verbose_name="weight, in % of the total",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                help_text="Where it is stated. Otherwise it follows from the weight.",
                                max_digits=13,
                                null=True,
                                validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                                verbose_name="money at stake",
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("not-assessed", "Not assessed yet"),
                                    ("forecast-achieved", "Forecast to be achieved"),
                                    ("forecast-partly", "Forecast to be partly achieved"),
                                    ("forecast-not", "Forecast not to be achieved"),
                                    ("achieved", "Achieved"),
                                    ("partly", "Partly achieved"),
                                    ("not-achieved", "Not achieved"),
                                ],
                                default="not-assessed",
                                max_length=17,
                            ),
                        ),
                        (
                            "earned_percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(Decimal("0")),
                                    django.core.validators.MaxValueValidator(Decimal("100")),
                                ],
                                verbose_name="share of its money that is earned, in %",
                            ),
                        ),
                        ("result_reason", models.TextField(blank=True, verbose_name="why")),
                        (
                            "result_provenance",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("published", "Published"),
                                    ("returned", "Returned"),
                                    ("imported", "Imported"),
                                    ("derived", "Derived"),
                                    ("illustrative", "Illustrative"),
                                ],
                                max_length=12,
                                verbose_name="where the result is from",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "scheme",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.incentivescheme",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Where it is one of several that make a measure.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.incentivemeasure",
                                verbose_name="part of",
                            ),
                        ),
                        (
                            "kpi",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.kpi",
                                verbose_name="measured by the KPI",
                            ),
                        ),
                        (
                            "ambition",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.outcomeambition",
                                verbose_name="measured by the outcome ambition",
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
                        "verbose_name": "historical measure",
                        "verbose_name_plural": "historical measures",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPerformanceLevel",
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
                        ("row", models.PositiveSmallIntegerField(db_index=True)),
                        ("indicator", models.TextField()),
                        ("short_name", models.CharField(max_length=120)),
                        (
                            "area",
                            models.CharField(
                                max_length=40, verbose_name="organisation or area, as published"
                            ),
                        ),
                        ("level", models.CharField(max_length=80, verbose_name="level, as published")),
                        ("as_at", models.CharField(max_length=30)),
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
                            "ambition",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.outcomeambition",
                            ),
                        ),
                        (
                            "domain",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="performance.outcomedomain",
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
                        "verbose_name": "historical performance level",
                        "verbose_name_plural": "historical performance levels",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ],
        ),
        migrations.AddField(
            model_name="KPI",
            name="ambitions",
            field=models.ManyToManyField(
                blank=True,
                related_name="kpis",
                to="performance.outcomeambition",
                verbose_name="outcome ambitions",
            ),
        ),
        migrations.AddField(
            model_name="KPI",
            name="components",
            field=models.ManyToManyField(
                blank=True,
                related_name="kpis",
                through="performance.KPIEvidence",
                to="organisation.frameworkcomponent",
            ),
        ),
    ]
