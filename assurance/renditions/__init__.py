"""A report in other forms than the PDF: a page to read, a workbook, JSON with a schema, and each figure's history.

All are made from the same contents as the PDF (`assurance.report_source.contents_of`), so that a figure is the same
wherever it is read.
"""
