"""From finished HTML to a PDF that lasts, in a process of its own with limits (docs/decisions/pdf.md).

`sheet` says what is printed, `process` starts the printing process and listens to it, `press` is that process,
`drawing` is the only place where WeasyPrint is called, `archive` makes its PDF both PDF/A-3a and PDF/UA-1.
"""
