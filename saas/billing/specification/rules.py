"""The rows of a specification: one per line of an invoice, and one per invoice.

A cell is a text, a day, a whole number or an exact amount; what it is in the file follows from
what it is here. So a customer called "=HYPERLINK(…)" is a text, and -299.00 is a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

from saas.billing.snapshot.rules import Snapshot, read
from saas.billing.totals.rules import InvoiceKind
from saas.text import N_, Text

Speaker: TypeAlias = Callable[[Text], str]
Cell: TypeAlias = str | date | int | Decimal
Row: TypeAlias = tuple[Cell, ...]

LINE_HEADERS: Final = (
    N_("Number"),
    N_("Kind"),
    N_("Invoice date"),
    N_("Customer number"),
    N_("Purchase order"),
    N_("Service"),
    N_("How it was found"),
    N_("From"),
    N_("Until"),
    N_("Days"),
    N_("Quantity"),
    N_("Unit price"),
    N_("Amount excl. VAT"),
    N_("VAT category"),
    N_("VAT per cent"),
    N_("Currency"),
)
INVOICE_HEADERS: Final = (
    N_("Number"),
    N_("Kind"),
    N_("Invoice date"),
    N_("Due date"),
    N_("Reference"),
    N_("Buyer"),
    N_("Total excl. VAT"),
    N_("VAT"),
    N_("Rounding"),
    N_("Total"),
    N_("Currency"),
)
KINDS: Final = {
    InvoiceKind.INVOICE: N_("Invoice"),
    InvoiceKind.CREDIT_NOTE: N_("Credit note"),
}


def line_rows(content: Snapshot, say: Speaker) -> Iterator[Row]:
    """A row per line of one invoice, in the order of LINE_HEADERS. Negative where credited."""
    beginning = (
        *_which(content, say),
        str(content["buyer"]["customer_number"]),
        str(content.get("order_reference") or ""),
    )
    for line in content["lines"]:
        yield (
            *beginning,
            say(read(line["title"])),
            say(read(line["explanation"])),
            date.fromisoformat(line["from"]),
            date.fromisoformat(line["until"]),
            int(line["days"]),
            int(line["quantity"]),
            _amount(line["unit_price_minor"]),
            _amount(line["net_minor"]),
            str(line["vat"]["category"]),
            int(line["vat"]["percent"]),
            str(content["currency"]),
        )


def invoice_row(content: Snapshot, say: Speaker) -> Row:
    """What one invoice comes to, in the order of INVOICE_HEADERS."""
    totals: dict[str, Any] = content["totals"]
    return (
        *_which(content, say),
        date.fromisoformat(content["due_on"]),
        str(content["ocr"]),
        str(content["buyer"]["name"]),
        *(_amount(totals[f"{name}_minor"]) for name in ("net", "vat", "rounding", "total")),
        str(content["currency"]),
    )


def _which(content: Snapshot, say: Speaker) -> tuple[str, str, date]:
    kind = InvoiceKind(content["kind"])
    return (
        str(content["number"]),
        say(Text(KINDS[kind])),
        date.fromisoformat(content["issued_on"]),
    )


def _amount(minor: int) -> Decimal:
    return Decimal(minor).scaleb(-2)
