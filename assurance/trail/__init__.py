"""The trail as one list: every change of every record, and every event, for those who may look through it."""
