"""What is stored of a publication: a workbook, JSON, all tables as CSV in one archive, the page, and its facts.

They are made once, of the contents that the PDF was made of, and given out as they lie in the store.
"""

import io
import json
import logging
import zipfile
from collections.abc import Iterable
from hashlib import sha256
from typing import IO, Any

from assurance import store
from assurance.models import Publication, PublishedFile
from assurance.models.publications import PUBLIC
from assurance.publishing import known
from assurance.publishing.known import printed
from assurance.renditions import data
from assurance.renditions.table import DataTable, Type
from assurance.renditions.tables import as_csv, tables_of
from assurance.renditions.workbook import as_xlsx
from assurance.report_contents import ReportContents
from assurance.report_source import Unreadable, contents_of
from core.refusals import Refused
from core.templatetags.portal import Drawing, drawn

logger = logging.getLogger(__name__)

FOLDER = "published"
Format = PublishedFile.Format
OTHER_DATA = (
    "The portal has changed since this report was made, and would publish other data than its PDF carries. "
    "Make a new version, and propose that."
)
WRITTEN_AT = (1980, 1, 1, 0, 0, 0)
"""Stands as the moment of every member of an archive, so that the same tables give the same bytes."""
FIELD_TYPES = {Type.TEXT: "string", Type.MOMENT: "datetime"}
"""A column's type in the words of a Tabular Data Package, where they are others than ours."""


def keep(publication: Publication, contents: ReportContents) -> list[PublishedFile]:
    """Store what everybody may read and take away of a report that is being published. Raises Refused where the data
    would not be those that its PDF carries."""
    tables = tables_of(contents)
    made = _made(publication, contents)
    if publication.report.data_sha256 not in ("", sha256(made[Format.JSON]).hexdigest()):
        raise Refused(OTHER_DATA)
    return [_keep(publication, form, content, tables) for form, content in made.items()]


def _made(publication: Publication, contents: ReportContents) -> dict[Format, bytes]:
    pack = printed(contents.pack, contents.audience)
    return {
        Format.XLSX: as_xlsx(contents),
        Format.JSON: data.as_json(contents),
        Format.ZIP: archive(tables_of(contents), title=publication.title),
        Format.PAGE: drawn("renditions/_report.html", report=contents, history=None).html.encode(),
        Format.FACTS: known.to_json(known.known_of(pack)),
    }


def archive(tables: Iterable[DataTable], *, title: str) -> bytes:
    """One CSV file a table, and `datapackage.json`, which says what each column holds (Frictionless Data Package)."""
    tables = tuple(tables)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for table in tables:
            _put(package, member(table.slug), as_csv(table))
        described = json.dumps(describe(tables, title=title), ensure_ascii=False, indent=1)
        _put(package, "datapackage.json", described.encode())
    return content.getvalue()


def describe(tables: Iterable[DataTable], *, title: str) -> dict[str, Any]:
    """What the archive holds, for programs: title, tables, and of each column its meaning, type and unit."""
    return {
        "profile": "tabular-data-package",
        "title": title,
        "resources": [
            {
                "name": table.slug,
                "path": member(table.slug),
                "title": table.title,
                "description": table.meaning,
                "encoding": "utf-8",
                "schema": {"fields": [_field(column) for column in table.columns]},
            }
            for table in tables
        ],
    }


def member(slug: str) -> str:
    """The name of a table in the archive."""
    return f"{slug}.csv"


def open_file(file: PublishedFile) -> IO[Any]:
    """The stored file, after it has been compared with what was made. Raises store.Damaged."""
    return store.open_whole(store.Stored(file.file, file.size, file.sha256))


def page_of(publication: Publication) -> Drawing:
    """What is read on the screen, as it was drawn on the day of the publication. Raises store.Damaged."""
    with open_file(_file_of(publication, Format.PAGE)) as page:
        return Drawing(page.read().decode())


def facts_of(publication: Publication) -> known.Known:
    """What it says of its figures. Raises store.Damaged, or known.UnknownShape for those of another release."""
    with open_file(_file_of(publication, Format.FACTS)) as facts:
        return known.from_json(facts.read())


def damaged() -> int:
    """How many files of what is published are not what was stored, and cannot be made again as they were; each is
    named in the log, and given to nobody."""
    public = PublishedFile.objects.filter(publication__state__in=PUBLIC).select_related(
        "publication__quarter", "publication__report__snapshot__quarter__year"
    )
    return sum(not _is_mended(file) for file in public.defer("publication__report__snapshot__pack"))


def _is_mended(file: PublishedFile) -> bool:
    """Whole, or made again of its snapshot and put back. Only the same file, byte for byte, takes its place."""
    try:
        open_file(file).close()
        return True
    except store.Damaged as damage:
        logger.error("%s: %s", file, damage)
    try:
        content = _made(file.publication, contents_of(file.publication.report))[Format(file.format)]
    except Unreadable as reason:
        logger.error("%s cannot be made again: %s", file, reason)
        return False
    if sha256(content).hexdigest() != file.sha256:
        logger.error("%s is another file when it is made today; bring it back from the backup.", file)
        return False
    try:
        store.keep(file.file, content)
    except OSError as fault:
        logger.error("%s could not be put back: %s", file, fault)
        return False
    logger.warning("%s was made again as it was.", file)
    return True


def table_of(file: PublishedFile, slug: str) -> bytes:
    """One table out of the stored archive, byte for byte as it lies there. Raises store.Damaged."""
    with open_file(file) as content, zipfile.ZipFile(content) as package:
        return package.read(member(slug))


def _file_of(publication: Publication, form: Format) -> PublishedFile:
    """Among those that were fetched with it."""
    found = [file for file in publication.files.all() if file.format == form]
    if not found:
        raise store.Damaged("It was not stored.")
    return found[0]


def _keep(
    publication: Publication, form: Format, content: bytes, tables: Iterable[DataTable]
) -> PublishedFile:
    digest = sha256(content).hexdigest()[:16]
    name = (
        f"{FOLDER}/{publication.quarter.slug}/{publication.slug}/v{publication.version}-{digest}.{form.value}"
    )
    stored = store.keep(name, content)
    listed = [{"slug": each.slug, "title": each.title, "rows": len(each.rows)} for each in tables]
    return PublishedFile.objects.create(
        publication=publication,
        format=form,
        file=stored.name,
        size=stored.size,
        sha256=stored.sha256,
        tables=listed if form == Format.ZIP else [],
    )


def _put(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    package.writestr(zipfile.ZipInfo(name, WRITTEN_AT), content, zipfile.ZIP_DEFLATED)


def _field(column: Any) -> dict[str, str]:
    field = {
        "name": column.key,
        "title": column.heading,
        "description": column.meaning,
        "type": FIELD_TYPES.get(column.type, column.type.value),
    }
    return field | ({"unit": column.unit} if column.unit else {})
