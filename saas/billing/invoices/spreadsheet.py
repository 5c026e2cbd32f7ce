"""The list of invoices as a file: CSV (RFC 4180) with semicolons and commas, as in Sweden."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from saas.money import Money

BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it a spreadsheet takes å for something else."""


def as_file(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The table as text. Its cells are our own numbers, days and words: nobody's formula."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return BYTE_ORDER_MARK + written.getvalue()


def decimal(amount: Money) -> str:
    """An amount with two decimals and no currency, exact: -1234,50."""
    sign, (whole, part) = "-" if amount.minor < 0 else "", divmod(abs(amount.minor), 100)
    return f"{sign}{whole},{part:02}"
