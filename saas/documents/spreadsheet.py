"""Tables that spreadsheets open: CSV (RFC 4180), with semicolons and commas as in Sweden."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from saas.money import Money

Cell: TypeAlias = str | int | date | Decimal | Money
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it a spreadsheet takes å for something else."""
RUNS_AS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table as text. No text in it is run as a formula, whatever somebody is called.

    An amount is a number to count with: it has two decimals and no currency, and may be negative.
    """
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow(headers)
    table.writerows([_said(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + written.getvalue()


def decimal(amount: Money) -> str:
    """An amount with two decimals and no currency, exact: -1234,50."""
    sign, (whole, part) = "-" if amount.minor < 0 else "", divmod(abs(amount.minor), 100)
    return f"{sign}{whole},{part:02}"


def _said(cell: Cell) -> str:
    match cell:
        case str():
            return f"'{cell}" if cell.startswith(RUNS_AS_A_FORMULA) else cell
        case Money():
            return decimal(cell)
        case Decimal():
            return f"{cell:.2f}".replace(".", ",")
        case _:
            return str(cell)
