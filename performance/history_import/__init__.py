"""Figures of earlier periods from a CSV or a workbook: read, looked through, applied all or not at all."""
