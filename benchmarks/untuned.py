"""What the report is measured against: the same HTML through WeasyPrint as its manual begins, in a process of its own.

    python -m benchmarks.untuned HTML FOLDER VARIANT STYLE …

The variant is the kind of PDF, such as pdf/a-3a; empty for a plain one, without tags. The folder holds the style
sheets, the marks and the fonts as they are shipped; the report's own typeface is used, so that the pages are the
same. Prints pages, CPU seconds (with those of the programs that the import starts), of them
those of the import, and megabytes.
"""

import json
import resource
import sys
from pathlib import Path


def main(html: str, folder: str, variant: str, *styles: str) -> None:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    imported, fonts = cpu_so_far(), FontConfiguration()
    sheets = [CSS(filename=f"{folder}/{style}", font_config=fonts) for style in styles]
    source = HTML(string=Path(html).read_text(), base_url=f"{folder}/")
    kind = {"pdf_variant": variant or None}
    document = source.render(stylesheets=sheets, font_config=fonts, **kind)
    document.write_pdf(f"{folder}/untuned.pdf", **kind)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([len(document.pages), cpu_so_far(), imported, peak]))


def cpu_so_far() -> float:
    took = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in took)


if __name__ == "__main__":
    main(*sys.argv[1:])
