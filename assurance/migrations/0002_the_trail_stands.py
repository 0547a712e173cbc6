from django.db import migrations

from core.append_only import hold_by_migration, let_go_by_migration


class Migration(migrations.Migration):
    """Once every table is made, the database refuses to change what stands in the trail."""

    dependencies = [
        ("core", "0001_trail_and_what_was_last_done"),
        ("organisation", "0001_people_directorates_and_quarters"),
        ("programmes", "0001_programmes_projects_and_risks"),
        ("performance", "0001_kpis_returns_and_ambitions"),
        ("finance", "0001_budgets_costs_and_funds"),
        ("engagement", "0001_activities_and_standards"),
        ("assurance", "0001_snapshots_and_reports"),
    ]

    operations = [migrations.RunPython(hold_by_migration, let_go_by_migration)]
