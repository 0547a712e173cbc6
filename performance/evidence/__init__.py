"""For which components of an assurance framework a KPI serves as evidence."""
