"""Reading a spreadsheet that somebody sent (docs/spreadsheets.md has the rules): .xlsx or .csv, and nothing else."""

from pathlib import PurePath

from django.conf import settings

from core.cells import Book, Limits, Sheet, Unreadable
from core.csv_files import read_rows
from core.xlsx_files import read_sheets

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def megabytes() -> int:
    """The largest file that is taken, in MB."""
    return int(settings.PORTAL_UPLOAD_LIMIT) // 1_000_000


def too_large(name: str) -> str:
    """What is said of a file beyond the limit."""
    return f"{_shown(name)} is larger than {megabytes()} MB. Send the sheet alone, without pictures."


def _shown(name: str) -> str:
    return f"“{PurePath(name).name[:80]}”"


def read_file(name: str, data: bytes, limits: Limits | None = None) -> Book:
    """The sheets of an .xlsx or .csv file. Raises Unreadable; the content decides, and must fit the name."""
    shown = _shown(name)
    if not data:
        raise Unreadable(f"{shown} is empty.")
    if len(data) > settings.PORTAL_UPLOAD_LIMIT:
        raise Unreadable(too_large(name))
    if data.startswith(_OLE):
        raise Unreadable(f"{shown} {_why_not_ole(data)}")
    extension, limits = PurePath(name).suffix.lower(), limits or Limits()
    return (
        _read_workbook(shown, extension, data, limits)
        if data.startswith(_ZIP)
        else _read_text(shown, extension, data, limits)
    )


def _why_not_ole(data: bytes) -> str:
    if _ENCRYPTED in data:
        return "is protected by a password. Save it without one (File, Info, Protect workbook), then send it again."
    return "is in Excel’s old format (.xls). Open it, and save it as an Excel workbook (.xlsx)."


def _read_workbook(shown: str, extension: str, data: bytes, limits: Limits) -> Book:
    if extension == ".xlsm":
        raise Unreadable(f"{shown} may hold macros. Save it as an Excel workbook without macros (.xlsx).")
    if extension != ".xlsx":
        raise Unreadable(f"{shown} is a packed file, not what its name says. Save it in Excel as .xlsx.")
    return Book(read_sheets(shown, data, limits))


def _read_text(shown: str, extension: str, data: bytes, limits: Limits) -> Book:
    if extension == ".xlsx":
        raise Unreadable(f"{shown} is no workbook, though its name ends in .xlsx. Save it in Excel as .xlsx.")
    if extension != ".csv":
        raise Unreadable(f"{shown} is neither .xlsx nor .csv. Save it in Excel as one of these.")
    return Book((Sheet("", read_rows(shown, data, limits)),), is_workbook=False)
