"""What is asked for, and answered, when credit is to be paid out."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.billing.bank_accounts.rules import AccountKind
from saas.licensing.fields import Amount
from saas.tenants.fields import Line, Secret
from saas.text import N_

CHOOSE = N_("Choose what kind of account it is.")


class InCurrency(Schema):
    """Which credit: a company has some in each currency it pays in."""

    currency = fields.String(load_default="SEK", validate=validate.Regexp(r"[A-Z]{3}\Z"))


class PayoutOrder(InCurrency):
    """Where the money is to go; and, once that was shown, exactly what is meant, by its token."""

    account_kind = fields.Enum(
        AccountKind,
        by_value=True,
        required=True,
        error_messages={"required": CHOOSE, "unknown": CHOOSE},
    )
    account_number = Line(required=True, longest=50, missing=N_("Write the account's number."))
    token = Secret(load_default="", longest=1_000)


class PayoutOverApi(PayoutOrder):
    """The same as a program says it: the token is that of the preview."""

    token = Secret(required=True, longest=1_000)


class PartAnswer(Schema):
    """So much of a credit: `credit` is a credit note's number, or null for what is on the account.

    `invoice` is the invoice it settles, or null for what is paid out.
    """

    credit = fields.String(attribute="credit_number", allow_none=True)
    invoice = fields.String(attribute="invoice_number", allow_none=True)
    amount = fields.Nested(Amount)


class PreviewAnswer(Schema):
    """What a payout would be now. Send `token` along within half an hour to ask for exactly that.

    Nothing can be paid out where `amount` is nought: open invoices come first. `kept` stays to
    the company's credit while as much is disputed.
    """

    currency = fields.String(attribute="found.currency")
    credit = fields.Nested(Amount, attribute="found.credit")
    open_invoices = fields.Nested(Amount, attribute="found.open")
    amount = fields.Nested(Amount, attribute="found.amount")
    kept = fields.Nested(Amount, attribute="found.kept")
    parts = fields.List(fields.Nested(PartAnswer), attribute="found.parts")
    token = fields.String()


class PayoutAnswer(Schema):
    """A payout; `state` is waiting, approved, paid or declined."""

    number = fields.String()
    type = fields.String()
    state = fields.String()
    amount = fields.Nested(Amount)
    account_kind = fields.String()
    account_number = fields.String()
    asked_by = fields.String(attribute="asked_by_name")
    asked_at = fields.AwareDateTime()
    approved_at = fields.AwareDateTime(allow_none=True)
    paid_on = fields.Date(allow_none=True)
    bank_reference = fields.String(allow_none=True)
    declined_at = fields.AwareDateTime(allow_none=True)
    reason = fields.String(allow_none=True)


class PayoutInFull(PayoutAnswer):
    """A payout with what it is made of, and what was settled first."""

    parts = fields.List(fields.Nested(PartAnswer))


class PayoutsAnswer(Schema):
    """The latest payouts, newest first."""

    data = fields.List(fields.Nested(PayoutAnswer))
