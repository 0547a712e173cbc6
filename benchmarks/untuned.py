"""What the report is measured against: the same HTML through WeasyPrint as its manual begins, in a process of its own.

    python -m benchmarks.untuned HTML FOLDER STYLE …

The folder holds the style sheets, the marks and the fonts as they are shipped. Prints pages, CPU seconds (with those of
the programs that the import starts) and megabytes.
"""

import json
import resource
import sys
from pathlib import Path


def main(html: str, folder: str, *styles: str) -> None:
    from weasyprint import CSS, HTML

    sheets = [CSS(filename=f"{folder}/{style}") for style in styles]
    document = HTML(string=Path(html).read_text(), base_url=f"{folder}/").render(stylesheets=sheets)
    document.write_pdf(f"{folder}/untuned.pdf")
    took = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(each.ru_utime + each.ru_stime for each in took)
    print(json.dumps([len(document.pages), cpu, took[0].ru_maxrss / 1024]))


if __name__ == "__main__":
    main(*sys.argv[1:])
