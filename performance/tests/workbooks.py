"""A workbook in somebody's hands: downloaded, filled in with openpyxl as Excel would, saved, sent back."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.exports import MIME, XLSX
from performance.models import KPI
from performance.tests.people import URL
from performance.workbook.layout import HEADING_ROW, KEY_ROW, SHEET

WORKBOOK = f"{URL}workbook/"


class Filled:
    """The workbook of the Quality return for 2014/15 Q1, opened offline."""

    def __init__(self, data: bytes) -> None:
        self.book: Workbook = load_workbook(io.BytesIO(data))
        self.page: Worksheet = self.book[SHEET]

    def column(self, key: str) -> int:
        return next(cell.column for cell in self.page[KEY_ROW] if cell.value == key)

    def line(self, kpi: KPI) -> int:
        place = self.column("kpi")
        lines = range(HEADING_ROW + 1, self.page.max_row + 1)
        return next(line for line in lines if self.page.cell(line, place).value == kpi.slug)

    def cell(self, kpi: KPI, key: str) -> Any:
        return self.page.cell(self.line(kpi), self.column(key))

    def fill(self, kpi: KPI, **values: Any) -> "Filled":
        """`q_1a=5` is the quarter's figure, `m_2a` that of its second month; others by their own keys."""
        for key, value in values.items():
            name = key.replace("_", ".", 1) if key[:2] in ("q_", "m_") else key
            self.cell(kpi, name).value = value
        return self

    def saved(self) -> bytes:
        written = io.BytesIO()
        self.book.save(written)
        return written.getvalue()


def download(client: Client, url: str = WORKBOOK) -> Filled:
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == MIME[XLSX]
    return Filled(answer.content)


def send(client: Client, data: bytes, *, name: str = "return.xlsx", url: str = f"{WORKBOOK}send/") -> Any:
    return client.post(url, {"file": SimpleUploadedFile(name, data, MIME[XLSX])})
