"""Specifications as XLSX and CSV. No cell is run as a formula, whatever it is called."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from saas.billing.snapshot.rules import Snapshot
from saas.billing.specification.rules import (
    INVOICE_HEADERS,
    LINE_HEADERS,
    Row,
    Speaker,
    invoice_row,
    line_rows,
)
from saas.documents import spreadsheet
from saas.text import N_, Text

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST: Final = 32_767  # signs in a cell of XLSX
WIDTH: Final = 16
MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the same file each time, whenever it is made


def as_xlsx(contents: Iterable[Snapshot], say: Speaker) -> bytes:
    """Every line of the invoices on one sheet and their sums on another, a row at a time."""
    import xlsxwriter  # noqa: PLC0415 - 2 MB that processes showing pages never need

    written = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"created": MADE})
        lines = _Sheet(book, say(Text(N_("Specification"))), LINE_HEADERS, say)
        invoices = _Sheet(book, say(Text(N_("Invoices"))), INVOICE_HEADERS, say)
        for content in contents:
            for row in line_rows(content, say):
                lines.write(row)
            invoices.write(invoice_row(content, say))
    return written.getvalue()


def as_csv(contents: Iterable[Snapshot], say: Speaker) -> str:
    """Every line of the invoices as text."""
    rows = (row for content in contents for row in line_rows(content, say))
    return spreadsheet.as_csv([say(Text(header)) for header in LINE_HEADERS], rows)


class _Sheet:
    """One sheet of a workbook, written downwards."""

    def __init__(self, book: Any, name: str, headers: Iterable[str], say: Speaker) -> None:
        self.sheet = book.add_worksheet(name)
        self.formats = {
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            Decimal: book.add_format({"num_format": "#,##0.00"}),
        }
        bold = book.add_format({"bold": True})
        self.sheet.freeze_panes(1, 0)
        self.rows = 1
        for column, header in enumerate(headers):
            self.sheet.set_column(column, column, WIDTH)
            self.sheet.write_string(0, column, say(Text(header)), bold)

    def write(self, row: Row) -> None:
        for column, cell in enumerate(row):
            how = self.formats.get(type(cell))
            match cell:
                case str():
                    self.sheet.write_string(self.rows, column, cell[:LONGEST])
                case date():
                    self.sheet.write_datetime(self.rows, column, cell, how)
                case _:
                    self.sheet.write_number(self.rows, column, cell, how)
        self.rows += 1
