"""What our staff say when they take something back: why, of which lines, and what was wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from marshmallow import Schema, fields, validate

from saas.billing.credit_notes.actions import Because
from saas.billing.credit_notes.rules import CORRECTS, CREDITS, Creditable
from saas.billing.totals.rules import CreditReason
from saas.licensing.quoting.forms import Amount
from saas.money import Money
from saas.tenants.fields import Line, Lines, Secret
from saas.tenants.people.models import Person
from saas.text import N_

LINE: Final = "line_"
WORDS: Final = 500
BUYER: Final = ("name", "attention", "street", "postcode", "city", "vat_number")


def _reason(among: Sequence[CreditReason]) -> fields.Enum[CreditReason]:
    choose = N_("Choose a reason.")
    return fields.Enum(
        CreditReason,
        by_value=True,
        required=True,
        validate=validate.OneOf(among, error=choose),
        error_messages={"required": choose, "unknown": choose},
    )


class CreditOrder(Schema):
    """A credit on an invoice; the page adds a field for each of its lines.

    Once it was shown, exactly that is meant, by its token.
    """

    reason = _reason(CREDITS)
    words = Lines(longest=WORDS, load_default="")
    token = Secret(load_default="", longest=1_000)


class CorrectionOrder(Schema):
    """What was wrong on an invoice, and how it is to read; and the token once that was shown."""

    reason = _reason(CORRECTS)
    words = Lines(longest=WORDS, load_default="")
    name = Line(required=True, missing=N_("Write the company's name."))
    attention = Line(load_default="")
    order_reference = Line(longest=100, load_default="")
    street = Line(required=True, missing=N_("Write the street or box of the address."))
    postcode = Line(required=True, longest=20, missing=N_("Write the postcode."))
    city = Line(required=True, longest=100, missing=N_("Write the town."))
    vat_number = Line(longest=30, load_default="")
    token = Secret(load_default="", longest=1_000)


class LineToCredit(Schema):
    """How much of a line, in minor units without tax."""

    position = fields.Integer(required=True, strict=True)
    minor = fields.Integer(required=True, strict=True)


class CreditAsked(Schema):
    """A credit on an invoice: all that is left, where no lines are named."""

    reason = _reason(CREDITS)
    words = Lines(longest=WORDS, load_default="")
    lines = fields.List(fields.Nested(LineToCredit), load_default=None, allow_none=True)


class CreditOverApi(CreditAsked):
    """The same, to be issued as it was shown: the token is that of the preview."""

    token = Secret(required=True, longest=1_000)


class BuyerOverApi(Schema):
    """What is to be read of the buyer; what is left out is as the company's details say today."""

    name = Line()
    attention = Line()
    order_reference = Line(longest=100)
    street = Line()
    postcode = Line(longest=20)
    city = Line(longest=100)
    vat_number = Line(longest=30)


class CorrectionAsked(Schema):
    """A correction of an invoice."""

    reason = _reason(CORRECTS)
    words = Lines(longest=WORDS, load_default="")
    buyer = fields.Nested(BuyerOverApi, load_default=dict)


class CorrectionOverApi(CorrectionAsked):
    """The same, to be issued as it was shown: the token is that of the preview."""

    token = Secret(required=True, longest=1_000)


def credit_order(lines: Sequence[Creditable]) -> Schema:
    """The page's form of a credit: a field for each line with anything left of it."""
    return CreditOrder.from_dict(line_fields(lines))()


def line_fields(lines: Sequence[Creditable]) -> dict[str, Any]:
    """A field for how much is credited of each line with anything left of it, by its name."""
    return {
        f"{LINE}{line.position}": Amount(load_default=None, allow_none=True)
        for line in lines
        if line.left.minor > 0
    }


def amounts_in(data: Mapping[str, Any], currency: str) -> dict[int, Money]:
    """How much of each line the page's form asks for, by position."""
    return {
        int(name.removeprefix(LINE)): Money(minor, currency)
        for name, minor in data.items()
        if name.startswith(LINE) and minor
    }


def amounts_over_api(data: Mapping[str, Any], currency: str) -> dict[int, Money] | None:
    """How much of each line a program asks for, by position; None where it names no lines."""
    if data["lines"] is None:
        return None
    return {each["position"]: Money(each["minor"], currency) for each in data["lines"]}


def because_of(data: Mapping[str, Any], by: Person) -> Because:
    """Why, in a code and in words, and by whom."""
    return Because(reason=data["reason"], words=data["words"], by_name=by.name)


def buyer_in(data: Mapping[str, Any]) -> dict[str, str]:
    """What the page's form says of the buyer and the buyer's order."""
    return {name: data[name] for name in (*BUYER, "order_reference")}
