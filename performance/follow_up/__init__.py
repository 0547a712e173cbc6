"""What follows from a KPI that is off track: promised dates, actions, the forecast of the year's end, and its data."""
