"""Invoices as JSON: amounts in minor units with a currency, days in ISO, sentences said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema, fields
from marshmallow.validate import Range

from saas.billing.invoices.models import Invoice, Show
from saas.billing.invoices.rules import Standing
from saas.licensing.fields import Amount, Sentence
from saas.money import Money

MOST = 100


@dataclass(frozen=True, slots=True)
class ListedInvoice:
    """An invoice as a list shows it, with what is open on it and where it stands."""

    invoice: Invoice
    open: Money
    standing: Standing

    @property
    def number(self) -> str:
        """Its number, which is also where the next page begins."""
        return self.invoice.number

    @property
    def due_on(self) -> date:
        """The day it is to be paid by."""
        return self.invoice.due_on

    @property
    def is_payable(self) -> bool:
        """Whether there is anything to pay on it."""
        return self.standing in {Standing.OPEN, Standing.OVERDUE}


class InvoiceQuery(Schema):
    """Which invoices, from where, and how many at once."""

    show = fields.Enum(Show, by_value=True, load_default=Show.ALL)
    after = fields.String()
    limit = fields.Integer(load_default=MOST // 2, validate=Range(1, MOST))


class InvoiceSummary(Schema):
    """An invoice in a list."""

    id = fields.String(attribute="invoice.public_id")
    number = fields.String()
    kind = fields.String(attribute="invoice.kind")
    reference = fields.String(attribute="invoice.ocr")
    issued_on = fields.Date(attribute="invoice.issued_on")
    due_on = fields.Date()
    standing = fields.String()
    total = fields.Nested(Amount, attribute="invoice.total")
    open = fields.Nested(Amount)


class InvoiceList(Schema):
    """A page of invoices; `next` is what to send as `after` for the following one."""

    data = fields.List(fields.Nested(InvoiceSummary))
    next = fields.String(allow_none=True)


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


class InvoiceAnswer(Schema):
    """One invoice, whole."""

    invoice = fields.Nested(InvoiceSummary)
    lines = fields.List(fields.Nested(InvoiceLineAnswer))
    vat = fields.List(fields.Nested(InvoiceVatAnswer))
    totals = fields.Nested(InvoiceTotalsAnswer)
    seller = fields.Dict()
    buyer = fields.Dict()
    credits = fields.List(fields.Dict())
