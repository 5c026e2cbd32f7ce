"""What is answered of an invoice that our staff write: what it would be, and what it became."""

from __future__ import annotations

from marshmallow import Schema, fields

from saas.licensing.fields import Amount, LineAnswer, Sentence


class WrittenAnswer(Schema):
    """An invoice that was written by hand."""

    number = fields.String()
    reference = fields.String(attribute="ocr")
    issued_on = fields.Date()
    due_on = fields.Date()
    total = fields.Nested(Amount)


class TaxAnswer(Schema):
    """What would be taxed at one rate, and why."""

    category = fields.String(attribute="decision.category")
    percent = fields.Integer(attribute="decision.percent")
    reason = Sentence(attribute="decision.reason")
    base = fields.Nested(Amount)
    vat = fields.Nested(Amount)


class DocumentToBeAnswer(Schema):
    """What would be issued, and to whom."""

    company = fields.String(attribute="sale.company.name")
    customer_number = fields.String(attribute="sale.company.customer_number")
    order_reference = fields.String(attribute="sale.order_reference")
    lines = fields.List(fields.Nested(LineAnswer), attribute="sale.lines")
    vat_groups = fields.List(fields.Nested(TaxAnswer), attribute="sale.sums.groups")
    net = fields.Nested(Amount, attribute="sale.sums.net")
    vat = fields.Nested(Amount, attribute="sale.sums.vat")
    rounding = fields.Nested(Amount, attribute="sale.sums.rounding")
    total = fields.Nested(Amount, attribute="sale.sums.to_pay")


class ToBeAnswer(DocumentToBeAnswer):
    """The same, and the token that issues exactly this, once."""

    token = fields.String()
