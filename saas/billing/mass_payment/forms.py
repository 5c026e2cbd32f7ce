"""What is asked for, and answered, when several invoices are paid by one charge."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.billing.mass_payment.models import MOST_AT_ONCE
from saas.tenants.fields import Email, Line
from saas.text import N_

NOT_TOO_MANY = validate.Length(max=MOST_AT_ONCE)


class Choice(Schema):
    """Which invoices, with which card, and which button was pressed."""

    invoice = fields.List(Line(longest=40), validate=NOT_TOO_MANY, load_default=list)
    card = Line(load_default="", longest=60)
    then = fields.String(validate=validate.OneOf(["update", "check"]), load_default="check")


class PaymentOrder(Schema):
    """What the check page asks for: exactly what it showed."""

    invoice = fields.List(Line(longest=40), validate=NOT_TOO_MANY, load_default=list)
    card = Line(required=True, longest=60, missing=N_("Choose a card to pay with."))
    total = fields.Integer(required=True, strict=False)
    currency = fields.String(load_default="SEK", validate=validate.Length(equal=3))
    receipt = fields.Boolean(load_default=False)
    sent_as = fields.String(required=True, validate=validate.Length(min=16, max=60))


class MassPayment(Schema):
    """Over the API: the numbers, the card, and the total that is expected, in minor units."""

    invoices = fields.List(Line(longest=40), required=True, validate=NOT_TOO_MANY)
    card = Line(required=True, longest=60)
    total_minor = fields.Integer(required=True, strict=True)
    currency = fields.String(load_default="SEK", validate=validate.Length(equal=3))
    receipt_to = Email(load_default=None, allow_none=True)


class ClaimAnswer(Schema):
    """An open invoice. What is `at_agency` is paid to the collection agency, and not here.

    `disputed_minor` of it is held until a dispute is decided; `to_pay_minor` is the rest, which
    is what is paid by choosing it.
    """

    number = fields.String()
    issued_on = fields.Date()
    due_on = fields.Date()
    open_minor = fields.Integer(attribute="open.minor")
    disputed_minor = fields.Integer()
    to_pay_minor = fields.Integer(attribute="to_pay.minor")
    currency = fields.String(attribute="open.currency")
    payment = fields.String(allow_none=True)
    at_agency = fields.Boolean()


class ClaimsQuery(Schema):
    """From where, and how many at once: `after` is the number of the last one seen."""

    after = Line(longest=40)
    limit = fields.Integer(load_default=MOST_AT_ONCE, validate=validate.Range(1, MOST_AT_ONCE))


class ClaimsAnswer(Schema):
    """Open invoices, those due first first; `next` is the following `after`."""

    data = fields.List(fields.Nested(ClaimAnswer))
    next = fields.String(allow_none=True)


class StartedAnswer(Schema):
    """The payment that was started; ask for it at /api/v1/payments/<id>."""

    id = fields.String(attribute="public_id")
    state = fields.String()
    amount_minor = fields.Integer()
    currency = fields.String()
