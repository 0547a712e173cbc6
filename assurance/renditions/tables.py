"""Every table of a report as plain data, in the order of its sections; and these as CSV. Pure.

The workbook, the JSON and what is attached to the PDF are made of these tables, so that a number is the same in each.
"""

from collections.abc import Iterable

from assurance.renditions import tables_kpis, tables_rooms, tables_words
from assurance.renditions.table import DataTable, Type
from assurance.report_contents import ReportContents
from core import exports
from core.exports import Kind

PARTS = (tables_words, tables_kpis, tables_rooms)
_KINDS = {Type.NUMBER: Kind.NUMBER, Type.DAY: Kind.DAY, Type.MOMENT: Kind.DAY}


def tables_of(contents: ReportContents) -> tuple[DataTable, ...]:
    """The tables of those sections that the report prints, in their order; none without a row."""
    order = {section: place for place, section in reversed(list(enumerate(_sections(contents))))}
    made = [each for part in PARTS for each in part.tables(contents)]
    shown = [table for table in made if table.rows and table.section in order]
    return tuple(sorted(shown, key=lambda table: order[table.section]))


def _sections(contents: ReportContents) -> Iterable[str]:
    """The ids of the printed sections; the schedules of all directorates are one."""
    schedules = {schedule.id for schedule in contents.schedules}
    for section in contents.sections:
        yield tables_kpis.SCHEDULES if section.id in schedules else section.id


def as_csv(table: DataTable) -> bytes:
    """One table as CSV (UTF-8): its keys as the head, numbers plain and in the column's unit, dates as 2014-03-31."""
    columns = [exports.Column(each.key, _KINDS.get(each.type, Kind.TEXT)) for each in table.columns]
    return exports.as_csv(exports.Table(table.slug, table.title, columns, table.rows))
