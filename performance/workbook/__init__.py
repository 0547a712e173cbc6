"""A return as a workbook: taken away, filled in offline, sent back, looked through, applied."""
