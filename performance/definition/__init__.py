"""What a KPI is, and what it should reach: created, changed, proposed, retired, and reviewed for a new year."""
