"""How a KPI's process varies: its XmR chart, icons and words, and the decisions about its limits."""
