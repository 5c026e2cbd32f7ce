"""The rows of the list as text, said in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from saas.billing.invoices.listed import ListedInvoice
from saas.billing.invoices.rules import Standing
from saas.web.words import days_and_amounts

NOTHING = "–"


def table_rows(rows: Sequence[ListedInvoice]) -> list[tuple[Standing, Sequence[str]]]:
    """Where each invoice stands; and its number (twice: to go to, to read), days and amounts."""
    day, money = days_and_amounts()
    return [
        (
            row.standing,
            (
                row.number,
                row.number,
                day(row.issued_on),
                NOTHING if row.standing is Standing.CREDIT else day(row.due_on),
                money(row.total_minor, row.currency),
                money(row.open_minor, row.currency) if row.is_owed else NOTHING,
            ),
        )
        for row in rows
    ]
