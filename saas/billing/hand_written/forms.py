"""What an invoice written by hand asks for: to whom, and a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from marshmallow import Schema, fields, validate

from saas.billing.hand_written.rules import MOST_LINES, WrittenLine
from saas.licensing.quoting.forms import Amount
from saas.licensing.vat.rules import Rate
from saas.money import Money
from saas.tenants.fields import Line, Secret
from saas.text import N_

ROWS: Final = 5
MOST: Final = 100_000
WHOLE: Final = N_("Write a whole number, at least 1.")
WRITE_A_DAY: Final = N_("Write the day, such as 2026-03-02.")


def _quantity(**options: Any) -> fields.Integer:
    return fields.Integer(
        validate=validate.Range(1, MOST, error=WHOLE), error_messages={"invalid": WHOLE}, **options
    )


class _Heading(Schema):
    customer_number = Line(required=True, longest=20, missing=N_("Write the customer number."))
    order_reference = Line(longest=100, load_default="")
    day = fields.Date(
        required=True, error_messages={"required": WRITE_A_DAY, "invalid": WRITE_A_DAY}
    )
    token = Secret(longest=1_000, load_default="")


def _rows() -> dict[str, Any]:
    made: dict[str, Any] = {}
    for row in range(1, ROWS + 1):
        made[f"text_{row}"] = Line(longest=200, load_default="")
        made[f"quantity_{row}"] = _quantity(load_default=1)
        made[f"price_{row}"] = Amount(load_default=None, allow_none=True)
        made[f"rate_{row}"] = fields.Enum(Rate, by_value=True, load_default=Rate.STANDARD)
    return made


NewInvoice: Final[Any] = type("NewInvoice", (_Heading,), _rows())
"""The page's form: as many rows as fit it; those without words are left out."""


class LineOverApi(Schema):
    """A line of an invoice written by hand; the price in minor units, without tax."""

    text = Line(required=True, longest=200)
    quantity = _quantity(load_default=1)
    unit_price_minor = fields.Integer(required=True, strict=True, validate=validate.Range(0))
    rate = fields.Enum(Rate, by_value=True, load_default=Rate.STANDARD)
    day = fields.Date(load_default=None, allow_none=True)


class InvoiceAsked(Schema):
    """An invoice written by hand."""

    customer_number = Line(required=True, longest=20)
    order_reference = Line(longest=100, load_default="")
    lines = fields.List(
        fields.Nested(LineOverApi), required=True, validate=validate.Length(1, MOST_LINES)
    )


class InvoiceOverApi(InvoiceAsked):
    """The same, to be issued. With the `token` of a preview exactly that is issued, or nothing."""

    token = Secret(longest=1_000, allow_none=True, load_default=None)


def lines_in(data: Mapping[str, Any], currency: str) -> list[WrittenLine]:
    """The lines of the page's form that have words."""
    return list(_lines(data, currency))


def _lines(data: Mapping[str, Any], currency: str) -> Iterator[WrittenLine]:
    for row in range(1, ROWS + 1):
        if data[f"text_{row}"]:
            yield WrittenLine(
                text=data[f"text_{row}"],
                quantity=data[f"quantity_{row}"],
                unit_price=Money(data[f"price_{row}"] or 0, currency),
                rate=data[f"rate_{row}"],
                day=data["day"],
            )


def lines_over_api(data: Mapping[str, Any], currency: str, today: date) -> list[WrittenLine]:
    """The lines as a program says them; a day that is left out is today."""
    return [
        WrittenLine(
            text=each["text"],
            quantity=each["quantity"],
            unit_price=Money(each["unit_price_minor"], currency),
            rate=each["rate"],
            day=each["day"] or today,
        )
        for each in data["lines"]
    ]
