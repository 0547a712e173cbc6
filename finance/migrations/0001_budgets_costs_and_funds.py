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
                    name="BudgetLine",
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
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="budget_lines",
                                to="organisation.financialyear",
                            ),
                        ),
                        ("heading", models.CharField(max_length=120)),
                        ("slug", models.SlugField(max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("spend", "Spend"), ("surplus", "Surplus")],
                                default="spend",
                                max_length=7,
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=0)),
                        (
                            "annual_plan",
                            models.DecimalField(
                                decimal_places=2, max_digits=16, verbose_name="plan for the year (£)"
                            ),
                        ),
                        (
                            "forecast_outturn",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                verbose_name="forecast outturn (£)",
                            ),
                        ),
                        (
                            "forecast_reason",
                            models.TextField(
                                blank=True, verbose_name="why the forecast differs from the plan"
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="budget_lines",
                                to="programmes.programme",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "ordering": ["year", "order", "heading"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("year", "slug"),
                                name="budget_heading_once_a_year",
                                violation_error_message="That heading is already in this year's budget.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("forecast_outturn__isnull", True),
                                    ("forecast_outturn", models.F("annual_plan")),
                                    models.Q(("forecast_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="forecast_off_plan_says_why",
                                violation_error_message="Say why the forecast differs from the plan.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "spend"), _negated=True),
                                    models.Q(
                                        ("annual_plan__gte", 0),
                                        models.Q(
                                            ("forecast_outturn__isnull", True),
                                            ("forecast_outturn__gte", 0),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="spending_not_negative",
                                violation_error_message="A heading of spending is not negative. Type 0 or more.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FinancialPosition",
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
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="positions",
                                to="organisation.financialyear",
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[("programme", "Programme"), ("running-costs", "Running costs")],
                                max_length=13,
                            ),
                        ),
                        (
                            "resource_limit",
                            models.DecimalField(
                                decimal_places=2, max_digits=16, verbose_name="revenue resource limit (£)"
                            ),
                        ),
                        (
                            "net_operating_costs",
                            models.DecimalField(
                                decimal_places=2, max_digits=16, verbose_name="net operating costs (£)"
                            ),
                        ),
                        (
                            "surplus_target",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                verbose_name="surplus target (£)",
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "ordering": ["year", "part"],
                        "constraints": [
                            models.UniqueConstraint(fields=("year", "part"), name="one_position_a_part")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalBudgetLine",
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
                        ("heading", models.CharField(max_length=120)),
                        ("slug", models.SlugField(max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("spend", "Spend"), ("surplus", "Surplus")],
                                default="spend",
                                max_length=7,
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=0)),
                        (
                            "annual_plan",
                            models.DecimalField(
                                decimal_places=2, max_digits=16, verbose_name="plan for the year (£)"
                            ),
                        ),
                        (
                            "forecast_outturn",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                verbose_name="forecast outturn (£)",
                            ),
                        ),
                        (
                            "forecast_reason",
                            models.TextField(
                                blank=True, verbose_name="why the forecast differs from the plan"
                            ),
                        ),
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
                        "verbose_name": "historical budget line",
                        "verbose_name_plural": "historical budget lines",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalFinancialPosition",
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
                            "part",
                            models.CharField(
                                choices=[("programme", "Programme"), ("running-costs", "Running costs")],
                                max_length=13,
                            ),
                        ),
                        (
                            "resource_limit",
                            models.DecimalField(
                                decimal_places=2, max_digits=16, verbose_name="revenue resource limit (£)"
                            ),
                        ),
                        (
                            "net_operating_costs",
                            models.DecimalField(
                                decimal_places=2, max_digits=16, verbose_name="net operating costs (£)"
                            ),
                        ),
                        (
                            "surplus_target",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                verbose_name="surplus target (£)",
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
                        "verbose_name": "historical financial position",
                        "verbose_name_plural": "historical financial positions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPooledFund",
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
                        ("slug", models.SlugField(max_length=120)),
                        ("condition", models.TextField(blank=True, verbose_name="what funding depends on")),
                        ("note", models.TextField(blank=True)),
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
                        "verbose_name": "historical pooled fund",
                        "verbose_name_plural": "historical pooled funds",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPromptPayment",
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
                        ("starts_on", models.DateField(db_index=True, verbose_name="month")),
                        ("paid", models.PositiveIntegerField(verbose_name="invoices paid")),
                        (
                            "paid_in_time",
                            models.PositiveIntegerField(verbose_name="of these, within 30 days"),
                        ),
                        (
                            "paid_value",
                            models.DecimalField(
                                decimal_places=2, max_digits=16, verbose_name="value of invoices paid (£)"
                            ),
                        ),
                        (
                            "paid_in_time_value",
                            models.DecimalField(
                                decimal_places=2, max_digits=16, verbose_name="of this, within 30 days (£)"
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
                        "verbose_name": "historical prompt payment",
                        "verbose_name_plural": "historical prompt payments",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="PooledFund",
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
                        ("slug", models.SlugField(max_length=120, unique=True)),
                        (
                            "programme",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pooled_funds",
                                to="programmes.programme",
                            ),
                        ),
                        ("condition", models.TextField(blank=True, verbose_name="what funding depends on")),
                        ("note", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="PromptPayment",
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
                        ("starts_on", models.DateField(unique=True, verbose_name="month")),
                        ("paid", models.PositiveIntegerField(verbose_name="invoices paid")),
                        (
                            "paid_in_time",
                            models.PositiveIntegerField(verbose_name="of these, within 30 days"),
                        ),
                        (
                            "paid_value",
                            models.DecimalField(
                                decimal_places=2, max_digits=16, verbose_name="value of invoices paid (£)"
                            ),
                        ),
                        (
                            "paid_in_time_value",
                            models.DecimalField(
                                decimal_places=2, max_digits=16, verbose_name="of this, within 30 days (£)"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "prompt payment",
                        "ordering": ["starts_on"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("paid_in_time__lte", models.F("paid"))),
                                name="paid_in_time_within_paid",
                                violation_error_message="No more invoices can be paid in time than were paid.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("paid_in_time_value__gte", 0),
                                    ("paid_in_time_value__lte", models.F("paid_value")),
                                ),
                                name="value_in_time_within_value",
                                violation_error_message="No more can be paid in time than was paid.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RunningCostLine",
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
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="running_cost_lines",
                                to="organisation.financialyear",
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField()),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="finance.runningcostline",
                            ),
                        ),
                        ("level", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("leaf", "Team or item"),
                                    ("subtotal", "Subtotal, as printed"),
                                    ("saving", "Saving, not a cost"),
                                    ("total", "Total, as printed"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("label", models.CharField(max_length=120)),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="amount (£)"),
                        ),
                        ("amount_printed", models.CharField(max_length=20)),
                        (
                            "per_head",
                            models.DecimalField(
                                decimal_places=2, max_digits=8, verbose_name="£ per head, as printed"
                            ),
                        ),
                        ("per_head_printed", models.CharField(max_length=20)),
                        (
                            "share_percent",
                            models.DecimalField(
                                decimal_places=2, max_digits=6, verbose_name="share, as printed (%)"
                            ),
                        ),
                        ("share_printed", models.CharField(max_length=20)),
                        (
                            "certainty",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="how certain the label is"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["year", "order"],
                        "constraints": [
                            models.UniqueConstraint(fields=("year", "order"), name="running_cost_line_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BudgetMonth",
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
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="months",
                                to="finance.budgetline",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="month")),
                        (
                            "plan",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="plan (£)"),
                        ),
                        (
                            "actual",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                verbose_name="actual (£)",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                verbose_name="version of the line it was saved with",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["line", "starts_on"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("line", "starts_on"), name="one_budget_row_a_month"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalBudgetMonth",
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
                        ("starts_on", models.DateField(verbose_name="month")),
                        (
                            "plan",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="plan (£)"),
                        ),
                        (
                            "actual",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=16,
                                null=True,
                                verbose_name="actual (£)",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveIntegerField(
                                default=0,
                                editable=False,
                                verbose_name="version of the line it was saved with",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="finance.budgetline",
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
                        "verbose_name": "historical budget month",
                        "verbose_name_plural": "historical budget months",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPooledFundContribution",
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
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="amount (£)"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        (
                            "fund",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="finance.pooledfund",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.partnerorganisation",
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
                        "verbose_name": "historical pooled fund contribution",
                        "verbose_name_plural": "historical pooled fund contributions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRunningCostLine",
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
                        ("order", models.PositiveSmallIntegerField()),
                        ("level", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("leaf", "Team or item"),
                                    ("subtotal", "Subtotal, as printed"),
                                    ("saving", "Saving, not a cost"),
                                    ("total", "Total, as printed"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("label", models.CharField(max_length=120)),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="amount (£)"),
                        ),
                        ("amount_printed", models.CharField(max_length=20)),
                        (
                            "per_head",
                            models.DecimalField(
                                decimal_places=2, max_digits=8, verbose_name="£ per head, as printed"
                            ),
                        ),
                        ("per_head_printed", models.CharField(max_length=20)),
                        (
                            "share_percent",
                            models.DecimalField(
                                decimal_places=2, max_digits=6, verbose_name="share, as printed (%)"
                            ),
                        ),
                        ("share_printed", models.CharField(max_length=20)),
                        (
                            "certainty",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="how certain the label is"
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
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="finance.runningcostline",
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
                        "verbose_name": "historical running cost line",
                        "verbose_name_plural": "historical running cost lines",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="PooledFundContribution",
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
                            "fund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributions",
                                to="finance.pooledfund",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributions",
                                to="organisation.partnerorganisation",
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributions",
                                to="organisation.financialyear",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="amount (£)"),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "ordering": ["fund", "partner", "year"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("fund", "partner", "year"),
                                name="one_contribution_a_year",
                                violation_error_message="This partner already has a contribution for that year.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gte", 0)), name="contribution_not_negative"
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
