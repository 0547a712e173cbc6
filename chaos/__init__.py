"""Faults on purpose: the portal as it is served, people at work on it, and something breaks (docs/faults.md)."""

TICK = 2.0
"""Seconds between two ticks of the schedule, which are a minute when the portal is served: nobody waits for that."""
