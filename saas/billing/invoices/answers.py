"""Invoices as JSON: amounts in minor units with a currency, days in ISO, sentences said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import Schema, fields
from marshmallow.validate import Length, Range, Regexp

from saas.billing.invoices.rules import Asked, Show
from saas.licensing.fields import Amount, Sentence

MOST: Final = 100


class InvoiceQuery(Schema):
    """Which invoices, from where, and how many at once."""

    show = fields.Enum(Show, by_value=True, load_default=Show.ALL)
    since = fields.Date()
    through = fields.Date()
    currency = fields.String(validate=Regexp(r"[A-Z]{3}\Z"))
    search = fields.String(validate=Length(max=100))
    after = fields.String(validate=Length(1, 100))
    before = fields.String(validate=Length(1, 100))
    limit = fields.Integer(load_default=MOST // 2, validate=Range(1, MOST))


def asked_in(query: Mapping[str, Any]) -> Asked:
    """What a query that `InvoiceQuery` has read asks for."""
    names = Asked.__dataclass_fields__
    return Asked(**{name: value for name, value in query.items() if name in names})


class InvoiceSummary(Schema):
    """An invoice in a list.

    `due_on` is the day to pay by: the invoice's own, or a later one agreed on. `standing` is
    open, overdue, collection (with an agency, and paid there), disputed (all that is open of
    it), paid or credit.
    """

    id = fields.String(attribute="public_id")
    number = fields.String()
    kind = fields.String()
    reference = fields.String(attribute="ocr")
    issued_on = fields.Date()
    due_on = fields.Date()
    standing = fields.String()
    total = fields.Nested(Amount)
    open = fields.Nested(Amount)


class SumAnswer(Schema):
    """What the invoices asked for come to in one currency."""

    count = fields.Integer()
    total = fields.Nested(Amount)
    open = fields.Nested(Amount)


class InvoiceList(Schema):
    """A page of invoices, newest first.

    `next` is what to send as `after` for the following page, `previous` as `before` for the
    one before; the header `Link` has both as addresses. `sums` are there when the list is
    narrowed down, and are those of all its pages.
    """

    data = fields.List(fields.Nested(InvoiceSummary))
    sums = fields.List(fields.Nested(SumAnswer))
    next = fields.String(allow_none=True)
    previous = fields.String(allow_none=True)


class InvoiceLineAnswer(Schema):
    """A line of an invoice: what, for which days, and how its amount was found."""

    title = Sentence()
    explanation = Sentence()
    starts_on = fields.String(attribute="from")
    ends_on = fields.String(attribute="until")
    days = fields.Integer()
    quantity = fields.Integer()
    unit_price = fields.Nested(Amount)
    net = fields.Nested(Amount)


class InvoiceVatAnswer(Schema):
    """What was taxed at one rate, and why."""

    category = fields.String()
    percent = fields.Integer()
    reason = Sentence()
    base = fields.Nested(Amount)
    vat = fields.Nested(Amount)


class InvoiceTotalsAnswer(Schema):
    """The sums of an invoice."""

    net = fields.Nested(Amount)
    vat = fields.Nested(Amount)
    rounding = fields.Nested(Amount)
    total = fields.Nested(Amount)


class HappeningAnswer(Schema):
    """Something that happened to an invoice."""

    on = fields.Date()
    what = Sentence()


class WayAnswer(Schema):
    """A number that a payment goes by: bankgiro, OCR, IBAN, a structured reference."""

    kind = fields.String()
    value = fields.String()


class AgencyAnswer(Schema):
    """Who collects an invoice: whom to call, write to or look up."""

    name = fields.String()
    phone = fields.String()
    address = fields.String()
    url = fields.String()


class CorrectionAnswer(Schema):
    """Why a document was made by hand, as a code and in words, and what it replaces."""

    reason = fields.String()
    why = Sentence()
    words = fields.String()
    replaces = fields.Dict(allow_none=True)


class InvoiceAnswer(Schema):
    """One invoice, whole, with the ways to pay it and what has happened to it.

    `correction` is null unless it takes back or replaces another for a reason.
    `disputed` is what is held of it until a dispute is decided, and not asked for before that.
    `agency` is null unless a collection agency collects it; then it is paid there.
    """

    invoice = fields.Nested(InvoiceSummary)
    lines = fields.List(fields.Nested(InvoiceLineAnswer))
    vat = fields.List(fields.Nested(InvoiceVatAnswer))
    totals = fields.Nested(InvoiceTotalsAnswer)
    seller = fields.Dict()
    buyer = fields.Dict()
    credits = fields.List(fields.Dict())
    correction = fields.Nested(CorrectionAnswer, allow_none=True)
    order_reference = fields.String()
    ways_to_pay = fields.List(fields.Nested(WayAnswer))
    disputed = fields.Nested(Amount)
    agency = fields.Nested(AgencyAnswer, allow_none=True)
    happenings = fields.List(fields.Nested(HappeningAnswer))
