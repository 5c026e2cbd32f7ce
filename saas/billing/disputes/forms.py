"""What is asked for, and answered, about disputes of invoices."""

from __future__ import annotations

from typing import Final

from marshmallow import Schema, fields, validate

from saas.billing.disputes.rules import DisputeOutcome
from saas.licensing.fields import Amount, Sentence
from saas.licensing.quoting.forms import Amount as TypedAmount
from saas.tenants.fields import Line, Lines
from saas.text import N_

LONGEST: Final = 1_000


class Disputing(Schema):
    """What is not as agreed: the line in that position, or all of it where none is named."""

    line = fields.Integer(allow_none=True, load_default=None, validate=validate.Range(min=1))
    reason = Lines(required=True, longest=LONGEST, missing=N_("Say what is not as agreed."))


class DisputeOnPage(Disputing):
    """The same, with how much of it, as people type amounts."""

    amount = TypedAmount(allow_none=True, load_default=None)


class DisputeOverApi(Disputing):
    """The same, in minor units with VAT; null for all that is left of it."""

    amount_minor = fields.Integer(strict=True, allow_none=True, load_default=None)


class Withdrawal(Schema):
    """A word that goes with withdrawing."""

    says = Line(longest=LONGEST, load_default="")


class DisputeDecisionAnswer(Schema):
    """How a dispute ended, and why; `due_on` is the later day to pay by, where there is one."""

    outcome = fields.Enum(DisputeOutcome, by_value=True)
    says = fields.String()
    due_on = fields.Date(allow_none=True)
    instead_of = fields.Date()
    decided_at = fields.AwareDateTime()
    decided_by = fields.String(attribute="decided_by_name")


class DisputeAnswer(Schema):
    """A dispute; `decision` is null while it is open, `line` where it is of the whole invoice."""

    id = fields.String(attribute="dispute.public_id")
    line = fields.Integer(attribute="dispute.line", allow_none=True)
    amount = fields.Nested(Amount, attribute="dispute.amount")
    reason = fields.String(attribute="dispute.reason")
    raised_at = fields.AwareDateTime(attribute="dispute.raised_at")
    raised_by = fields.String(attribute="dispute.raised_by_name")
    credit_note = fields.String(allow_none=True)
    decision = fields.Nested(DisputeDecisionAnswer, allow_none=True)


class DisputableAnswer(Schema):
    """A line that can be disputed, and for how much at most, with VAT."""

    position = fields.Integer()
    title = Sentence()
    most = fields.Nested(Amount)


class DisputesOfInvoice(Schema):
    """What is left to pay, how much of it is held, and every dispute of the invoice.

    `agreement` is the one the invoice was made for, or null for one written by hand. `lines`
    are those that can be disputed now: none while a dispute is open.
    """

    left = fields.Nested(Amount)
    held = fields.Nested(Amount)
    due_on = fields.Date()
    agreement = fields.String(allow_none=True)
    lines = fields.List(fields.Nested(DisputableAnswer))
    data = fields.List(fields.Nested(DisputeAnswer))
