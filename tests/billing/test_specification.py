"""Specifications read back as a spreadsheet program reads them."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from saas.billing.specification.files import as_csv, as_xlsx
from saas.billing.specification.rules import INVOICE_HEADERS, LINE_HEADERS
from tests.billing.ubl_corpus import document, line

HOSTILE = ("=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(A1)", "\t=1", "https://evil.example")


def sheets(content):
    book = load_workbook(io.BytesIO(content))
    return [list(sheet.iter_rows()) for sheet in book.worksheets]


def csv_of(contents):
    text = as_csv(contents, str).removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


class TestTheFiles:
    def test_a_line_is_a_row_with_amounts_days_and_numbers_of_their_kinds(self):
        said = document([line(120_48, quantity=2, price=249_00, days=15)], order="PO-7")

        (headers, row), (_headers, sums) = sheets(as_xlsx([said], str))
        cells = dict(zip([c.value for c in headers], [c.value for c in row], strict=True))

        assert tuple(cells) == LINE_HEADERS
        assert cells["Number"] == "20260000123"
        assert cells["Purchase order"] == "PO-7"
        assert cells["From"].date() == date(2026, 3, 1)
        assert (cells["Quantity"], cells["Unit price"]) == (2, 249)
        assert cells["Amount excl. VAT"] == 120.48
        assert [c.value for c in sums][-5:-1] == [120.48, 30.12, 0, 150.6]

    def test_the_same_over_csv(self):
        headers, row = csv_of([document([line(-120_48, quantity=-1, price=249_00)])])
        cells = dict(zip(headers, row, strict=True))

        assert (cells["Amount excl. VAT"], cells["Quantity"]) == ("-120,48", "-1")
        assert cells["Kind"] == "Credit note"

    def test_every_invoice_of_a_period_has_its_lines_and_its_sum(self):
        said = [document([line(n), line(2)]) for n in range(1, 8)]

        lines, invoices = sheets(as_xlsx(said, str))

        assert (len(lines), len(invoices)) == (1 + 14, 1 + 7)
        assert tuple(cell.value for cell in invoices[0]) == INVOICE_HEADERS

    def test_none_at_all_is_headers(self):
        assert [len(rows) for rows in sheets(as_xlsx([], str))] == [1, 1]
        assert len(csv_of([])) == 1

    def test_the_same_invoices_are_the_same_bytes(self):
        said = [document([line(1)])]

        assert as_xlsx(said, str) == as_xlsx(said, str)


class TestHostileCells:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_text_stays_text_in_a_workbook(self, name):
        said = document([line(100, name=name)], name=name, customer_number=name)

        for rows in sheets(as_xlsx([said], str)):
            for cell in rows[1]:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
        assert name in [cell.value for cell in sheets(as_xlsx([said], str))[0][1]]

    @pytest.mark.parametrize("name", HOSTILE[:5])
    def test_text_stays_text_in_csv(self, name):
        row = csv_of([document([line(100, name=name)], customer_number=name)])[1]

        assert f"'{name}" in row
        assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in row)

    @given(st.text(max_size=30))
    def test_csv_gives_back_whatever_was_written(self, name):
        row = csv_of([document([line(100, name=name)])])[1]

        assert row[LINE_HEADERS.index("Service")].removeprefix("'") == name.removeprefix("'")
